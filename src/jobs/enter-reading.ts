import { countsOf } from "#domain/consumption/register-from-amounts.ts";
import { registerRules } from "#domain/consumption/register-rules.ts";
import { trustedReadings } from "#domain/consumption/trusted-readings.ts";
import { seriesOfMeter } from "#domain/consumption/installed-meter.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { plausibleReading, type PlausibleReading } from "#domain/validation/plausible-reading.ts";
import { rulesAt } from "#domain/validation/validation-rules.ts";
import type { Database, Queryable } from "#platform/database.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { correctReadings } from "#storage/correct-readings.ts";
import { stretchAround } from "#storage/nearest-readings.ts";
import { readRegister } from "#storage/read-readings.ts";
import type { ReadingCorrection } from "#storage/reading-corrections.ts";
import { daysTouched, listTouchedBills, type TouchedBill } from "#storage/touched-bills.ts";
import { judgeAnew } from "#storage/validation-progress.ts";
import { listValidationRules } from "#storage/validation-rules.ts";
import { asId, type SiteId } from "#domain/core/id.ts";

/** A register value as a person reads it off a meter. */
export interface ReadByHand {
  readonly channel: MeteredChannel;
  readonly siteId: number;
  readonly at: Temporal.Instant;
  /** As the meter shows it, in the channel's unit. */
  readonly value: Decimal;
}

/** How far back is looked for what is usual. */
const DAYS_COMPARED = 365;

/** The value in counts; a fault where the register cannot show it. */
export function countsShown(
  { resolution, registerDigits }: MeteredChannel,
  value: Decimal,
): Result<number> {
  const shown = { resolution, digits: 0, multiplier: { numerator: 1n, denominator: 1n } };
  const counts = countsOf(value, shown);
  if (counts === undefined) {
    return failed([
      fault(`${value} has more digits than the register`, `it counts in steps of ${resolution}`),
    ]);
  }
  const modulus = registerDigits > 0 ? 10n ** BigInt(registerDigits) : undefined;
  if (counts < 0n || (modulus && counts >= modulus)) {
    const most = modulus && Decimal.of(modulus - 1n).times(resolution);
    return failed([fault(`${value} is beyond the register`, `it shows 0 to ${most ?? "more"}`)]);
  }
  return ok(Number(counts));
}

function fault(message: string, remedy: string): Fault {
  return { code: "reading.value", subject: "body.value", message, remedy };
}

/** What the value would mean: what was used since the reading before, and what is usual. */
export async function judgeReading(
  db: Queryable,
  { channel, siteId, at, value }: ReadByHand,
): Promise<Result<PlausibleReading & { readonly beforeAt: Temporal.Instant | undefined }>> {
  const counts = countsShown(channel, value);
  if (!counts.ok) return counts;
  const since = at.subtract({ hours: 24 * DAYS_COMPARED });
  const series = await readRegister(db, channel.id, { from: since, to: at });
  const atMs = at.epochMilliseconds;
  const meter = channel.meters.findLast(({ fromMs }) => fromMs <= atMs);
  if (!meter) return ok({ verdict: "first", beforeAt: undefined });
  const own = seriesOfMeter(series, meter);
  const rules = registerRules({ ...channel, digits: channel.registerDigits }, meter);
  const { indexes } = trustedReadings(own, rules);
  const known = indexes.filter((index) => (own.epochMs[index] ?? 0) < atMs);
  const valueAt = (index: number) => ({
    atMs: own.epochMs[index] ?? 0,
    counts: own.counts[index] ?? 0,
  });
  const last = known.at(-1);
  const before = last === undefined ? undefined : valueAt(last);
  const [first] = known;
  const dated = await listValidationRules(db, asId<SiteId>(siteId));
  const verdict = plausibleReading(
    {
      atMs,
      counts: counts.value,
      before,
      ...rules,
      usualPerMs:
        first === undefined || !before ? undefined : rateOf(valueAt(first), before, rules),
    },
    rulesAt(dated, at),
  );
  const beforeAt = before && Temporal.Instant.fromEpochMilliseconds(before.atMs);
  return ok({ ...verdict, beforeAt });
}

interface Shown {
  readonly atMs: number;
  readonly counts: number;
}

/** Undefined where there is only one reading, or more than a rollover in between. */
function rateOf(first: Shown, last: Shown, { modulus }: { readonly modulus: number }) {
  if (last.atMs <= first.atMs) return undefined;
  const climbed = last.counts - first.counts;
  return (climbed < 0 ? climbed + modulus : climbed) / (last.atMs - first.atMs);
}

export interface ChangedReading {
  readonly channel: MeteredChannel;
  readonly timeZone: string;
  readonly at: Temporal.Instant;
  /** Null: the reading is withdrawn. */
  readonly counts: number | null;
  readonly author: string;
  readonly reason: string;
  readonly now: Temporal.Instant;
}

export interface ReadingChange {
  /** Undefined where nothing was changed, because it said so already. */
  readonly correction: ReadingCorrection | undefined;
  /** Bills in force that rest on what was changed. */
  readonly bills: readonly TouchedBill[];
}

/**
 * Puts another value in place of a reading, adds one, or withdraws it. What stood there, who
 * changed it and why is kept; the channel is judged anew from then on. Tells which bills used it.
 */
export async function changeReading(
  database: Database,
  changed: ChangedReading,
): Promise<ReadingChange> {
  const { channel, at, counts, author, reason, now, timeZone } = changed;
  return database.transaction(async (tx) => {
    const stored = await valueAt(tx, channel, at);
    const { measured, edited, withdrawn } = READING_QUALITY;
    const quality = counts === null ? (stored?.quality ?? measured) | withdrawn : measured | edited;
    const [correction] = await correctReadings(tx, {
      readings: [
        { channelId: channel.id, measuredAt: at, counts: counts ?? stored?.counts ?? 0, quality },
      ],
      author,
      reason,
      at: now,
    });
    await judgeAnew(tx, { channelId: channel.id, from: at.subtract({ hours: 24 }) });
    const { from, to } = await stretchAround(tx, channel.id, at);
    // The reading at the end tells of the time before it: its own day is another bill's.
    const last = to.subtract({ milliseconds: Temporal.Instant.compare(to, at) > 0 ? 1 : 0 });
    const days = daysTouched({ from, to: last }, timeZone);
    const { servicePointId } = channel;
    return { correction, bills: await listTouchedBills(tx, { servicePointId, days }) };
  });
}

/** What is stored for an instant; undefined where nothing is. */
export async function valueAt(
  db: Queryable,
  channel: MeteredChannel,
  at: Temporal.Instant,
): Promise<{ readonly counts: number; readonly quality: number } | undefined> {
  const series = await readRegister(db, channel.id, { from: at, to: at });
  const index = series.epochMs.indexOf(at.epochMilliseconds);
  return index < 0
    ? undefined
    : { counts: series.counts[index] ?? 0, quality: series.qualities[index] ?? 0 };
}
