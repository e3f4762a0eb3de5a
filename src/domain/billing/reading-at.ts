import { type InstalledMeter, seriesOfMeter } from "#domain/consumption/installed-meter.ts";
import { registerRules, type RegisterRules } from "#domain/consumption/register-rules.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import { trustedReadings } from "#domain/consumption/trusted-readings.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";

/** A register as a bill shows it. */
export interface RegisterEvidence {
  readonly epochMs: number;
  readonly counts: number;
  /** Bits of domain/metering/reading-quality.ts. */
  readonly quality: number;
}

export interface EvidenceQuery {
  readonly series: RegisterSeries;
  readonly meters: readonly InstalledMeter[];
  /** The register wraps at 10^digits; 0: never. */
  readonly digits: number;
  /** One count in the channel's unit, before the multiplier. */
  readonly resolution: Decimal;
  /** The rated power of the service, in the channel's unit an hour. */
  readonly mostPerHour?: Decimal | undefined;
  readonly atMs: number;
  /** Which end of the billing period it is: at an exchange, the new meter opens, the old one closes. */
  readonly end: "opening" | "closing";
}

/**
 * What a register showed at an end of a billing period. Where it was not read then, the value that
 * consumption rests on: on the straight line between the readings before and after, marked
 * estimated, so that opening and closing value explain what is billed. Where nothing was read on
 * one side, the nearest reading, with the time it was taken. Misreads are passed over.
 */
export function readingAt(query: EvidenceQuery): RegisterEvidence | undefined {
  const { series, rules } = inPlace(query);
  const { modulus } = rules;
  const { indexes, restarts } = trustedReadings(series, rules);
  const next = firstAfter(query.atMs, { indexes, epochMs: series.epochMs });
  const before = indexes[next - 1];
  const after = indexes[next];
  const nearest = before ?? after;
  if (nearest === undefined) return undefined;
  const found = evidenceOf(series, nearest);
  if (before === undefined || after === undefined || found.epochMs === query.atMs) return found;
  if (restarts.includes(after)) return found;
  return between(found, { after: evidenceOf(series, after), atMs: query.atMs, modulus });
}

/** Where in `indexes` the first reading after an instant stands; their number where none does. */
function firstAfter(
  atMs: number,
  { indexes, epochMs }: { readonly indexes: Uint32Array; readonly epochMs: Float64Array },
): number {
  let low = 0;
  let high = indexes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((epochMs[indexes[middle] ?? 0] ?? 0) > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The readings of the meter that was in place on the billed side of the instant. */
function inPlace(query: EvidenceQuery): {
  readonly series: RegisterSeries;
  readonly rules: RegisterRules;
} {
  const { series, meters, atMs, end } = query;
  const isInPlace = ({ fromMs, toMs }: InstalledMeter) =>
    end === "opening" ? atMs < toMs : fromMs < atMs;
  const meter = end === "opening" ? meters.find(isInPlace) : meters.findLast(isInPlace);
  const rules = registerRules(query, meter ?? NO_METER);
  return { series: meter ? seriesOfMeter(series, meter) : series, rules };
}

const NO_METER = { multiplier: { numerator: 1n, denominator: 1n } };

function evidenceOf(series: RegisterSeries, index: number): RegisterEvidence {
  return {
    epochMs: series.epochMs[index] ?? 0,
    counts: series.counts[index] ?? 0,
    quality: series.qualities[index] ?? 0,
  };
}

/** Rounded down to a whole count, as the consumption of the intervals on both sides is. */
function between(
  before: RegisterEvidence,
  { after, atMs, modulus }: { after: RegisterEvidence; atMs: number; modulus: number },
): RegisterEvidence {
  const climbed = after.counts - before.counts;
  const climb = BigInt(climbed < 0 ? climbed + modulus : climbed);
  const elapsed = BigInt(atMs - before.epochMs);
  const counts = before.counts + Number((climb * elapsed) / BigInt(after.epochMs - before.epochMs));
  return {
    epochMs: atMs,
    counts: modulus > 0 ? counts % modulus : counts,
    quality: READING_QUALITY.estimated,
  };
}
