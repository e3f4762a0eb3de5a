/** What is remembered of a calendar, and for whom: the same object tells that it was. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import { daysOf, tariffOf } from "#test/support/rating-case.ts";
import type { TimedEvent } from "./circumstances.ts";
import { type CompiledRuns, compiledRuns, compiledSpans, eventsIn } from "./compiled-runs.ts";
import { localStretch } from "./local-midnight.ts";

const HOUR_MS = 3_600_000;

/** Day from 06:00, night from 22:00; unless a critical peak is declared. */
function calendar(events: readonly string[] = ["critical"]): TariffCalendar {
  const { charges } = tariffOf({
    calendars: [
      {
        id: "times",
        touPeriods: [{ id: "day" }, { id: "night" }, ...events.map((id) => ({ id }))],
        days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
        ...(events.length > 0 && {
          events: events.map((id) => ({ name: id, touPeriod: id })),
        }),
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        calendar: "times",
        rates: [
          { touPeriods: ["day", ...events], price: "2" },
          { touPeriods: ["night"], price: "1" },
        ],
      },
    ],
  });
  const [charge] = charges;
  assert.ok(charge?.kind === "consumption" && charge.calendar);
  return charge.calendar;
}

interface Case {
  readonly from?: string;
  readonly to?: string;
  readonly timeZone?: string;
  readonly gridMs?: number;
  readonly stepMs?: number;
  readonly events?: readonly TimedEvent[];
}

function runs(of: TariffCalendar | undefined, parts: Case = {}) {
  const { from = "2026-03-02", to = "2026-03-04", timeZone = "UTC", events = [] } = parts;
  const stretch = localStretch(daysOf(from, to), timeZone);
  const { gridMs = 0, stepMs = HOUR_MS } = parts;
  return compiledRuns(of, stretch, { grid: { startMs: stretch.fromMs + gridMs, stepMs }, events });
}

/** The bucket of an interval, from triples of first, end and bucket. */
function bucketAt({ runs: triples }: CompiledRuns, interval: number): number | undefined {
  for (let r = 0; r < triples.length; r += 3) {
    const [from = 0, to = 0, bucket] = triples.subarray(r, r + 3);
    if (from <= interval && interval < to) return bucket;
  }
  return undefined;
}

function event(from: string, to: string, name = "critical"): TimedEvent {
  return { name, from: Temporal.Instant.from(from), to: Temporal.Instant.from(to) };
}

test("a calendar's runs are remembered for the same days, zone and grid, and for no other", () => {
  const one = calendar();
  const first = runs(one);
  assert.equal(runs(one), first);
  const others: Case[] = [
    { from: "2026-03-01" },
    { to: "2026-03-05" },
    { gridMs: -HOUR_MS / 2 },
    { stepMs: HOUR_MS / 4 },
  ];
  for (const other of others) assert.notEqual(runs(one, other), first);
  assert.notEqual(runs(calendar()), first);
  assert.equal(runs(one), first);
});

test("two zones that share an instant of midnight have their own hours", () => {
  // Both are an hour ahead of UTC at first; in Berlin the clock goes forward on 29 March.
  const one = calendar();
  const parts = { from: "2026-03-29", to: "2026-03-30", stepMs: HOUR_MS };
  const berlin = runs(one, { ...parts, timeZone: "Europe/Berlin" });
  const lagos = runs(one, { ...parts, timeZone: "Africa/Lagos" });
  assert.deepEqual([berlin.runs.at(-2), lagos.runs.at(-2)], [23, 24]);
});

test("twenty stretches of one begin are remembered, then one begins anew", () => {
  const one = calendar();
  const until = (days: number) =>
    runs(one, { to: daysOf("2026-03-02", "2026-03-02").to.add({ days }).toString() });
  const first = until(1);
  for (let days = 2; days <= 20; days += 1) until(days);
  assert.equal(until(1), first);
  const last = until(20);
  until(21);
  assert.notEqual(until(1), first);
  assert.notEqual(until(20), last);
});

test("five hundred begins are remembered, then one begins anew", () => {
  const one = calendar();
  const beginning = (back: number) => {
    const from = Temporal.PlainDate.from("2026-03-02").subtract({ days: back });
    return runs(one, { from: from.toString(), to: from.add({ days: 1 }).toString() });
  };
  const first = beginning(0);
  for (let back = 1; back < 500; back += 1) beginning(back);
  assert.equal(beginning(0), first);
  beginning(500);
  assert.notEqual(beginning(0), first);
});

test("only what is declared of the calendar's own events, and within the stretch, counts", () => {
  const one = calendar();
  const stretch = localStretch(daysOf("2026-03-02", "2026-03-04"), "UTC");
  const within = event("2026-03-02T12:00Z", "2026-03-02T13:00Z");
  const across = event("2026-03-01T12:00Z", "2026-03-05T12:00Z");
  const others = [
    event("2026-03-02T12:00Z", "2026-03-02T13:00Z", "other"),
    event("2026-03-01T23:00Z", "2026-03-02T00:00Z"),
    event("2026-03-04T00:00Z", "2026-03-04T01:00Z"),
  ];
  assert.deepEqual(eventsIn(one, stretch, [...others, within, across]), [within, across]);
  assert.deepEqual(eventsIn(calendar([]), stretch, [within]), []);
  // Two events, one of them declared: the other may still come.
  assert.deepEqual(eventsIn(calendar(["critical", "warm"]), stretch, [within]), [within]);
});

test("a declared event is not remembered, and others do not forget for it", () => {
  const one = calendar();
  const plain = runs(one);
  const declared = [event("2026-03-02T12:00Z", "2026-03-02T13:00Z")];
  const events = runs(one, { events: declared });
  assert.deepEqual([bucketAt(plain, 12), bucketAt(events, 12), bucketAt(events, 13)], [0, 2, 0]);
  assert.deepEqual(
    [plain.occurs, events.occurs],
    [
      [true, true, false],
      [true, true, true],
    ],
  );
  assert.notEqual(runs(one, { events: declared }), events);
  assert.equal(runs(one), plain);
});

const hours = (...buckets: readonly number[]) =>
  buckets.map((bucket, n) => ({ fromMs: n * HOUR_MS, toMs: (n + 1) * HOUR_MS, bucket }));
const only = (...buckets: readonly number[]) =>
  compiledSpans(hours(...buckets), { startMs: 0, stepMs: HOUR_MS }, 3).only;

test("the bucket that has all of the stretch is told, and none where two share it", () => {
  assert.deepEqual(
    [only(0), only(2, 2), only(0, 1), only(1, 2, 1), only()],
    [0, 2, undefined, undefined, undefined],
  );
});

test("without a calendar all of the stretch is one bucket", () => {
  const { occurs, buckets, runs: triples } = runs(undefined);
  assert.deepEqual([occurs, buckets, [...triples]], [[true], 1, [0, 48, 0]]);
});
