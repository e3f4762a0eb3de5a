import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bill } from "#domain/billing/bill.ts";
import { faultText } from "#domain/core/fault.ts";
import { billLease } from "#jobs/bill-lease.ts";
import { MovableClock } from "#platform/clock.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { createTenant } from "#storage/tenants.ts";
import { contents, letUnit, onlyBill, STEADY } from "#test/support/let-unit.ts";
import { storeLoad, storeSteadyReadings } from "#test/support/metered-site.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

const WORKSHOP = {
  format: "smartpm-tariff/1",
  name: "Workshop",
  commodity: "electricity",
  currency: "EUR",
  calendars: [
    {
      id: "times",
      dayTypes: [
        { id: "work", weekdays: ["mon", "tue", "wed", "thu", "fri"] },
        { id: "rest", weekdays: ["sat", "sun"] },
      ],
      touPeriods: [{ id: "peak" }, { id: "off" }],
      days: [
        {
          dayTypes: ["work"],
          windows: [{ from: "08:00", to: "20:00", touPeriod: "peak" }],
          otherwise: "off",
        },
        { dayTypes: ["rest"], otherwise: "off" },
      ],
    },
  ],
  charges: [
    {
      kind: "consumption",
      id: "energy",
      label: "Energy",
      rates: [
        { touPeriods: ["peak"], price: "0.30" },
        { touPeriods: ["off"], price: "0.20" },
      ],
    },
    {
      kind: "demand",
      id: "demand",
      label: "Highest demand",
      price: "8.40",
      intervalMinutes: 15,
      per: "month",
      prorate: "days",
    },
    { kind: "fixed", id: "meter", label: "Meter", price: "0.30", per: "day" },
  ],
  taxes: [{ id: "vat", label: "VAT", percent: "19" }],
};

const WATER = {
  format: "smartpm-tariff/1",
  name: "Water",
  commodity: "cold-water",
  unit: "m3",
  currency: "EUR",
  charges: [
    { kind: "consumption", id: "water", label: "Water", price: "4.20" },
    {
      kind: "consumption",
      id: "sewage",
      label: "Sewage",
      price: "3.00",
      quantityFactor: "0.9",
    },
  ],
  taxes: [{ id: "vat", label: "VAT", percent: "7", on: ["water"] }],
};

function amounts({ lines }: Bill): string[][] {
  return lines.map(({ label, quantity, unit, amountMinor }) => [
    `${label} ${quantity} ${unit}`,
    amountMinor,
  ]);
}

/*
 * June 2026 has 22 working days. 0.4 kWh every quarter hour, 1.6 kW: 22 × 12 h at the peak price are
 * 422.4 kWh, the other 456 h 729.6 kWh. On Monday the 15th at noon a quarter hour takes 2.4 kWh
 * instead, 2.0 more: 424.4 kWh at 0.30 = 127.32, and a demand of 2.4 kWh × 4 = 9.6 kW at
 * 8.40 = 80.64. The rest at 0.20 = 145.92; the meter 30 × 0.30 = 9.00. Net 362.88, VAT 68.9472
 * rounded to 68.95, total 431.83. 1154.0 kWh in 30 days are 38.47 a day.
 */
test("a month by time of use, with its highest quarter hour and VAT", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity", WORKSHOP);
  const afterNoonMs = Temporal.Instant.from("2026-06-15T12:15+02:00").epochMilliseconds;
  const counts = (ms: number) => (ms / 900_000) * 4 + (ms >= afterNoonMs ? 20 : 0);
  await storeLoad(unit.database, { ...STEADY, channelId, counts });
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok, billed.ok ? "" : billed.faults.map(faultText).join("; "));
  const bill = await onlyBill(unit);
  assert.deepEqual(amounts(bill), [
    ["Energy 424.4 kWh", "12732"],
    ["Energy 729.6 kWh", "14592"],
    ["Highest demand 9.6 kW", "8064"],
    ["Meter 30 day", "900"],
  ]);
  assert.deepEqual([bill.netMinor, bill.taxMinor, bill.totalMinor], ["36288", "6895", "43183"]);
  assert.equal(bill.points[0]?.consumption, "1154.0");
  assert.equal(bill.points[0]?.dailyAverage, "38.47");
  assert.equal(bill.points[0]?.estimatedShare, "0");
});

/*
 * June with two meters, each by its tariff. Electricity over transformers of 200:5 and a register of
 * 0.1 kWh that moves 1 in 16 quarter hours: 180 counts, 18.0 on the dial, × 40 = 720 kWh: 300 at
 * 0.20 = 60.00 and 420 at 0.30 = 126.00, meter 9.00, together 195.00, VAT 19 % = 37.05. Water: 0.1 m³
 * a day, 3.0 m³ at 4.20 = 12.60 with 7 % = 0.88; sewage without VAT, 0.9 × 3.0 = 2.7 m³ at
 * 3.00 = 8.10. Net 215.70, taxes 37.93, total 253.63.
 */
