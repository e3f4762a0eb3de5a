/** Costs of the house on the bills of those who bear them. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import type { LeaseId, SiteId, SpaceId } from "#domain/core/id.ts";
import { divideInvoice } from "#jobs/divide-costs.ts";
import { runBills } from "#jobs/run-bills.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { createCostPool, listCostPools, type NewCostPool } from "#storage/shared-costs.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { replaceParts } from "#storage/virtual-points.ts";
import { contents } from "#test/support/let-unit.ts";
import {
  createTestPoint,
  createTestSite,
  storeSteadyReadings,
} from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const JULY = { from: day("2026-07-01"), to: day("2026-08-01") };
const clock = new MovableClock(Temporal.Instant.from("2026-08-02T05:00Z"));

/** 0.10 a kWh, no tax. */
const FLAT = {
  format: "smartpm-tariff/1",
  name: "Flat",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", price: "0.10" }],
  taxes: [],
};

interface House {
  readonly database: Database;
  readonly siteId: SiteId;
  readonly leases: readonly LeaseId[];
  readonly pool: (given: Partial<NewCostPool>) => Promise<number>;
  readonly commonPointId: number;
  readonly tariffId: number;
  bill(
    leases?: readonly { readonly n: number; readonly to?: string }[],
  ): ReturnType<typeof runBills>;
}

/**
 * Two units of 100 m2. The first is let, the second until 11 July; each uses 2.4 kWh a day, the
 * common meter 24 kWh a day.
 */
async function house(t: TestContext): Promise<House> {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const tariff = { siteId, name: "Flat", commodity: "electricity" } as const;
  const tariffId = await createTariff(database, tariff);
  await addTariffVersion(database, {
    tariffId,
    effectiveFrom: day("2026-01-01"),
    document: FLAT,
  });
  const range = { from: "2026-06-30T22:00Z", to: "2026-08-01T22:00Z" };
  const common = await createTestPoint(database, { siteId, name: "Stairs", role: "common" });
  await storeSteadyReadings(database, { ...range, channelId: common.channelId, counts: 2.5 });
  const spaces: SpaceId[] = [];
  const leases: LeaseId[] = [];
  for (const [n, endsOn] of [undefined, "2026-07-11"].entries()) {
    const name = `Unit ${n + 1}`;
    const spaceId = await createSpace(database, { siteId, kind: "unit", name, areaM2: "100" });
    const tenantId = await createTenant(database, { siteId, name: `Tenant ${n + 1}` });
    const leaseId = await createLease(database, {
      tenantId,
      spaceId,
      startsOn: day("2026-07-01"),
      endsOn: endsOn === undefined ? undefined : day(endsOn),
    });
    const point = await createTestPoint(database, { siteId, name });
    await database.query("update service_point set space_id = $1 where id = $2", [
      spaceId,
      point.servicePointId,
    ]);
    const { servicePointId } = point;
    assert.ok((await attachServicePoint(database, { leaseId, servicePointId, tariffId })).ok);
    const counts = 1 / 4;
    await storeSteadyReadings(database, { ...range, channelId: point.channelId, counts });
    spaces.push(spaceId);
    leases.push(leaseId);
  }
  return {
    database,
    siteId,
    leases,
    commonPointId: common.servicePointId,
    tariffId,
    pool: (given) =>
      createCostPool(database, {
        siteId,
        name: "House",
        source: { kind: "amount", monthlyMinor: 90_000n },
        rules: {
          parts: [{ key: "area", percent: Decimal.of(100) }],
          vacancy: "owner",
          time: "days",
        },
        commodity: undefined,
        taxRate: undefined,
        taxLabel: "",
        startsOn: day("2026-07-01"),
        endsOn: undefined,
        units: spaces.map((spaceId) => ({ spaceId, fixedShare: Decimal.ONE })),
        ...given,
      }),
    bill: (chosen = [{ n: 0 }, { n: 1, to: "2026-07-11" }]) =>
      runBills({
        database,
        clock,
        siteId,
        period: {
          from: JULY.from,
          to: day(chosen.length === 1 ? (chosen[0]?.to ?? "2026-08-01") : "2026-08-01"),
        },
        kind: "manual",
        leases: chosen.map(({ n, to }) => ({
          leaseId: leases[n]!,
          days: { from: JULY.from, to: day(to ?? "2026-08-01") },
          kind: to === undefined ? ("regular" as const) : ("final" as const),
        })),
        actor: "owner",
      }),
  };
}

