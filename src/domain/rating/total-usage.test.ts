/** One register difference, spread evenly over its billing period. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import { daysOf, tariffOf } from "#test/support/rating-case.ts";
import { localStretch } from "./local-midnight.ts";
import { TotalUsage } from "./total-usage.ts";

const PERIOD = daysOf("2026-03-26", "2026-04-05");
const usage = (quantity: string, estimatedShare?: number) =>
  new TotalUsage(
    { quantity: Decimal.parse(quantity), ...(estimatedShare !== undefined && { estimatedShare }) },
    PERIOD,
  );
const stretch = (from: string, to: string, timeZone = "UTC") =>
  localStretch(daysOf(from, to), timeZone);

/** A day from 06:00 to 22:00 and a night, in summer from April on and in winter. */
function calendar(days?: readonly object[]): TariffCalendar {
  const { charges } = tariffOf({
    calendars: [
      {
        id: "times",
        touPeriods: [{ id: "day" }, { id: "night" }],
        seasons: [
          { id: "winter", from: "10-01", through: "03-31" },
          { id: "summer", from: "04-01", through: "09-30" },
        ],
        days: days ?? [
          { windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" },
        ],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        calendar: "times",
        rates: [{ price: "1" }],
      },
    ],
  });
  const [charge] = charges;
  assert.ok(charge?.kind === "consumption" && charge.calendar);
  return charge.calendar;
}

test("each day has the same share and each minute the same of a day, whatever the clock does", () => {
  // 240 in ten days, one of them of 23 hours: 24 a day, 16 by day and 8 by night. Six days are in
  // March and so in winter, four in summer. A count is a millionth of the last digit.
  const { counts, estimatedShares, occurs } = usage("240").sums(
    calendar(),
    stretch("2026-03-26", "2026-04-05", "Europe/Berlin"),
  );
  assert.deepEqual(counts, [96_000_000, 48_000_000, 64_000_000, 32_000_000]);
  assert.deepEqual(occurs, [true, true, true, true]);
  assert.deepEqual(estimatedShares, [1, 1, 1, 1]);
});

test("what no reading tells apart is estimated, and the whole as much as its readings", () => {
  const april = stretch("2026-04-01", "2026-04-05");
  const byClock = usage("240", 0.25).sums(calendar(), april);
  assert.deepEqual(byClock.occurs, [false, false, true, true]);
  assert.deepEqual(byClock.counts, [0, 0, 64_000_000, 32_000_000]);
  assert.deepEqual(byClock.estimatedShares, [1, 1, 1, 1]);
  // All of April is night: of one period, nothing is spread.
  const days = [
    { seasons: ["summer"], otherwise: "night" },
    { seasons: ["winter"], otherwise: "day" },
  ];
  const night = usage("240", 0.25).sums(calendar(days), april);
  assert.deepEqual(night.occurs, [false, false, false, true]);
  assert.deepEqual(night.estimatedShares, [0.25, 0.25, 0.25, 0.25]);
  const whole = usage("240", 0.25).sums(undefined, april);
  assert.deepEqual(whole, { counts: [96_000_000], estimatedShares: [0.25], occurs: [true] });
  assert.deepEqual(usage("240").sums(undefined, april).estimatedShares, [0]);
});

test("shares of neighbouring days sum to the total, though none of them divides", () => {
  // 0.1 in ten days is 0.01 a day; of 1 in three parts of 3, 3 and 4 days 0.3, 0.3 and 0.4.
  const parts = [
    ["2026-03-26", "2026-03-29"],
    ["2026-03-29", "2026-04-01"],
    ["2026-04-01", "2026-04-05"],
  ] as const;
  const counts = parts.map(([from, to]) => usage("1").overall(stretch(from, to)).counts);
  assert.deepEqual(counts, [300_000, 300_000, 400_000]);
  assert.equal(usage("1").overall(stretch(...parts[0])).highest, undefined);
  const odd = new TotalUsage({ quantity: Decimal.parse("1") }, daysOf("2026-03-26", "2026-04-02"));
  const days = ["26", "27", "28", "29", "30", "31"].map((day) => {
    const from = Temporal.PlainDate.from(`2026-03-${day}`);
    return odd.overall(localStretch({ from, to: from.add({ days: 1 }) }, "UTC")).counts;
  });
  // A seventh of a million: 142 857.14…, of which every seventh day's rest makes one.
  assert.deepEqual(days, [142_857, 142_857, 142_857, 142_857, 142_857, 142_857]);
});

test("spans that begin with a local day have the share of their days; others cannot be told", () => {
  const all = stretch("2026-03-26", "2026-04-05", "Europe/Berlin");
  const april = stretch("2026-04-01", "2026-04-05", "Europe/Berlin");
  const cut = (atMs: number) =>
    usage("240").bySpans(
      [
        { fromMs: all.fromMs, toMs: atMs, bucket: 0 },
        { fromMs: atMs, toMs: all.toMs, bucket: 1 },
      ],
      all,
    );
  assert.deepEqual(cut(april.fromMs), [144_000_000, 96_000_000]);
  assert.equal(cut(april.fromMs + 3_600_000), undefined);
});

const covers = (from: string, to: string) => usage("240").covers(stretch(from, to));

test("a total covers its own days and none beside them", () => {
  assert.deepEqual(
    [
      covers("2026-03-26", "2026-04-05"),
      covers("2026-03-27", "2026-04-04"),
      covers("2026-03-25", "2026-04-05"),
      covers("2026-03-26", "2026-04-06"),
    ],
    [true, true, false, false],
  );
});

test("a total tells neither the order of use nor any demand, and says what would", () => {
  const unknown = {
    kind: "unknown",
    reason: "demand cannot be found in one total for the billing period",
    remedy: "bill the point from interval readings, or by a tariff without demand charge",
  };
  const total = usage("240");
  assert.deepEqual([total.peaks(), total.highest(), total.apparent()], [unknown, unknown, unknown]);
  assert.deepEqual([total.walk(), total.between(), total.isTimed], [undefined, undefined, false]);
});
