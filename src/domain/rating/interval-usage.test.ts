/** What hourly counts say of stretches that cut intervals, as local days of India do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { consumptionCase, daysOf } from "#test/support/rating-case.ts";
import { IntervalUsage } from "./interval-usage.ts";
import { localStretch } from "./local-midnight.ts";

/** From 1 March at midnight in UTC 48 hours of 2, 4, 6 … 96 counts. */
const usage = () =>
  new IntervalUsage(
    consumptionCase({ days: daysOf("2026-03-01", "2026-03-03"), amount: (_, n) => 2 * (n + 1) }),
  );
/** From 18:30 on the 1st in UTC, interval 18, to 18:30 on the 2nd, interval 42. */
const INDIAN_DAY = localStretch(daysOf("2026-03-02", "2026-03-03"), "Asia/Kolkata");

const at = (text: string) => Temporal.Instant.from(`2026-03-${text}Z`);

test("a day that begins and ends at half past has half of the hours that it cuts", () => {
  // Half of 38 is 19, half of 86 is 43; between them 40 + … + 84 = 2 × (20 + … + 42) = 1426.
  const { counts, occurs } = usage().sums(undefined, INDIAN_DAY);
  assert.deepEqual([counts, occurs], [[1488], [true]]);
  // The greatest hour that begins within it is that of 86, half of which lies within.
  assert.deepEqual(usage().overall(INDIAN_DAY), {
    counts: 1488,
    highest: { counts: 86, minutes: 60 },
  });
});

test("spans of a stretch have each their own counts", () => {
  // To midnight 19 + 2 × (20 + … + 24) = 239; from then 2 × (25 + … + 42) + 43 = 1249.
  const midnightMs = at("02T00:00").epochMilliseconds;
  const { fromMs, toMs } = INDIAN_DAY;
  const spans = [
    { fromMs, toMs: midnightMs, bucket: 0 },
    { fromMs: midnightMs, toMs, bucket: 1 },
  ];
  assert.deepEqual(usage().bySpans(spans, INDIAN_DAY), [239, 1249]);
});

test("between two instants there are parts of hours and whole ones", () => {
  // 05:30 to 07:15: half of 12, all of 14, a quarter of 16.
  assert.equal(usage().between({ from: at("01T05:30"), to: at("01T07:15") }), 24n);
  assert.equal(usage().between({ from: at("01T05:15"), to: at("01T05:45") }), 6n);
});

test("readings tell nothing of what is before them or after", () => {
  assert.equal(usage().between({ from: at("01T00:00"), to: at("01T01:00") }), 2n);
  assert.equal(usage().between({ from: at("02T23:00"), to: at("03T00:00") }), 96n);
  const before = Temporal.Instant.from("2026-02-28T23:00Z");
  assert.equal(usage().between({ from: before, to: at("01T01:00") }), undefined);
  assert.equal(usage().between({ from: at("02T23:00"), to: at("03T01:00") }), undefined);
  const covers = (from: string, to: string) =>
    usage().covers(localStretch(daysOf(from, to), "UTC"));
  assert.deepEqual(
    [
      covers("2026-03-01", "2026-03-03"),
      covers("2026-02-28", "2026-03-03"),
      covers("2026-03-01", "2026-03-04"),
    ],
    [true, false, false],
  );
});

test("a stretch is summed once; a hundred of them are remembered, then they are begun anew", () => {
  const one = usage();
  const summed = (minute: number) =>
    one.sums(undefined, { ...INDIAN_DAY, fromMs: INDIAN_DAY.fromMs + minute * 60_000 });
  const first = summed(0);
  for (let minute = 1; minute < 100; minute += 1) {
    assert.notEqual(summed(minute), first);
  }
  assert.equal(summed(0), first);
  summed(100);
  assert.notEqual(summed(0), first);
});

test("demand that the readings cannot tell is unknown, in each way of asking", () => {
  const request = {
    calendar: undefined,
    stretch: INDIAN_DAY,
    minutes: 90,
    averaging: "block",
    stepMinutes: undefined,
  } as const;
  const unknown = {
    kind: "unknown",
    reason: "demand over 90 min cannot be found in readings every 60 min",
    remedy: "read the point at intervals that divide it",
  };
  const kwhPerCount = Decimal.ONE;
  const one = usage();
  assert.deepEqual(one.peaks(request), unknown);
  assert.deepEqual(one.highest(request, 2), unknown);
  assert.deepEqual(one.apparent({ ...request, channels: {}, kwhPerCount }), unknown);
  const rolling = { ...request, minutes: 120, averaging: "rolling", stepMinutes: 30 } as const;
  assert.deepEqual(one.peaks(rolling), {
    ...unknown,
    reason: "demand over 120 min beginning every 30 min cannot be found in readings every 60 min",
  });
});

test("apparent power is known from the reactive energy of the same hours, and from no other", () => {
  // Every hour 3 kWh and 4 kvarh: 5 kVAh.
  const days = daysOf("2026-03-01", "2026-03-03");
  const read = (each: number) => consumptionCase({ days, amount: () => each });
  const request = {
    calendar: undefined,
    stretch: INDIAN_DAY,
    minutes: undefined,
    averaging: "block",
    stepMinutes: undefined,
    kwhPerCount: Decimal.ONE,
  } as const;
  const known = new IntervalUsage(read(3)).apparent({
    ...request,
    channels: { reactiveImport: read(4) },
  });
  assert.ok(known.kind === "known");
  assert.deepEqual(
    [known.kvah.map(String), known.minutes, known.occurs],
    [["5.000000000"], 60, [true]],
  );
  assert.deepEqual(new IntervalUsage(read(3)).apparent({ ...request, channels: {} }), {
    kind: "unknown",
    reason: "apparent power needs the reactive energy of the same intervals",
    remedy: "read the point's kvarh as often as its kWh, or charge kW",
  });
});

test("demand that the readings can tell is known, in each way of asking", () => {
  const request = {
    calendar: undefined,
    stretch: INDIAN_DAY,
    minutes: 120,
    averaging: "rolling",
    stepMinutes: undefined,
  } as const;
  // The last two hours that lie together within the day: 80 + 82 … 82 + 84, then 84 + 86.
  const { occurs } = usage().sums(undefined, INDIAN_DAY);
  assert.deepEqual(usage().peaks(request), {
    kind: "known",
    counts: [170],
    minutes: 120,
    occurs,
  });
  assert.deepEqual(usage().highest(request, 2), {
    kind: "known",
    counts: [[170n, 166n]],
    minutes: 120,
    occurs,
  });
});