test("two meters of two utilities, one over transformers, each by its own tariff and tax", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const power = await unit.attach("Unit 1 electricity", undefined, { multiplier: 40 });
  const water = { commodity: "cold-water", unit: "m3" } as const;
  const tap = await unit.attach("Unit 1 cold water", WATER, water);
  const fromMs = Temporal.Instant.from(STEADY.from).epochMilliseconds;
  const every = (quarters: number) => (ms: number) =>
    1_000 + Math.floor((ms - fromMs) / (900_000 * quarters));
  const { database } = unit;
  await storeLoad(database, { ...STEADY, channelId: power.channelId, counts: every(16) });
  await storeLoad(database, { ...STEADY, channelId: tap.channelId, counts: every(96) });
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok, billed.ok ? "" : billed.faults.map(faultText).join("; "));
  const bill = await onlyBill(unit);
  assert.deepEqual(amounts(bill), [
    ["Energy 300 kWh", "6000"],
    ["Energy 420 kWh", "12600"],
    ["Meter 1 month", "900"],
    ["Water 3 m3", "1260"],
    ["Sewage 2.7 m3", "810"],
  ]);
  assert.deepEqual(
    bill.taxes.map(({ rate, baseMinor, amountMinor }) => [rate, baseMinor, amountMinor]),
    [
      ["19", "19500", "3705"],
      ["7", "1260", "88"],
    ],
  );
  assert.deepEqual([bill.netMinor, bill.taxMinor, bill.totalMinor], ["21570", "3793", "25363"]);
  const [first] = bill.points;
  assert.deepEqual(
    [first?.opening.value, first?.closing.value, first?.multiplier, first?.consumption],
    ["100.0", "118.0", "40", "720.0"],
  );
});

/*
 * The bakery leaves on 17 August: 17 of 31 days. 17 × 38.4 = 652.8 kWh, of which 300 × 17 / 31 =
 * 164.516 at 0.20 = 32.90 and 488.284 at 0.30 = 146.49; meter 9.00 × 17 / 31 = 4.94. Net 184.33, VAT
 * 35.0227 = 35.02, total 219.35. The bookshop has the other 14 days: 537.6 kWh, 135.484 at 0.20 =
 * 27.10, 402.116 at 0.30 = 120.63, meter 4.06; net 151.79, VAT 28.84, total 180.63.
 */
test("who leaves pays until the last day, who comes from the next one, by the same register", async (t) => {
  const unit = await letUnit(t, "2026-06-01", "2026-08-18");
  const { database, siteId } = unit;
  const { channelId, pointId, tariffId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(database, { ...STEADY, channelId });
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "Unit 1 again" });
  const tenantId = await createTenant(database, { siteId, name: "Riverside Books" });
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn: day("2026-08-18") });
  await attachServicePoint(database, { leaseId, servicePointId: pointId, tariffId });

  assert.ok((await unit.bill("2026-08-01", "2026-08-18", "final")).ok);
  const next = await billLease({
    database,
    clock: new MovableClock(Temporal.Instant.from("2026-12-01T05:00Z")),
    leaseId,
    period: { from: day("2026-08-18"), to: day("2026-09-01") },
    kind: "regular",
    lateReadings: "wait",
    actor: "owner@example.org",
  });
  assert.ok(next.ok);
  const [left, came] = await contents(database);
  assert.ok(left && came);
  assert.equal(left.kind, "final");
  assert.deepEqual(
    [left, came].map((bill) => bill.lines.map(({ amountMinor }) => amountMinor)),
    [
      ["3290", "14649", "494"],
      ["2710", "12063", "406"],
    ],
  );
  assert.deepEqual([left.totalMinor, came.totalMinor], ["21935", "18063"]);
  assert.deepEqual(came.points[0]?.opening, left.points[0]?.closing);
  assert.deepEqual(came.history[0]?.months.slice(-2), [
    { month: "2026-07", consumption: null },
    { month: "2026-08", consumption: "537.6" },
  ]);
});

/*
 * 10 June to 20 August by one bill: in the history June has 21 days, July 31 and August 19 of 38.4.
 */
test("a bill over several months shows each month's own consumption in its history", async (t) => {
  const unit = await letUnit(t, "2026-06-10");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  assert.ok((await unit.bill("2026-06-10", "2026-08-20")).ok);
  const { history } = await onlyBill(unit);
  assert.deepEqual(history[0]?.months.slice(-4), [
    { month: "2026-05", consumption: null },
    { month: "2026-06", consumption: "806.4" },
    { month: "2026-07", consumption: "1190.4" },
    { month: "2026-08", consumption: "729.6" },
  ]);
});

test("the days of a credited bill can be billed again, under the next number and revision", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { database } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(database, { ...STEADY, channelId });
  assert.ok((await unit.bill("2026-06-01", "2026-07-01")).ok);
  await database.query("update bill set state = 'credited'");
  const again = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(again.ok && again.value.isNew);
  const { rows } = await database.query(
    "select right(number, 6) as number, revision, state from bill order by id",
  );
  assert.deepEqual(rows, [
    { number: "000001", revision: 0, state: "credited" },
    { number: "000002", revision: 1, state: "issued" },
  ]);
});
