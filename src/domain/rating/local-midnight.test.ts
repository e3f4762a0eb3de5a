import assert from "node:assert/strict";
import { test } from "node:test";
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

/** Whether the midnight of a day is the very one that was found before. */
function isKept(zone: string, meanwhile: () => unknown): boolean {
  const before = stretch(zone).instants.from;
  meanwhile();
  return stretch(zone).instants.from === before;
}
/** What was remembered before may be given up at any one step, but not at two after each other. */
function isKeptOnce(zone: string, meanwhile: () => unknown): boolean {
  return isKept(zone, meanwhile) || isKept(zone, meanwhile);
}

test("a midnight is found once, whatever is asked of other days and zones", () => {
  assert.ok(isKeptOnce("Europe/Berlin", () => stretch("Europe/Berlin", 7)));
  assert.ok(isKeptOnce("Europe/Berlin", () => stretch("Asia/Tokyo")));
});

function manyDays(): void {
  for (let day = 1; day <= 20_000; day += 1) stretch("UTC", day);
}

test("after fifty other zones, or twenty thousand other days, midnights are given up", () => {
  const zones = Intl.supportedValuesOf("timeZone").slice(0, 52);
  const [first = "UTC", ...others] = zones;
  assert.equal(
    isKept(first, () => others.map((zone) => stretch(zone))),
    false,
  );
  assert.equal(isKept("UTC", manyDays), false);
});
