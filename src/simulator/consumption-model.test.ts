import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { planBuilding } from "./building.ts";
import { type Bypasses, ConsumptionModel } from "./consumption-model.ts";

const QUARTER_MS = 900_000;
const plan = planBuilding({ seed: 1, timeZone: "Europe/Berlin" });
const model = new ConsumptionModel(plan);
const indexOf = (name: string) => plan.points.findIndex((point) => point.name === name);
const supply = indexOf("Electricity supply");
const office = indexOf("Office 2.03 electricity");
const dwelling = indexOf("Apartment 3.05 electricity");

const day = (text: string) => Temporal.PlainDate.from(text);
const instant = (text: string) => Temporal.Instant.from(text);
const anInstant = fc
  .integer({
    min: instant("2024-01-02T00:00Z").epochMilliseconds,
    max: instant("2028-01-01T00:00Z").epochMilliseconds,
  })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));
const aPoint = fc.integer({ min: 0, max: plan.points.length - 1 });
/** From six to ten o'clock in Berlin in winter. */
const evening = (n: number) => n % 96 >= 68 && n % 96 < 84;
const sum = (counts: Iterable<number>) => Iterator.from(counts).reduce((a, b) => a + b, 0);

test("a register is the same whatever was asked before, and from another model of the plan", () => {
  fc.assert(
    fc.property(aPoint, anInstant, (point, at) => {
      assert.equal(new ConsumptionModel(plan).registerAt(point, at), model.registerAt(point, at));
    }),
    { seed: 1, numRuns: 20 },
  );
});

test("another seed gives other registers", () => {
  const other = new ConsumptionModel(planBuilding({ seed: 2, timeZone: "Europe/Berlin" }));
  const at = instant("2026-11-24T08:00Z");
  assert.notEqual(other.registerAt(office, at), model.registerAt(office, at));
});

test("no register ever falls, and all are whole counts", () => {
  fc.assert(
    fc.property(aPoint, anInstant, fc.integer({ min: 0, max: 3_000_000 }), (point, at, ms) => {
      const before = model.registerAt(point, at);
      const after = model.registerAt(point, at.add({ milliseconds: ms }));
      assert.ok(Number.isSafeInteger(before) && before >= 0);
      assert.ok(after >= before);
    }),
    { seed: 2, numRuns: 3000 },
  );
});

test("history is what the live meter shows at every quarter hour, for every meter", () => {
  const range = { from: day("2026-03-28"), days: 3 };
  const from = instant("2026-03-28T00:00Z");
  plan.points.forEach((point, index) => {
    const history = model.quarterHourRegisters(index, range);
    history.forEach((register, n) => {
      const at = from.add({ milliseconds: n * QUARTER_MS });
      assert.equal(model.registerAt(index, at), register, `${point.name} at ${at}`);
    });
  });
});

test("counts of quarter hours are the differences of the registers", () => {
  const range = { from: day("2026-10-24"), days: 3 };
  const registers = model.quarterHourRegisters(office, range);
  const counts = model.quarterHourCounts(office, range);
  assert.equal(counts.length, 3 * 96);
  assert.equal(sum(counts), (registers.at(-1) ?? 0) - (registers[0] ?? 0));
});

test("what the supply counts is what the points count and about 1.5 % loss, at any instant", () => {
  const points = plan.points.flatMap((point, index) =>
    point.commodity === "electricity" && point.role !== "supply" ? [index] : [],
  );
  const start = instant("2026-01-01T00:00Z").epochMilliseconds;
  const used = (index: number, ms: number) =>
    model.countedMilliAt(index, ms) - model.countedMilliAt(index, start);
  fc.assert(
    fc.property(anInstant, (at) => {
      const ms = at.epochMilliseconds;
      const ofPoints = sum(points.map((index) => used(index, ms)));
      const lossShare = 0.013 * ofPoints + (60_000 * (ms - start)) / 3_600_000;
      const lost = used(supply, ms) - ofPoints;
      // Four roundings down to a mWh: of either kind of loss at either end.
      assert.ok(Math.abs(lost - lossShare) <= 4, `${lost} against ${lossShare} mWh`);
    }),
    { seed: 3, numRuns: 200 },
  );
  const yearMs = instant("2027-01-01T00:00Z").epochMilliseconds;
  const lostPercent =
    100 * (1 - sum(points.map((index) => used(index, yearMs))) / used(supply, yearMs));
  assert.ok(lostPercent > 1.2 && lostPercent < 1.8, `${lostPercent} %`);
});

test("the registers themselves balance in every quarter hour, to one count of each meter", () => {
  for (const commodity of ["electricity", "cold-water", "heat"] as const) {
    const here = plan.points.flatMap((point, index) =>
      point.commodity === commodity ? [index] : [],
    );
    const range = { from: day("2026-10-24"), days: 3 };
    let slack = 0;
    const balance = new Float64Array(3 * 96);
    for (const index of here) {
      const { multiplier, channel, role } = plan.points[index] ?? assert.fail();
      const worth = Number(channel.resolution) * multiplier.numerator;
      slack += worth;
      model.quarterHourCounts(index, range).forEach((count, n) => {
        balance[n] = (balance[n] ?? 0) + (role === "supply" ? worth : -worth) * count;
      });
    }
    for (const lost of balance)
      assert.ok(lost >= -slack && lost <= slack + 2, `${commodity} ${lost}`);
  }
});

