import type { InstalledMeter } from "#domain/consumption/register-consumption.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import { trustedReadings } from "#domain/consumption/trusted-readings.ts";
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
  const series = seriesOfMeter(query);
  const modulus = query.digits > 0 ? 10 ** query.digits : 0;
  const { indexes, restarts } = trustedReadings(series, modulus);
  const next = indexes.findIndex((index) => (series.epochMs[index] ?? 0) > query.atMs);
  const before = indexes[(next < 0 ? indexes.length : next) - 1];
  const after = next < 0 ? undefined : indexes[next];
  const nearest = before ?? after;
  if (nearest === undefined) return undefined;
  const found = evidenceOf(series, nearest);
  if (before === undefined || after === undefined || found.epochMs === query.atMs) return found;
  if (restarts.includes(after)) return found;
  return between(found, { after: evidenceOf(series, after), atMs: query.atMs, modulus });
}

/** The readings of the meter that was in place on the billed side of the instant. */
function seriesOfMeter({ series, meters, atMs, end }: EvidenceQuery): RegisterSeries {
  const isInPlace = ({ fromMs, toMs }: InstalledMeter) =>
    end === "opening" ? atMs < toMs : fromMs < atMs;
  const meter = end === "opening" ? meters.find(isInPlace) : meters.findLast(isInPlace);
  if (!meter) return series;
  const isOwn = (_: number, index: number) => {
    const ms = series.epochMs[index] ?? 0;
    return ms >= meter.fromMs && ms < meter.toMs;
  };
  return {
    epochMs: series.epochMs.filter(isOwn),
    counts: series.counts.filter(isOwn),
    qualities: series.qualities.filter(isOwn),
  };
}

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
