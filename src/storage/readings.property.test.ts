/** What must hold of the readings store whatever comes, in whatever order, and however it is kept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { knownConsumption } from "#domain/consumption/known-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type ChannelId, type SiteId } from "#domain/core/id.ts";
import { type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Database } from "#platform/database.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { createTestPoint, createTestSite, type TestPoint } from "#test/support/metered-site.ts";
import { listMeteredChannels, readConsumption } from "./channel-consumption.ts";
import { compactClosedDays } from "./closed-days.ts";
import { readTable } from "./consumption-tables.ts";
import { addEstimates, correctReadings } from "./correct-readings.ts";
import { readProfile } from "./load-profiles.ts";
import { monthAt, storeMonths } from "./month-row.ts";
import { packMonth } from "./packed-month.ts";
import { registerAt, stretchAround } from "./nearest-readings.ts";
import { readRegister, readRegistersWithin } from "./read-readings.ts";
import { listCorrections } from "./reading-corrections.ts";
import { newestReading, storeReadings } from "./readings.ts";
import { readSiteConsumption } from "./site-consumption.ts";
import { readTrend } from "./trends.ts";

const { measured, estimated, edited } = READING_QUALITY;
const QUARTER_MS = 900_000;
/** Into March by an hour: two months of UTC, and three days. */
const START = Temporal.Instant.from("2026-02-27T22:00Z");
const SLOTS = 220;
const WHOLE = { from: START, to: START.add({ minutes: SLOTS * 15 }) };
const SAMPLES = Number(process.env["SMARTPM_PROPERTY_RUNS"] ?? 10);

function at(slot: number): Temporal.Instant {
  return START.add({ minutes: slot * 15 });
}

/** The one truth: the register at each slot, whoever brings it. */
function countsAt(slot: number): number {
  return 1000 + slot * 7 + (slot % 5);
}

/** Something that happens to the store. */
type Event =
  | { readonly kind: "store"; readonly slots: readonly number[] }
  | { readonly kind: "estimate"; readonly slots: readonly number[] }
  | { readonly kind: "correct"; readonly slot: number }
  | { readonly kind: "pack"; readonly days: number };

const slot = fc.nat(SLOTS - 1);
const slots = fc.array(slot, { minLength: 1, maxLength: 60 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("store" as const), slots }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("estimate" as const), slots }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("pack" as const),
      days: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

async function apply(database: Database, channelId: ChannelId, happened: Event): Promise<void> {
  switch (happened.kind) {
    case "store": {
      const readings = happened.slots.map((n) => ({
        channelId,
        measuredAt: at(n),
        counts: countsAt(n),
        quality: measured,
        collectedAt: at(n),
      }));
      const { conflicts } = await storeReadings(database, readings);
      assert.deepEqual(conflicts, []);
      return;
    }
    case "estimate": {
      const readings = [...new Set(happened.slots)].map((n) => ({
        channelId,
        measuredAt: at(n),
        counts: countsAt(n) + 1,
        quality: estimated,
      }));
      const by = { author: "estimation", reason: "gap", at: WHOLE.to };
      await database.transaction((tx) => addEstimates(tx, { ...by, readings }));
      return;
    }
    case "correct": {
      const { slot: n } = happened;
      const reading = { channelId, measuredAt: at(n), counts: countsAt(n) + 2, quality: edited };
      const by = { author: "ann@quay.example", reason: "seen on site", at: WHOLE.to };
      await database.transaction((tx) => correctReadings(tx, { ...by, readings: [reading] }));
      return;
    }
    case "pack":
      await compactClosedDays(
        database,
        Temporal.PlainDate.from("2026-02-27").add({ days: happened.days }),
      );
  }
}

/** What the store must hold: measured before estimated, and what a person said last of all. */
function expectedOf(events: readonly Event[]): Map<number, readonly [number, number]> {
  const state = new Map<number, readonly [number, number]>();
  const of = (kind: "store" | "estimate") =>
    events.flatMap((one) => (one.kind === kind ? one.slots : []));
  for (const n of of("estimate")) state.set(n, [countsAt(n) + 1, estimated]);
  for (const n of of("store")) state.set(n, [countsAt(n), measured]);
  for (const one of events) {
    if (one.kind === "correct") state.set(one.slot, [countsAt(one.slot) + 2, edited]);
  }
  return state;
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map(
    (item, n) => [(Math.sin(seed + n * 12.9898) * 43_758.5453) % 1, item] as const,
  );
  return keyed.toSorted(([a], [b]) => a - b).map(([, item]) => item);
}

