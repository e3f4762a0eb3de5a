/**
 * A year of hourly averages of a commercial building is imported as readings of a channel, billed
 * month by month through the database, and priced once more straight from the file by `rate` with
 * the same tariff. Whatever lies between file and bill, every month comes to the same cent.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { parseLoadFile } from "#domain/consumption/load-file.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText, type Result } from "#domain/core/fault.ts";
import type { LeaseId, SiteId } from "#domain/core/id.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { toMinor } from "#domain/core/money.ts";
import { monthlyCharges } from "#domain/rating/monthly-charges.ts";
import { rate } from "#domain/rating/rate.ts";
import { convertUrdb } from "#domain/tariff/convert-urdb.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { billLease } from "#jobs/bill-lease.ts";
import { importLoad } from "#jobs/import-load.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { compactClosedDays } from "#storage/closed-days.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";

const TIME_ZONE = "UTC";
const LOAD = new URL("../reference/commercial-60min.csv", import.meta.url);
const YEAR_FROM = Temporal.PlainDate.from("2018-01-01");
const MONTHS: readonly DateRange[] = Array.from({ length: 12 }, (_, n) => ({
  from: YEAR_FROM.add({ months: n }),
  to: YEAR_FROM.add({ months: n + 1 }),
}));

/** Bands of the month's energy, the highest hour, a service charge, a minimum, two taxes. */
const LADDER_AND_DEMAND = {
  format: "smartpm-tariff/1",
  name: "Ladder and demand",
  commodity: "electricity",
  currency: "USD",
  charges: [
    {
      kind: "consumption",
      id: "energy",
      label: "Energy",
      ladder: { counts: "month", prorate: "days" },
      tiers: [
        { upTo: "20000", price: "0.2113" },
        { upTo: "50000", price: "0.1987" },
        { price: "0.2371" },
      ],
    },
    { kind: "demand", id: "demand", label: "Demand", price: "7.13", per: "month", prorate: "days" },
    {
      kind: "fixed",
      id: "service",
      label: "Service",
      price: "31.07",
      per: "month",
      prorate: "days",
    },
  ],
  taxes: [{ id: "vat", label: "VAT 19 %", percent: "19" }],
};

function required<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.faults.map(faultText).join("; "));
}

/** The file's numbers in whole counts of 0.0001 kWh, which is all the digits that they have. */
async function consumptionOfFile(): Promise<IntervalConsumption> {
  const lines = (await readFile(LOAD, "utf8")).trim().split("\n");
  return {
    from: Temporal.Instant.from("2018-01-01T00:00Z"),
    intervalMinutes: 60,
    amounts: Float64Array.from(lines, (line) => Math.round(Number(line) * 10_000)),
    perCount: Decimal.parse("0.0001"),
  };
}

function ratedTotals(document: unknown, consumption: IntervalConsumption): bigint[] {
  const tariff = required(parseTariff(document));
  const versions = [{ id: 1, effectiveFrom: YEAR_FROM, document: tariff }];
  return MONTHS.map((period) => {
    const order = { versions, period, timeZone: TIME_ZONE, consumption };
    return required(rate(order)).totalMinor;
  });
}

/** A lease that pays the imported point by the tariff. */
async function leaseWith(
  database: Database,
  { siteId, name, document }: { siteId: SiteId; name: string; document: unknown },
): Promise<LeaseId> {
  const load = required(parseLoadFile(await readFile(LOAD, "utf8")));
  const { channel } = await importLoad({
    database,
    clock: new MovableClock(Temporal.Instant.from("2019-01-02T00:00Z")),
    target: { kind: "new-point", name },
    load,
    timeZone: TIME_ZONE,
    start: Temporal.Instant.from("2018-01-01T00:00Z"),
    stepMinutes: 60,
    amounts: "average-kw",
  });
  const tariffId = await createTariff(database, { siteId, name, commodity: "electricity" });
  await addTariffVersion(database, { tariffId, effectiveFrom: YEAR_FROM, document });
  const tenantId = await createTenant(database, { siteId, name: `Harbour ${name}` });
  const spaceId = await createSpace(database, { siteId, kind: "unit", name });
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn: YEAR_FROM });
  const { servicePointId } = channel;
  required(await attachServicePoint(database, { leaseId, servicePointId, tariffId }));
  return leaseId;
}

async function billedTotals(database: Database, leaseId: LeaseId): Promise<bigint[]> {
  const clock = new MovableClock(Temporal.Instant.from("2019-01-02T00:00Z"));
  for (const period of MONTHS) {
    const how = { kind: "regular", lateReadings: "wait", actor: "test" } as const;
    const bill = required(await billLease({ database, clock, leaseId, period, ...how }));
    assert.deepEqual(bill.faults, []);
  }
  const { rows } = await database.query<{ total_minor: bigint }>(
    "select total_minor from bill where lease_id = $1 order by period_from",
    [leaseId],
  );
  return rows.map((row) => row.total_minor);
}

/** What `./smartpm rate` prints for each month, rounded once. */
function printedTotals(document: unknown, consumption: IntervalConsumption): bigint[] {
  const tariff = required(parseTariff(document));
  const days = { from: YEAR_FROM, to: YEAR_FROM.add({ years: 1 }) };
  const order = { document: tariff, consumption, days, timeZone: TIME_ZONE };
  return required(monthlyCharges(order)).map(({ total }) =>
    toMinor(total, tariff.currency, "half-up"),
  );
}

test("a commercial load billed through the database comes to the cent to what rate says", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database, { timeZone: TIME_ZONE, currency: "USD" });
  const consumption = await consumptionOfFile();
  const catalogue = new URL("../../catalogue/tariffs/office-tou.json", import.meta.url);
  const inEuro = JSON.parse(await readFile(catalogue, "utf8")) as object;
  const seasons: unknown = { ...inEuro, currency: "USD" };

  await t.test("by season and time of use, from rows", async () => {
    const leaseId = await leaseWith(database, { siteId, name: "Seasons", document: seasons });
    const billed = await billedTotals(database, leaseId);
    assert.deepEqual(billed, ratedTotals(seasons, consumption));
  });

  await t.test("by ladder and demand, from packed days", async () => {
    const place = { siteId, name: "Ladder", document: LADDER_AND_DEMAND };
    const leaseId = await leaseWith(database, place);
    await compactClosedDays(database, Temporal.PlainDate.from("2019-01-02"));
    const billed = await billedTotals(database, leaseId);
    assert.deepEqual(billed, ratedTotals(LADDER_AND_DEMAND, consumption));
    assert.equal(new Set(billed).size, 12);
  });

  const folder = new URL("../reference/tariffs/", import.meta.url);
  for (const file of await readdir(folder)) {
    await t.test(`by the reference tariff ${file}`, async () => {
      const urdb: unknown = JSON.parse(await readFile(new URL(file, folder), "utf8"));
      const document = required(convertUrdb(urdb));
      const leaseId = await leaseWith(database, { siteId, name: file, document });
      assert.deepEqual(await billedTotals(database, leaseId), printedTotals(document, consumption));
    });
  }
});