async function sharesOf(database: Database) {
  const bills = await contents(database);
  return bills.map((bill) => (bill.sharedCosts ?? []).map(({ amountMinor }) => amountMinor));
}

async function ownersPart(database: Database) {
  const { rows } = await database.query<{ sum: bigint }>(
    "select sum(amount_minor)::bigint from shared_cost_part where lease_id is null",
  );
  return rows[0]?.sum;
}

/** R31: 900.00 over 6200 m2 and days: 450.00, 145.16, and 304.84 for the owner of the vacant unit. */
test("an amount a month is divided by area and days, and shown with key and total", async (t) => {
  const { database, pool, bill } = await house(t);
  await pool({ taxRate: Decimal.of(19), taxLabel: "VAT" });
  const run = await bill();
  assert.deepEqual([run.billed, run.faults], [2, []]);
  assert.deepEqual(await sharesOf(database), [["45000"], ["14516"]]);
  assert.equal(await ownersPart(database), 30_484n);
  const [first] = await contents(database);
  const [share] = first?.sharedCosts ?? [];
  assert.deepEqual(share?.parts, [
    { key: "area", partMinor: "90000", weight: "3100", totalWeight: "6200", amountMinor: "45000" },
  ]);
  // 31 days of 2.4 kWh at 0.10 are 7.44; with 450.00 457.44 net; 19 % of 450.00 are 85.50.
  assert.deepEqual(
    [first?.netMinor, first?.taxMinor, first?.totalMinor],
    ["45744", "8550", "54294"],
  );
});

test("a common meter is priced by its tariff and divided; a run again divides nothing twice", async (t) => {
  const { database, pool, bill, commonPointId, tariffId } = await house(t);
  await pool({ source: { kind: "meter", servicePointId: commonPointId, tariffId } });
  await bill();
  await bill();
  // 31 days of 24 kWh at 0.10: 74.40; by area and days 37.20, 12.00 and 25.20 for the owner.
  assert.deepEqual(await sharesOf(database), [["3720"], ["1200"]]);
  assert.equal(await ownersPart(database), 2_520n);
  const { rows } = await database.query("select count(*)::int as costs from shared_cost");
  assert.equal(rows[0].costs, 1);
});

/*
 * The stairs are what the house takes (24 kWh a day) less what the units do (2.4 kWh a day each):
 * 19.2 kWh a day, in 31 days 595.2 kWh, at 0.10 59.52. By area and days 3100, 1000 and 2100 of
 * 6200: 29.76, 9.60 and 20.16 for the owner.
 */
test("a common area that is calculated from other points is priced and divided like a measured one", async (t) => {
  const { database, siteId, pool, bill, commonPointId, tariffId } = await house(t);
  const units = await database.query<{ id: number }>(
    "select id from service_point where role = 'unit' order by id",
  );
  const stairs = { siteId, name: "Stairs, calculated", role: "common" } as const;
  const { servicePointId } = await createTestPoint(database, stairs);
  await replaceParts(database, {
    id: servicePointId,
    parts: [
      { pointId: commonPointId, factor: Decimal.ONE },
      ...units.rows.map(({ id }) => ({ pointId: id, factor: Decimal.of(-1) })),
    ],
  });
  await pool({ source: { kind: "meter", servicePointId, tariffId } });
  await bill();
  assert.deepEqual(await sharesOf(database), [["2976"], ["960"]]);
  assert.equal(await ownersPart(database), 2_016n);
});

test("who leaves is settled at once; the rest of the month is divided later, all to the cent", async (t) => {
  const { database, pool, bill } = await house(t);
  await pool({});
  await bill([{ n: 1, to: "2026-07-11" }]);
  // 900.00 x 10/31 = 290.32 for ten days, half of it each.
  assert.deepEqual(await sharesOf(database), [["14516"]]);
  await bill([{ n: 0 }]);
  // The other ten days' half, and half of 900.00 - 290.32 = 609.68 for 21 days; the owner the rest.
  assert.deepEqual(await sharesOf(database), [["14516"], ["14516", "30484"]]);
  assert.equal(await ownersPart(database), 30_484n);
});

