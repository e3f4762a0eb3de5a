import type { PointEvidence } from "#domain/billing/point-evidence.ts";
import type { InstalledMeter } from "#domain/consumption/installed-meter.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { EstimatedValue } from "#domain/validation/estimate-gap.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Proposal } from "./propose-estimate.ts";

/** A point's evidence as it would be if a proposal were followed for it. */
export function amendEvidence(evidence: PointEvidence, proposal: Proposal): PointEvidence {
  const { series, register } = evidence;
  if (!series || !register) return evidence;
  const withMeters = (meters: InstalledMeter[]) => ({
    ...evidence,
    register: { ...register, meters },
  });
  switch (proposal.kind) {
    case "fill":
    case "replace":
      return { ...evidence, series: withValues(series, proposal.values) };
    case "split":
      return withMeters(splitMeter(register.meters, proposal));
    case "close":
      return withMeters(
        register.meters.map((meter) =>
          meter.toMs === proposal.at.epochMilliseconds
            ? { ...meter, closing: proposal.closing }
            : meter,
        ),
      );
    case "usual":
      return { ...evidence, series: asUsual(series, proposal) };
  }
}

function withValues(series: RegisterSeries, values: readonly EstimatedValue[]): RegisterSeries {
  const rows = new Map(
    Array.from(series.epochMs, (ms, n) => [ms, [series.counts[n] ?? 0, series.qualities[n] ?? 0]]),
  );
  for (const { epochMs, counts } of values) rows.set(epochMs, [counts, READING_QUALITY.estimated]);
  const inOrder = [...rows].toSorted(([a], [b]) => a - b);
  return {
    epochMs: Float64Array.from(inOrder, ([ms]) => ms),
    counts: Float64Array.from(inOrder, ([, [counts]]) => counts ?? 0),
    qualities: Uint8Array.from(inOrder, ([, [, quality]]) => quality ?? 0),
  };
}

function splitMeter(
  meters: readonly InstalledMeter[],
  { at, closing, opening }: Proposal & { readonly kind: "split" },
): InstalledMeter[] {
  const atMs = at.epochMilliseconds;
  return meters.flatMap((meter) => {
    if (meter.fromMs >= atMs || meter.toMs <= atMs) return [meter];
    return [
      { ...meter, toMs: atMs, closing },
      { ...meter, fromMs: atMs, opening },
    ];
  });
}

/** The register as if the range had taken what it usually takes: moved by the rest after it. */
function asUsual(
  series: RegisterSeries,
  { range, counts }: Proposal & { readonly kind: "usual" },
): RegisterSeries {
  const fromMs = range.from.epochMilliseconds;
  const toMs = range.to.epochMilliseconds;
  const before = series.epochMs.findLastIndex((ms) => ms <= fromMs);
  const last = series.epochMs.findLastIndex((ms) => ms <= toMs);
  if (before < 0 || last < 0) return series;
  const start = series.counts[before] ?? 0;
  const moved = counts - ((series.counts[last] ?? 0) - start);
  const changed = series.counts.map((value, n) => {
    const ms = series.epochMs[n] ?? 0;
    if (n <= before) return value;
    if (n >= last) return value + moved;
    return start + Math.floor((counts * (ms - fromMs)) / (toMs - fromMs));
  });
  return { ...series, counts: changed };
}