async function stored(database: Database, channelId: ChannelId) {
  const { epochMs, counts, qualities } = await readRegister(database, channelId, WHOLE);
  return new Map(
    Array.from(epochMs, (ms, n) => [
      (ms - START.epochMilliseconds) / QUARTER_MS,
      [counts[n] ?? 0, qualities[n] ?? 0] as const,
    ]),
  );
}

function inOrder(map: ReadonlyMap<number, unknown>) {
  return [...map].toSorted(([a], [b]) => a - b);
}

test("any order, duplicates, live, late, bulk, estimated and corrected: the same stored state", async (t) => {
  const database = await testDatabase(t);
  let next = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        events: fc.array(event, { minLength: 1, maxLength: 10 }),
        corrected: fc.array(slot, { maxLength: 3 }),
        seed: fc.nat(1000),
        bulk: fc.boolean(),
      }),
      async ({ events, corrected, seed, bulk }) => {
        const channelId = asId<ChannelId>((next += 1));
        const corrections = corrected.map((n) => ({ kind: "correct" as const, slot: n }));
        const expected = expectedOf([...events, ...corrections]);
        if (bulk) await loadBulk(database, channelId, events);
        for (const one of shuffled(events, seed)) await apply(database, channelId, one);
        // A person corrects what is there; what comes again afterwards changes nothing.
        for (const one of corrections) await apply(database, channelId, one);
        for (const one of events) await apply(database, channelId, one);
        assert.deepEqual(inOrder(await stored(database, channelId)), inOrder(expected));
        const { rows } = await database.query<{ readings: number; different: number }>(
          `select count(*)::int as readings, count(distinct measured_at)::int as different
             from reading_history where channel_id = $1`,
          [channelId],
        );
        assert.deepEqual(rows[0], { readings: expected.size, different: expected.size });
      },
    ),
    { seed: 20_271, numRuns: SAMPLES },
  );
});

/** The measured readings of one event as a packed month, before anything else comes. */
async function loadBulk(database: Database, channelId: ChannelId, events: readonly Event[]) {
  const first = events.find((one) => one.kind === "store");
  if (!first || first.kind !== "store") return;
  const inFebruary = [...new Set(first.slots)].toSorted((a, b) => a - b).filter((n) => n < 100);
  if (inFebruary.length === 0) return;
  const packed = packMonth({
    epochMs: Float64Array.from(inFebruary, (n) => at(n).epochMilliseconds),
    counts: Float64Array.from(inFebruary, countsAt),
    qualities: new Uint8Array(inFebruary.length).fill(measured),
  });
  const month = monthAt(packed.firstMs);
  await database.transaction((tx) => storeMonths(tx, [{ channelId, month, packed }]));
}

/** As text, with all that instants and typed arrays hold: equal texts are equal answers. */
function told(answer: unknown): string {
  return JSON.stringify(
    answer,
    (_, value: unknown) => {
      if (typeof value === "bigint") return `${value}n`;
      return value instanceof Float64Array || value instanceof Uint8Array ? [...value] : value;
    },
    1,
  );
}

/** Everything that is asked of readings: by bills, screens, files, the site's figures and people. */
async function answers(
  database: Database,
  {
    point: { channelId, meterId },
    siteId,
    range,
  }: { readonly point: TestPoint; readonly siteId: SiteId; readonly range: InstantRange },
) {
  const now = range.to;
  const at = Temporal.PlainDate.from("2026-02-28");
  const asked = { meterId, now, at };
  const days = { from: at, to: Temporal.PlainDate.from("2026-03-03") };
  const told: Record<string, unknown> = {
    registers: await readRegister(database, channelId, range),
    within: [...(await readRegistersWithin(database, [channelId], range)).values()],
    registerAt: await registerAt(database, channelId, range.to),
    stretch: await stretchAround(database, channelId, range.from),
    newest: await newestReading(database),
    site: await readSiteConsumption(database, { siteId, timeZone: "Europe/Berlin", now }),
    corrections: await listCorrections(database, channelId, WHOLE),
    history: (
      await database.query({
        text: `select measured_at::text, value::text, quality from reading_history
                where channel_id = $1 order by 1`,
        values: [channelId],
        rowMode: "array",
      })
    ).rows,
  };
  for (const trend of ["day", "week", "month", "year"] as const) {
    told[`trend of a ${trend}`] = await readTrend(database, {
      ...asked,
      range: trend,
      compare: "last-year",
    });
    told[`profile of a ${trend}`] = await readProfile(database, { ...asked, range: trend });
  }
  for (const step of ["interval", "hour", "day", "month"] as const) {
    told[`table by ${step}`] = await readTable(database, { ...asked, days, step });
  }
  return told;
}

