import assert from "node:assert/strict";
import { test } from "node:test";
import { daysOf } from "#test/support/rating-case.ts";
import { localStretch } from "./local-midnight.ts";

const FIRST = Temporal.PlainDate.from("1960-01-01");
const stretch = (zone: string, after = 0) =>
  localStretch({ from: FIRST.add({ days: after }), to: FIRST.add({ days: after + 1 }) }, zone);

test("a stretch has its ends in milliseconds and as instants", () => {
  const { fromMs, toMs, instants } = localStretch(
    { from: Temporal.PlainDate.from("2026-03-29"), to: Temporal.PlainDate.from("2026-03-30") },
    "Europe/Berlin",
  );
  assert.equal(instants.from.toString(), "2026-03-28T23:00:00Z");
  assert.equal(instants.to.toString(), "2026-03-29T22:00:00Z");
  assert.deepEqual(
    [fromMs, toMs],
    [instants.from.epochMilliseconds, instants.to.epochMilliseconds],
  );
});

/** Whether the stretch of a day is the very one that was found before. */
function isKept(zone: string, meanwhile: () => unknown): boolean {
  const before = stretch(zone);
  meanwhile();
  return stretch(zone) === before;
}
/** What was remembered before may be given up at any one step, but not at two after each other. */
function isKeptOnce(zone: string, meanwhile: () => unknown): boolean {
  return isKept(zone, meanwhile) || isKept(zone, meanwhile);
}

test("a stretch is found once, whatever is asked of other days and zones", () => {
  assert.ok(isKeptOnce("Europe/Berlin", () => stretch("Europe/Berlin", 7)));
  assert.ok(isKeptOnce("Europe/Berlin", () => stretch("Asia/Tokyo")));
});

test("a stretch is found once, also one without a day, and one of a later century", () => {
  for (const [from, to] of [
    ["2026-01-01", "2026-01-01"],
    ["2150-01-01", "2150-02-01"],
  ] as const) {
    const found = () => localStretch(daysOf(from, to), "Africa/Lagos");
    assert.equal(found(), found());
  }
});

test("stretches of any two days are told apart, also centuries apart or the wrong way round", () => {
  const from = FIRST.add({ days: 20_000 });
  // Of 99 999 to 100 001 days from one day, of 0 to 2 and of 99 999 from the next.
  for (const [after, length] of [
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 99_999],
    [0, 100_000],
    [0, 100_001],
    [0, 100_002],
    [1, -1],
    [2, -99_999],
    [2, 99_999],
    // A hundred thousand days later, and one day fewer.
    [100_000, 0],
    [100_001, 1],
  ] as const) {
    const begin = from.add({ days: after });
    const days = { from: begin, to: begin.add({ days: length }) };
    const { fromMs, toMs } = localStretch(days, "UTC");
    assert.equal(fromMs, begin.toZonedDateTime("UTC").epochMilliseconds);
    assert.equal(toMs, days.to.toZonedDateTime("UTC").epochMilliseconds);
  }
});

function manyDays(): void {
  for (let day = 1; day <= 20_000; day += 1) stretch("UTC", day);
}

test("after fifty other zones, or twenty thousand other days, stretches are given up", () => {
  const zones = Intl.supportedValuesOf("timeZone").slice(0, 52);
  const [first = "UTC", ...others] = zones;
  assert.equal(
    isKept(first, () => others.map((zone) => stretch(zone))),
    false,
  );
  assert.equal(isKept("UTC", manyDays), false);
});
