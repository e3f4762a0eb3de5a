import assert from "node:assert/strict";
import { test } from "node:test";
import { MADE_FROM_MS, madeZone } from "#test/support/made-zone.ts";
import { withClosedDays } from "./closed-days.ts";
import { hoursOfWeek } from "./usual-use.ts";

const DAYS = 28;
/** Thursday of the third week. */
const HOLIDAY = 17;
const weekHours = hoursOfWeek(MADE_FROM_MS, { hours: DAYS * 24, timeZone: "UTC" });

/** A shop that is open from 8 to 18 o'clock of working days but the holiday: 5 kWh an hour, else 1. */
function shop(hour: number): number {
  const day = Math.floor(hour / 24);
  const isOpen = day % 7 < 6 && day !== HOLIDAY && hour % 24 >= 8 && hour % 24 < 18;
  return isOpen ? 5 : 1;
}

/** A flat whose days are alike. */
const flat = () => 1;
/** Who has moved out by the middle of the second week. */
const leaver = (hour: number) => (hour < 10 * 24 ? shop(hour) : 0.01);

function closedDays(uses: readonly ((hour: number) => number)[]): number[] {
  const told = withClosedDays(madeZone({ days: DAYS, uses }).uses, weekHours);
  return Array.from({ length: DAYS }, (_, day) => day).filter(
    (day) => told[day * 24 + 12] !== weekHours[day * 24 + 12],
  );
}

test("a day on which shops are closed is taken for a Sunday, step by step", () => {
  assert.deepEqual(closedDays([shop, shop, shop, flat, flat]), [HOLIDAY]);
  const zone = madeZone({ days: DAYS, uses: [shop, shop, shop] });
  const told = withClosedDays(zone.uses, weekHours);
  // Sunday is the seventh day: its hours are 144 to 167.
  assert.deepEqual(
    told.slice(HOLIDAY * 24, HOLIDAY * 24 + 24),
    Uint8Array.from({ length: 24 }, (_, hour) => 144 + hour),
  );
});

test("two shops make no holiday, nor does one that has moved out", () => {
  assert.deepEqual(closedDays([shop, shop, flat, flat]), [], "two");
  assert.deepEqual(closedDays([leaver, flat, flat, flat]), [], "one has moved out");
});
