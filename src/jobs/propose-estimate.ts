import { onGrid } from "#domain/consumption/known-consumption.ts";
import { registerRules } from "#domain/consumption/register-rules.ts";
import { trustedReadings } from "#domain/consumption/trusted-readings.ts";
import { seriesOfMeter } from "#domain/consumption/installed-meter.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { hasQuality } from "#domain/metering/reading-quality.ts";
import { type EstimatedValue, estimateGap } from "#domain/validation/estimate-gap.ts";
import type { FindingRule } from "#domain/validation/finding.ts";
import { DAYS_LOOKED_BACK } from "#domain/validation/judge-channel.ts";
import { likeDayProfile, wholeCounts } from "#domain/validation/like-day-profile.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionOf, type MeteredChannel } from "#storage/channel-consumption.ts";
import { readRegister } from "#storage/read-readings.ts";
import { estimatesFor } from "./estimate-missing.ts";

/** What could stand in for doubtful readings. */
export type Proposal =
  /** Values where there are none. */
  | { readonly kind: "fill"; readonly values: readonly EstimatedValue[] }
  /** Other values for estimates that were wrong. */
  | { readonly kind: "replace"; readonly values: readonly EstimatedValue[] }
  /** The register began anew at an instant: what it had reached, and what it showed then. */
  | {
      readonly kind: "split";
      readonly at: Temporal.Instant;
      readonly closing: number;
      readonly opening: number;
    }
  /** What a meter had reached when it was removed. */
  | { readonly kind: "close"; readonly at: Temporal.Instant; readonly closing: number }
  /** Use as on like days: only to tell what is at stake, since the register says otherwise. */
  | { readonly kind: "usual"; readonly range: InstantRange; readonly counts: number };

export interface Doubt {
  readonly channel: MeteredChannel;
  readonly timeZone: string;
  readonly rule: FindingRule;
  readonly range: InstantRange;
}

/** What would stand in by like days; undefined where there is nothing to go by. */
export async function proposeEstimate(db: Queryable, doubt: Doubt): Promise<Proposal | undefined> {
  const { channel, range, rule } = doubt;
  switch (rule) {
    case "missing":
    case "prolonged-estimation": {
      const values = await estimatesFor(db, doubt);
      return values.length > 0 ? { kind: "fill", values } : undefined;
    }
    case "estimate-exceeded":
      return replaceEstimates(db, doubt);
    case "register-restarted":
    case "register-backwards":
    case "jump":
    case "exchange-incomplete": {
      const usual = await usualCounts(db, doubt);
      const before = await valueOf(db, channel, range.from);
      if (usual === undefined || before === undefined) return undefined;
      const closing = before + usual;
      if (rule === "exchange-incomplete") return { kind: "close", at: range.to, closing };
      const opening = await valueOf(db, channel, range.to);
      return opening === undefined ? undefined : { kind: "split", at: range.to, closing, opening };
    }
    default: {
      const counts = await usualCounts(db, doubt);
      return counts === undefined ? undefined : { kind: "usual", range, counts };
    }
  }
}

const MS_PER_MINUTE = 60_000;

/** What the range usually takes in counts of the register; undefined where no like day is known. */
async function usualCounts(
  db: Queryable,
  { channel, range, timeZone }: Doubt,
): Promise<number | undefined> {
  const stepMs = channel.intervalMinutes * MS_PER_MINUTE;
  const within = onGrid(range, channel.intervalMinutes);
  const since = {
    from: within.from.subtract({ hours: 24 * (DAYS_LOOKED_BACK + 1) }),
    to: within.to,
  };
  const history = consumptionOf(channel, await readRegister(db, channel.id, since), since);
  const starts: number[] = [];
  for (let ms = within.from.epochMilliseconds; ms < within.to.epochMilliseconds; ms += stepMs) {
    starts.push(ms);
  }
  const profile = likeDayProfile(history.consumption, { starts, timeZone });
  const known = profile.filter((weight) => weight !== undefined);
  if (known.length < profile.length) return undefined;
  const counts = wholeCounts(known).reduce((all, one) => all + one, 0);
  const meter = channel.meters.findLast(({ fromMs }) => fromMs <= range.from.epochMilliseconds);
  const factor = meter
    ? Number(meter.multiplier.numerator) / Number(meter.multiplier.denominator)
    : 1;
  const perCount = channel.resolution.toDisplayNumber() * factor;
  return Math.round((counts * history.consumption.perCount.toDisplayNumber()) / perCount);
}

async function valueOf(
  db: Queryable,
  channel: MeteredChannel,
  at: Temporal.Instant,
): Promise<number | undefined> {
  const series = await readRegister(db, channel.id, { from: at, to: at });
  return series.counts[series.epochMs.indexOf(at.epochMilliseconds)];
}

/** The estimates before a reading that contradicts them, spread anew up to what it shows. */
async function replaceEstimates(
  db: Queryable,
  { channel, range, timeZone }: Doubt,
): Promise<Proposal | undefined> {
  const days = DAYS_LOOKED_BACK * 4;
  const since = { from: range.to.subtract({ hours: 24 * days }), to: range.to };
  const series = await readRegister(db, channel.id, since);
  const meter = channel.meters.find(
    ({ fromMs, toMs }) => fromMs <= range.to.epochMilliseconds && range.to.epochMilliseconds < toMs,
  );
  if (!meter) return undefined;
  const own = seriesOfMeter(series, meter);
  const rules = registerRules({ ...channel, digits: channel.registerDigits }, meter);
  const { indexes } = trustedReadings(own, rules);
  const after = own.epochMs.indexOf(range.to.epochMilliseconds);
  const before = indexes.findLast(
    (at) => at < after && !hasQuality(own.qualities[at] ?? 0, "estimated"),
  );
  if (before === undefined || after < 0) return undefined;
  const valueAt = (at: number) => ({ epochMs: own.epochMs[at] ?? 0, counts: own.counts[at] ?? 0 });
  const missing = [...own.epochMs.subarray(before + 1, after)];
  const starts = [valueAt(before).epochMs, ...missing];
  const grid = onGrid(since, channel.intervalMinutes);
  const history = consumptionOf(channel, series, grid).consumption;
  const values = estimateGap({
    before: valueAt(before),
    after: valueAt(after),
    missing,
    modulus: rules.modulus,
    usual: likeDayProfile(history, { starts, timeZone }),
  });
  return values.length > 0 ? { kind: "replace", values } : undefined;
}
