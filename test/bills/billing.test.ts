import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { runDueBills } from "#jobs/run-due-bills.ts";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { storeReadings } from "#storage/readings.ts";
import { contents, LADDER, letUnit, onlyBill, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";

/** 0.30 from midnight to four, 0.80 from four to six, nothing at other times: rule R4's prices. */
const NIGHT = {
  format: "smartpm-tariff/1",
  name: "Night",
  commodity: "electricity",
  currency: "EUR",
  calendars: [
    {
      id: "night",
      touPeriods: [{ id: "early" }, { id: "late" }, { id: "free" }],
      days: [
        {
          windows: [
            { from: "00:00", to: "04:00", touPeriod: "early" },
            { from: "04:00", to: "06:00", touPeriod: "late" },
          ],
          otherwise: "free",
        },
      ],
    },
  ],
  charges: [
    {
      kind: "consumption",
      id: "energy",
      label: "Energy",
      rates: [
        { touPeriods: ["early"], price: "0.30" },
        { touPeriods: ["late"], price: "0.80" },
        { touPeriods: ["free"], price: "0" },
      ],
    },
  ],
};

/*
 * A tenant moves in on 16 June. The meter counts 38.4 kWh a day: in 15 days 576 kWh. Half of June is
 * half of the ladder's first tier, 150 kWh at 0.20 = 30.00, and 426 kWh at 0.30 = 127.80; half of the
 * meter's 9.00 is 4.50. Net 162.30, VAT 30.837 rounded to 30.84, total 193.14.
 */
test("moving in in the middle of a month halves the ladder and the fixed charge", async (t) => {
  const unit = await letUnit(t, "2026-06-16");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const billed = await unit.bill("2026-06-16", "2026-07-01");
  assert.ok(billed.ok && billed.value.isNew);
  const bill = await onlyBill(unit);
  assert.deepEqual(
    bill.lines.map(({ quantity, amountMinor }) => [quantity, amountMinor]),
    [
      ["150", "3000"],
      ["426", "12780"],
      ["0.5", "450"],
    ],
  );
  assert.equal(bill.netMinor, "16230");
  assert.equal(bill.taxMinor, "3084");
  assert.equal(bill.totalMinor, "19314");
  const [point] = bill.points;
  assert.equal(point?.consumption, "576.0");
  assert.equal(point?.dailyAverage, "38.40");
  assert.equal(point?.opening.measuredAt, "2026-06-15T22:00:00Z");
  assert.equal(point?.closing.measuredAt, "2026-06-30T22:00:00Z");
});

test("the same period twice is the same bill, and days that are on a bill are not billed again", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const first = await unit.bill("2026-06-01", "2026-07-01");
  const again = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(first.ok && again.ok);
  assert.equal(again.value.isNew, false);
  assert.equal(again.value.number, first.value.number);
  const overlapping = await unit.bill("2026-06-20", "2026-07-05");
  assert.ok(!overlapping.ok);
  assert.match(
    faultText(overlapping.faults[0]!),
    /some of these days are on bill B\d+-2026-000001/,
  );
  await onlyBill(unit);
});

test("a point without readings is named, and the other one is billed", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await unit.attach("Unit 1 cellar");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok);
  assert.deepEqual(
    billed.value.faults.map(({ code }) => code),
    ["billing.no-readings"],
  );
  assert.match(billed.value.faults[0]!.message, /Unit 1 cellar/);
  assert.deepEqual(
    (await onlyBill(unit)).points.map(({ name }) => name),
    ["Unit 1 electricity"],
  );
});

/*
 * A ladder that counts over the calendar year: 2000 kWh at 0.10, then 0.20. The tenant is here since
 * 1 June and uses 38.4 kWh a day: by the end of June 1152.0 kWh, so that July's 1190.4 kWh are
 * 848.0 at 0.10 = 84.80 and 342.4 at 0.20 = 68.48, together 153.28.
 */
