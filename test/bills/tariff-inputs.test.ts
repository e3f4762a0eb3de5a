/**
 * What a tariff counts by beside the registers comes from the database to the bill: dated terms of
 * the lease, taxes that the tenant does not pay, prices by the hour, declared events, what was used
 * before the readings begin, and tariffs that stand together. The meter takes 1.6 kW without pause:
 * 38.4 kWh a day, 1190.4 kWh in July.
 */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { billSheet } from "#documents/bill-sheet.ts";
import { faultText } from "#domain/core/fault.ts";
import { importSeries } from "#jobs/import-series.ts";
import { makeEvidence } from "#jobs/make-evidence.ts";
import { putEarlierUse } from "#storage/earlier-use.ts";
import { addAddOn } from "#storage/lease-add-ons.ts";
import { putLeaseTerm } from "#storage/lease-terms.ts";
import { endLeasedPoint } from "#storage/lease-changes.ts";
import { attachServicePoint, readLeases } from "#storage/leases.ts";
import { addTariffEvent } from "#storage/tariff-events.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { addExemption } from "#storage/tax-exemptions.ts";
import { LADDER, letUnit, onlyBill, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => Temporal.Instant.from(text);
const number = (text: string) => Decimal.parse(text);

const ENERGY = { kind: "consumption", id: "energy", label: "Energy", price: "0.20" };

function tariffOf(charges: readonly object[], rest: object = {}) {
  const head = { format: "smartpm-tariff/1", name: "T", commodity: "electricity" };
  return { ...head, currency: "EUR", charges, ...rest };
}

/** A unit let from a day, metered from 1 June 2026 on and priced by a document. */
async function metered(t: TestContext, document: unknown, startsOn = "2026-06-01") {
  const unit = await letUnit(t, startsOn);
  const point = await unit.attach("Shop", document);
  await storeSteadyReadings(unit.database, { ...STEADY, channelId: point.channelId });
  const billJuly = async () => {
    const issued = await unit.bill("2026-07-01", "2026-08-01");
    assert.ok(issued.ok, JSON.stringify(issued));
    // Whoever has the evidence file gets the same bill from it.
    const made = await makeEvidence(unit.database, issued.value.billId);
    assert.ok(made.ok, made.ok ? "" : made.faults.map(faultText).join());
    const bill = await onlyBill(unit);
    return { bill, lines: bill.lines.map((line) => `${line.label} ${line.amountMinor}`) };
  };
  const refusedJuly = async () => {
    const refused = await unit.bill("2026-07-01", "2026-08-01");
    return refused.ok ? [] : refused.faults.map(faultText);
  };
  return { ...unit, ...point, billJuly, refusedJuly };
}

test("a contract demand that rises on 11 July is billed by its days, the point's own before the lease's", async (t) => {
  const capacity = {
    kind: "fixed",
    id: "capacity",
    label: "Capacity",
    price: "10.00",
    times: "contract-demand",
    per: "month",
    prorate: "days",
  };
  const { database, leaseId, pointId, billJuly, refusedJuly } = await metered(
    t,
    tariffOf([capacity]),
  );
  assert.deepEqual(await refusedJuly(), [
    "Shop, charges capacity: it counts by contract-demand, which the lease does not say on 2026-07-01 (add the contract-demand in kW to the lease)",
  ]);
  const term = { leaseId, term: "contract-demand" as const };
  const ofLease = { ...term, servicePointId: undefined };
  await putLeaseTerm(database, { ...ofLease, from: day("2026-06-01"), value: number("20") });
  await putLeaseTerm(database, { ...ofLease, from: day("2026-07-21"), value: number("99") });
  const ofPoint = { ...term, servicePointId: pointId, from: day("2026-07-11") };
  await putLeaseTerm(database, { ...ofPoint, value: number("25") });
  await putLeaseTerm(database, { ...ofPoint, value: number("30") });
  // 20 × 10.00 × 10/31 = 64.52; 30 × 10.00 × 21/31 = 203.23.
  assert.deepEqual((await billJuly()).lines, ["Capacity 6452", "Capacity 20323"]);
});

test("a tenant that owes the tax itself pays none, and the bill says why", async (t) => {
  const { database, leaseId, billJuly } = await metered(t, LADDER);
  const [lease] = await readLeases(database, [leaseId]);
  const reverse = { tenantId: lease!.tenantId, kind: "reverse-charge" as const };
  const reason = "Reverse charge, article 196";
  // One that has ended, and one that begins on the last day that is billed.
  const old = { startsOn: day("2026-01-01"), endsOn: day("2026-07-31") };
  await addExemption(database, { ...reverse, reason: "An old rule", ...old });
  const now = { startsOn: day("2026-07-31"), endsOn: undefined };
  await addExemption(database, { ...reverse, reason, taxId: "vat", ...now });
  const { bill } = await billJuly();
  // 300 × 0.20 + 890.4 × 0.30 + 9.00 = 60.00 + 267.12 + 9.00.
  assert.equal(bill.totalMinor, "33612");
  assert.deepEqual(bill.taxes, [
    { label: `VAT: ${reason}`, rate: "0", baseMinor: "33612", amountMinor: "0" },
  ]);
});

test("prices by the hour are those of the site's series; the bill waits while they are missing", async (t) => {
  const spot = { kind: "series", id: "spot", label: "Spot", series: "market", markup: "0.01" };
  const { database, siteId, billJuly, refusedJuly } = await metered(t, tariffOf([spot]));
  const missing =
    'Shop, charges spot: there are no prices "market" for all of 2026-07-01 to 2026-08-01 (load them)';
  assert.deepEqual(await refusedJuly(), [missing]);
  const put = (text: string) =>
    database.transaction((tx) =>
      importSeries(tx, {
        siteId,
        name: "market",
        text,
        timeZone: "Europe/Berlin",
        stepMinutes: 1440,
      }),
    );
  const first = await put("day;price\n2026-06-20;0.10\n2026-07-17;0.20\n2026-07-30;0.20\n");
  assert.ok(first.ok);
  assert.deepEqual(await refusedJuly(), [missing]);
  assert.ok((await put("2026-07-31;0.40\n")).ok);
  // 16 days: 614.4 × 0.11 = 67.584; 13 and 1 days: 537.6 × 0.21 = 112.896; 1 day: 38.4 × 0.41.
  const { lines } = await billJuly();
  assert.deepEqual(lines, ["Spot 6758", "Spot 10483", "Spot 806", "Spot 1574"]);
});

test("a critical peak is priced while it is declared", async (t) => {
  const calendar = {
    id: "times",
    touPeriods: [{ id: "usual" }, { id: "critical" }],
    days: [{ otherwise: "usual" }],
    events: [{ name: "critical-peak", touPeriod: "critical" }],
  };
  const rates = [
    { touPeriods: ["usual"], price: "0.20" },
    { touPeriods: ["critical"], price: "1.50" },
  ];
  const energy = { kind: "consumption", id: "energy", label: "Energy", rates };
  const document = tariffOf([energy], { calendars: [calendar] });
  const { database, siteId, billJuly } = await metered(t, document);
  const event = { siteId, note: "", to: at("2026-07-10T18:00Z") };
  await addTariffEvent(database, {
    ...event,
    name: "critical-peak",
    from: at("2026-07-10T13:00Z"),
  });
  await addTariffEvent(database, { ...event, name: "another", from: at("2026-07-10T08:00Z") });
  // 5 h × 1.6 kW = 8 kWh × 1.50 = 12.00; 1182.4 × 0.20 = 236.48.
  assert.deepEqual((await billJuly()).lines, ["Energy 23648", "Energy 1200"]);
});

test("a yearly ladder goes on from what was used before the first reading; unknown is not nothing", async (t) => {
  const ladder = { counts: "year", prorate: "none" };
  const tiers = [{ upTo: "3000", price: "0.20" }, { price: "0.30" }];
  const energy = { kind: "consumption", id: "energy", label: "Energy", tiers, ladder };
  const unit = await metered(t, tariffOf([energy]), "2026-01-01");
  assert.deepEqual(await unit.refusedJuly(), [
    'Shop, charges energy: its ladder counts from 2026-01-01, and there are no readings from then (load them, say what was used until the readings begin, or let the ladder prorate by "days")',
  ]);
  const used = [{ from: day("2026-01-01"), to: day("2026-06-01"), quantity: number("900") }];
  await putEarlierUse(unit.database, { servicePointId: unit.pointId, peaks: [], used });
  // 900 + 30 × 38.4 = 2052 until July: 948 more at 0.20 = 189.60, 242.4 at 0.30 = 72.72.
  assert.deepEqual((await unit.billJuly()).lines, ["Energy 18960", "Energy 7272"]);
});

test("a ratchet knows the peak of a month before the first reading", async (t) => {
  const demand = {
    kind: "demand",
    id: "kw",
    label: "Demand",
    price: "12",
    intervalMinutes: 15,
    ratchet: { percent: "80", months: 2 },
    prorate: "none",
  };
  const unit = await metered(t, tariffOf([demand]), "2026-05-15");
  assert.deepEqual(await unit.refusedJuly(), [
    "Shop, charges kw: it counts the peak of 2026-05, and there are neither readings from then nor that peak (load the readings, or say the highest demand of 2026-05)",
  ]);
  const peaks = [
    { month: day("2026-05-01"), demand: number("5") },
    { month: day("2026-05-01"), demand: number("40"), chargeId: "another" },
  ];
  await putEarlierUse(unit.database, { servicePointId: unit.pointId, peaks, used: [] });
  // June and July peak at 1.6 kW; 80 % of May's 5 kW are 4 kW × 12.
  assert.deepEqual((await unit.billJuly()).lines, ["Demand 4800"]);
});

test("a supply, a grid fee and a green share from 22 July stand together on one point", async (t) => {
  const unit = await metered(
    t,
    tariffOf([ENERGY], { taxes: [{ id: "vat", label: "VAT", percent: "19" }] }),
  );
  const { database, siteId, leaseId, pointId: servicePointId } = unit;
  const beside = async (name: string, document: unknown, from: string) => {
    const tariff = { siteId, name, commodity: "electricity" as const };
    const tariffId = await createTariff(database, tariff);
    await addTariffVersion(database, { tariffId, effectiveFrom: day("2026-01-01"), document });
    const addOn = { leaseId, servicePointId, tariffId, startsOn: day(from), endsOn: undefined };
    const first = await addAddOn(database, addOn);
    assert.ok(first !== undefined && (await addAddOn(database, addOn)) === undefined);
  };
  const fee = { kind: "fixed", id: "grid", label: "Grid fee", price: "6.20" };
  await beside("Grid", tariffOf([{ ...fee, per: "month", prorate: "days" }]), "2026-06-01");
  await beside(
    "Green",
    tariffOf([{ ...ENERGY, label: "Green share", price: "0.01" }]),
    "2026-07-22",
  );
  const { bill, lines } = await unit.billJuly();
  // 1190.4 × 0.20 = 238.08; 6.20; 10 days: 384 × 0.01 = 3.84. VAT 19 % of 238.08 = 45.24.
  assert.deepEqual(lines, ["Energy 23808", "Grid fee 620", "Green share 384"]);
  assert.deepEqual(
    bill.lines.map(({ tariff }) => tariff),
    ["Tariff of Shop", "Grid", "Green"],
  );
  assert.deepEqual([bill.netMinor, bill.taxMinor, bill.totalMinor], ["24812", "4524", "29336"]);
  assert.deepEqual(
    bill.points.map(({ tariffName, consumption }) => [tariffName, consumption]),
    [["Tariff of Shop + Grid + Green", "1190.4"]],
  );
  assert.deepEqual(
    billSheet(bill).groups.map(({ tariff, lines: own, subtotal }) => [
      tariff,
      own.length,
      subtotal,
    ]),
    [
      ["Tariff of Shop", 1, "238.08"],
      ["Grid", 1, "6.20"],
      ["Green", 1, "3.84"],
    ],
  );
});

test("a point whose tariff changes on 11 July has the lines of each part under its own tariff", async (t) => {
  const unit = await metered(t, tariffOf([ENERGY]));
  const { database, siteId, leaseId, pointId: servicePointId } = unit;
  const from = day("2026-07-11");
  await endLeasedPoint(database, { leaseId, servicePointId, from });
  const tariffId = await createTariff(database, { siteId, name: "New", commodity: "electricity" });
  const document = tariffOf([{ ...ENERGY, price: "0.25" }]);
  await addTariffVersion(database, { tariffId, effectiveFrom: day("2026-01-01"), document });
  assert.ok(
    (await attachServicePoint(database, { leaseId, servicePointId, tariffId, startsOn: from })).ok,
  );
  const { bill } = await unit.billJuly();
  // 10 × 38.4 = 384 × 0.20 = 76.80; 21 × 38.4 = 806.4 × 0.25 = 201.60.
  assert.deepEqual(
    billSheet(bill).groups.map(({ tariff, lines, subtotal }) => [tariff, lines.length, subtotal]),
    [
      ["Tariff of Shop", 1, "76.80"],
      ["New", 1, "201.60"],
    ],
  );
  assert.deepEqual(
    bill.points.map(({ days }) => days),
    [
      { from: "2026-07-01", to: "2026-07-11" },
      { from: "2026-07-11", to: "2026-08-01" },
    ],
  );
});