test("a day of 25 hours uses more than one of 24, and one of 23 less, in steady loads", () => {
  const lighting = indexOf("Corridor lighting");
  const localDay = (date: string) => {
    const from = day(date).toZonedDateTime("Europe/Berlin").toInstant();
    const to = day(date).add({ days: 1 }).toZonedDateTime("Europe/Berlin").toInstant();
    return model.registerAt(lighting, to) - model.registerAt(lighting, from);
  };
  const mean = (dates: readonly string[]) => sum(dates.map(localDay)) / dates.length;
  const autumn = mean(["2024-10-27", "2025-10-26", "2026-10-25", "2027-10-31"]);
  const aroundAutumn = mean([
    "2024-10-20",
    "2025-10-19",
    "2026-10-18",
    "2027-10-24",
    "2024-11-03",
    "2025-11-02",
    "2026-11-01",
    "2027-11-07",
  ]);
  assert.ok(autumn > aroundAutumn, `${autumn} against ${aroundAutumn}`);
  const spring = mean(["2024-03-31", "2025-03-30", "2026-03-29", "2027-03-28"]);
  const aroundSpring = mean(["2024-03-24", "2025-03-23", "2026-03-22", "2027-03-21"]);
  assert.ok(spring < aroundSpring, `${spring} against ${aroundSpring}`);
});

test("patterns look like life", () => {
  const week = model.quarterHourCounts(office, { from: day("2026-11-16"), days: 7 });
  const ofDay = (n: number) => sum(week.subarray(96 * n, 96 * (n + 1)));
  assert.ok(ofDay(1) > 2.5 * ofDay(6), "offices rest on Sundays");
  const holiday = model.quarterHourCounts(office, { from: day("2025-12-25"), days: 1 });
  assert.ok(ofDay(1) > 2.5 * sum(holiday), "and on public holidays");

  const heat = indexOf("Apartment 3.05 heat");
  const month = (from: string) => sum(model.quarterHourCounts(heat, { from: day(from), days: 28 }));
  assert.ok(month("2026-01-10") > 5 * month("2026-07-10"), "heat follows the season");

  const water = model.quarterHourCounts(indexOf("Apartment 3.05 cold water"), {
    from: day("2026-05-04"),
    days: 5,
  });
  const night = [...water].filter((_, n) => n % 96 >= 0 && n % 96 < 8);
  assert.equal(sum(night), 0, "nobody leaves a tap running from 2 to 4 o'clock local time");

  const counts = [...model.quarterHourCounts(dwelling, { from: day("2026-11-16"), days: 5 })];
  const inEvening = sum(counts.filter((_, n) => evening(n))) / (16 * 5);
  assert.ok(inEvening > 1.5 * (sum(counts) / counts.length), "dwellings peak in the evening");
});

test("a bypass slows the tenant's register to the rest from its instant on, the supply stays", () => {
  const from = instant("2026-06-10T10:07:13Z");
  const to = instant("2026-06-20T03:00:01Z");
  const bypasses: Bypasses = new Map([["Office 2.03 electricity", [{ from, to, permille: 300 }]]]);
  assert.equal(model.registerAt(office, from, bypasses), model.registerAt(office, from));
  const honest = model.registerAt(office, to) - model.registerAt(office, from);
  const counted = model.registerAt(office, to, bypasses) - model.registerAt(office, from, bypasses);
  assert.ok(Math.abs(counted - 0.7 * honest) <= 1, `${counted} of ${honest}`);
  const later = to.add({ hours: 24 * 30 });
  const missing = model.registerAt(office, later) - model.registerAt(office, later, bypasses);
  assert.ok(Math.abs(missing - 0.3 * honest) <= 1, "after the repair only the past is missing");
  assert.equal(model.registerAt(supply, later, bypasses), model.registerAt(supply, later));
});

test("a bypassed register never falls, and its history is what the live meter shows", () => {
  const from = instant("2026-06-10T10:07:13Z");
  const bypasses: Bypasses = new Map([["Office 2.03 electricity", [{ from, permille: 1000 }]]]);
  const registers = model.quarterHourRegisters(
    office,
    { from: day("2026-06-10"), days: 2 },
    bypasses,
  );
  registers.forEach((register, n) => {
    const at = instant("2026-06-10T00:00Z").add({ milliseconds: n * QUARTER_MS });
    assert.equal(register, model.registerAt(office, at, bypasses));
    assert.ok(n === 0 || register >= (registers[n - 1] ?? 0));
  });
  assert.equal(registers.at(-1), model.registerAt(office, from, bypasses));
});

test("a time before the building stood is refused with the reason", () => {
  assert.throws(() => model.registerAt(0, instant("2018-01-01T00:00Z")), /from 2024-01-01 on/);
  assert.throws(() => model.registerAt(99, instant("2026-01-01T00:00Z")), /no point 99/);
});