test("a yearly ladder goes on where the months before left it", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const [energy] = LADDER.charges;
  const { channelId } = await unit.attach("Unit 1 electricity", {
    ...LADDER,
    charges: [
      {
        ...energy,
        tiers: [{ upTo: "2000", price: "0.10" }, { price: "0.20" }],
        ladder: { counts: "year", prorate: "none" },
      },
    ],
    taxes: [],
  });
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const billed = await unit.bill("2026-07-01", "2026-08-01");
  assert.ok(billed.ok, billed.ok ? "" : billed.faults.map(faultText).join("; "));
  const bill = await onlyBill(unit);
  assert.deepEqual(
    bill.lines.map(({ quantity, amountMinor }) => [quantity, amountMinor]),
    [
      ["848", "8480"],
      ["342.4", "6848"],
    ],
  );
  assert.equal(bill.points[0]?.consumption, "1190.4");
  assert.equal(bill.points[0]?.opening.measuredAt, "2026-06-30T22:00:00Z");
});

/*
 * Rule R4: 1000 at midnight, 1060 at six, no reading between, nothing used for the rest of the day.
 * Spread evenly it is 10 kWh an hour: 40 x 0.30 + 20 x 0.80 = 28.00, not 60 x 0.80 = 48.00.
 */
test("a gap across a TOU boundary is spread by time, and the line says that it is estimated", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity", NIGHT);
  const reading = (at: string, counts: number) => {
    const measuredAt = Temporal.Instant.from(at);
    return {
      channelId,
      measuredAt,
      counts,
      quality: 1,
      collectedAt: measuredAt,
    };
  };
  await storeReadings(unit.database, [
    reading("2026-05-31T22:00Z", 10_000),
    reading("2026-06-01T04:00Z", 10_600),
    reading("2026-06-01T22:00Z", 10_600),
  ]);
  const billed = await unit.bill("2026-06-01", "2026-06-02");
  assert.ok(billed.ok);
  const bill = await onlyBill(unit);
  assert.equal(bill.totalMinor, "2800");
  assert.deepEqual(
    bill.lines.slice(0, 2).map(({ quantity, estimatedShare }) => [quantity, estimatedShare]),
    [
      ["40", "1"],
      ["20", "1"],
    ],
  );
});

test("the schedule catches up what it owes, final bill included, and then owes nothing", async (t) => {
  const unit = await letUnit(t, "2026-06-10", "2026-08-15");
  const { database } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(database, { ...STEADY, channelId });
  const clock = new MovableClock(Temporal.Instant.from("2026-10-05T05:00Z"));
  const log = createLog("silent");
  assert.equal(await runDueBills({ database, clock, log }), 3);
  assert.equal(await runDueBills({ database, clock, log }), 0);
  const bills = await contents(database);
  assert.deepEqual(
    bills.map(({ number, kind, periodFrom, periodTo }) => [
      number.slice(-6),
      kind,
      periodFrom,
      periodTo,
    ]),
    [
      ["000001", "regular", "2026-06-10", "2026-07-01"],
      ["000002", "regular", "2026-07-01", "2026-08-01"],
      ["000003", "final", "2026-08-01", "2026-08-15"],
    ],
  );
  const july = bills[1]!.history[0]!.months;
  assert.deepEqual(july.at(-2), { month: "2026-06", consumption: "806.4" });
  assert.deepEqual(july.at(-1), { month: "2026-07", consumption: "1190.4" });
});

test("bills made at once by several have numbers without gaps, and each day one bill", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const months = ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"];
  const attempts = months.slice(0, 3).flatMap((from, n) => {
    const to = months[n + 1]!;
    return [unit.bill(from, to), unit.bill(from, to)];
  });
  // Of two that bill the same month at once, the database refuses one; it then finds the other's.
  const results = await Promise.all(attempts);
  assert.equal(results.filter((result) => result.ok && result.value.isNew).length, 3);
  assert.equal(results.filter((result) => result.ok && !result.value.isNew).length, 3);
  const numbers = (await contents(unit.database)).map(({ number }) => number.slice(-6));
  assert.deepEqual(numbers.toSorted(), ["000001", "000002", "000003"]);
});

test("an issued bill and the tariff that priced it are never changed", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { database } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(database, { ...STEADY, channelId });
  await unit.bill("2026-06-01", "2026-07-01");
  await assert.rejects(
    database.query("update bill set total_minor = 0, net_minor = 0, tax_minor = 0"),
    /never changed/,
  );
  await assert.rejects(database.query("delete from bill"), /never deleted/);
  await assert.rejects(
    database.query("update tariff_version set document = '{}'"),
    /stays as it is; add a new version/,
  );
  const { rows } = await database.query(
    "select actor, action, subject from audit_entry where action = 'bill.issued'",
  );
  assert.equal(rows.length, 1);
  assert.equal(rows[0].actor, "owner@example.org");
});