test("packing is invisible to every query", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  let next = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        present: slots,
        missing: slots,
        corrected: slot,
        ends: fc.tuple(slot, slot),
        days: fc.integer({ min: 1, max: 4 }),
      }),
      async ({ present, missing, corrected, ends: [a, b], days }) => {
        const point = await createTestPoint(database, { siteId, name: `Unit ${(next += 1)}` });
        const { channelId } = point;
        await apply(database, channelId, { kind: "store", slots: present });
        await apply(database, channelId, { kind: "estimate", slots: missing });
        await apply(database, channelId, { kind: "correct", slot: corrected });
        const range = { from: at(Math.min(a, b)), to: at(Math.max(a, b)) };
        const before = await answers(database, { point, siteId, range });
        await apply(database, channelId, { kind: "pack", days });
        const after = await answers(database, { point, siteId, range });
        for (const [query, answer] of Object.entries(before)) {
          assert.equal(told(after[query]), told(answer), query);
        }
      },
    ),
    { seed: 20_272, numRuns: SAMPLES },
  );
});

const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Asia/Shanghai",
];
/** A year falls into days, pairs of days, and weeks. */
const PART_DAYS = [1, 2, 1, 7];
/** Both clock changes of Berlin, New York and St John's, and both of Lord Howe, are in it. */
const YEAR = { from: "2026-01-01", days: 365 };

test("days and weeks add up to the year, in every zone and over every clock change", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const { channelId } = await createTestPoint(database, { siteId, name: "Unit 1", multiplier: 40 });
  const [channel] = await listMeteredChannels(database, { channelIds: [channelId] });
  assert.ok(channel);
  const fromMs = Date.parse("2025-12-30T00:00Z");
  // A hole every 11 days, of 3 to 30 hours.
  const readings = Array.from({ length: 370 * 96 }, (_, n) => n).flatMap((n) => {
    if (n % 1056 < 12 + ((n / 1056) % 10) * 12) return [];
    const measuredAt = Temporal.Instant.fromEpochMilliseconds(fromMs + n * QUARTER_MS);
    return [
      { channelId, measuredAt, counts: countsAt(n), quality: measured, collectedAt: measuredAt },
    ];
  });
  await storeReadings(database, readings);
  await compactClosedDays(database, Temporal.PlainDate.from("2026-09-01"));
  for (const timeZone of ZONES) {
    const first = Temporal.PlainDate.from(YEAR.from);
    const year = instantsOf({ from: first, to: first.add({ days: YEAR.days }) }, timeZone);
    const { consumption } = await readConsumption(database, channel, year);
    const total = knownConsumption(consumption, year).quantity;
    const register = await registerAt(database, channelId, year.from);
    assert.ok(total && register);
    const parts: Decimal[] = [];
    for (let n = 0, part = 0; n < YEAR.days; part += 1) {
      const end = Math.min(YEAR.days, n + (PART_DAYS[part % PART_DAYS.length] ?? 1));
      const days = { from: first.add({ days: n }), to: first.add({ days: end }) };
      const range = instantsOf(days, timeZone);
      // Every part read by itself, as a screen does.
      const own = await readConsumption(database, channel, range);
      const { quantity } = knownConsumption(own.consumption, range);
      assert.ok(quantity, `${timeZone}, day ${n}`);
      parts.push(quantity);
      n = end;
    }
    assert.equal(Decimal.sum(parts).toString(), total.toString(), timeZone);
  }
});