test("by consumption: what is used while nobody is there is the owner's, or nobody's", async (t) => {
  const { database, pool, bill } = await house(t);
  const parts = [{ key: "consumption" as const, percent: Decimal.of(100) }];
  await pool({ rules: { parts, vacancy: "owner", time: "days" } });
  await pool({ name: "Spread", rules: { parts, vacancy: "re-spread", time: "days" } });
  await bill();
  // 74.4, 24 and 50.4 kWh of 148.8; without the vacant ones 74.4 and 24 of 98.4.
  assert.deepEqual(await sharesOf(database), [
    ["45000", "68049"],
    ["14516", "21951"],
  ]);
});

test("by consumption of several utilities nothing is divided, and which counts is asked for", async (t) => {
  const { database, siteId, pool, bill } = await house(t);
  const water = await createTestPoint(database, { siteId, name: "Unit 1 water" });
  await database.query(
    `update service_point
        set commodity = 'cold-water', space_id = (select min(id) from space where kind = 'unit')
      where id = $1`,
    [water.servicePointId],
  );
  const parts = [{ key: "consumption" as const, percent: Decimal.of(100) }];
  const rules = { parts, vacancy: "owner", time: "days" } as const;
  await pool({ name: "Unclear", rules });
  await pool({ name: "Clear", rules, commodity: "electricity" });
  const run = await bill();
  assert.equal(run.billed, 2);
  assert.match(run.faults.map(faultText).join(), /Unclear.* cannot be added up/);
  // As above, by electricity alone.
  assert.deepEqual(await sharesOf(database), [["45000"], ["14516"]]);
  const unclear = (await listCostPools(database, siteId)).find(({ name }) => name === "Unclear");
  assert.ok(unclear);
  const divided = await database.transaction((tx) =>
    divideInvoice(tx, {
      pool: unclear,
      days: JULY,
      amountMinor: 1n,
      description: "",
      invoiceNumber: "",
      at: clock.now(),
      actor: "owner",
    }),
  );
  assert.equal(divided.ok, false);
});

test("an invoice is divided when it is entered, once by its number", async (t) => {
  const { database, siteId, pool, bill } = await house(t);
  await pool({ source: { kind: "invoice" }, name: "Insurance" });
  const [stored] = await listCostPools(database, siteId);
  assert.ok(stored);
  const invoice = {
    pool: stored,
    days: JULY,
    amountMinor: 10_001n,
    description: "Policy 7",
    invoiceNumber: "R-17",
    at: clock.now(),
    actor: "owner",
  };
  await database.transaction((tx) => divideInvoice(tx, invoice));
  await assert.rejects(
    database.transaction((tx) => divideInvoice(tx, invoice)),
    /shared_cost_invoice_once/,
  );
  await bill();
  // 100.01 over 6200: 50.005 -> 50.00 or 50.01 by remainder, 16.130..., 33.874...: sum 100.01.
  const shares = (await sharesOf(database)).flat().map(BigInt);
  assert.equal(shares.reduce((a, b) => a + b, 0n) + ((await ownersPart(database)) ?? 0n), 10_001n);
  const [first] = await contents(database);
  assert.equal(first?.sharedCosts?.[0]?.label, "Insurance: Policy 7");
});

test("a common meter that was not read yet is told, and the bills go out without it", async (t) => {
  const { database, pool, bill, siteId, tariffId } = await house(t);
  const silent = await createTestPoint(database, { siteId, name: "Lift", role: "common" });
  const { servicePointId } = silent;
  await pool({ source: { kind: "meter", servicePointId, tariffId } });
  const run = await bill();
  assert.equal(run.billed, 2);
  assert.match(run.faults.map(faultText).join(), /Lift has no readings/);
});

test("parts of a cost that do not sum to it are refused by the database", async (t) => {
  const { database, pool, bill } = await house(t);
  await pool({});
  await bill();
  await assert.rejects(
    database.query(
      "insert into shared_cost_part (shared_cost_id, part_no, amount_minor, parts) values (1, 99, 1, '[]')",
    ),
    /do not sum to it/,
  );
});
