import {
  type RegisterConsumption,
  registerConsumption,
} from "#domain/consumption/register-consumption.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import { virtualConsumption } from "#domain/consumption/virtual-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { PointToBill } from "./make-bill.ts";
import type { BilledRegister, PointEvidence, RegisterPart } from "./point-evidence.ts";
import { readingAt } from "./reading-at.ts";

/** What a point used over the days of a bill, measured or calculated. */
export interface PointUse {
  readonly read: RegisterConsumption;
  readonly ends: Pick<PointToBill, "opening" | "closing">;
  /** One count of `ends`. */
  readonly resolution: Decimal;
  /** What `ends` are multiplied by, as text. */
  readonly multiplier: string;
  /** When the first meter came. */
  readonly installedAtMs: number;
  /** The newest reading, where more is awaited before the end; of several meters the oldest. */
  readonly awaitedSinceMs: number | undefined;
  /** The same over another range. */
  readonly readOver: (range: InstantRange) => RegisterConsumption;
}

/** Undefined where nothing was read. */
export function usedAt(
  { series, parts }: Pick<PointEvidence, "series" | "parts">,
  register: BilledRegister,
  range: InstantRange,
): PointUse | undefined {
  if (parts.length > 0) return calculated(parts, register, range);
  const ends = series && endsOf(register, series, range);
  if (!ends) return undefined;
  const readOver = (other: InstantRange) => useOfRegister(register, series, other);
  return {
    read: readOver(range),
    ends,
    resolution: register.resolution,
    multiplier: multiplierText(register),
    installedAtMs: register.meters[0]?.fromMs ?? 0,
    awaitedSinceMs: awaitedSince(register, series, range),
    readOver,
  };
}

/**
 * A virtual point has no register: the bill shows what was used as one that was 0 when the days
 * began. Its evidence has the registers of the parts.
 */
function calculated(
  parts: readonly RegisterPart[],
  { intervalMinutes }: BilledRegister,
  range: InstantRange,
): PointUse | undefined {
  if (!parts.some(({ series }) => series.epochMs.length > 0)) return undefined;
  const readOver = (other: InstantRange) =>
    virtualConsumption(
      parts.map(({ factor, register, series }) => ({
        factor,
        ...useOfRegister(register, series, other),
      })),
      { range: other, intervalMinutes },
    );
  const read = readOver(range);
  const { amounts, qualities, perCount } = read.consumption;
  const awaited = parts.flatMap(({ register, series }) => {
    const sinceMs = awaitedSince(register, series, range);
    return sinceMs === undefined ? [] : [sinceMs];
  });
  const quality = qualities?.reduce((all, bits) => all | bits, 0) ?? READING_QUALITY.measured;
  return {
    read,
    ends: {
      opening: {
        epochMs: range.from.epochMilliseconds,
        counts: 0,
        quality: READING_QUALITY.measured,
      },
      closing: {
        epochMs: range.to.epochMilliseconds,
        counts: amounts.reduce((sum, counts) => sum + counts, 0),
        quality,
      },
    },
    resolution: perCount,
    multiplier: Decimal.ONE.toString(),
    installedAtMs: 0,
    awaitedSinceMs: awaited.length > 0 ? Math.min(...awaited) : undefined,
    readOver,
  };
}

function endsOf(
  { meters, registerDigits: digits, resolution, mostPerHour }: BilledRegister,
  series: RegisterSeries,
  range: InstantRange,
): Pick<PointToBill, "opening" | "closing"> | undefined {
  const from = { series, meters, digits, resolution, mostPerHour };
  const opening = readingAt({ ...from, atMs: range.from.epochMilliseconds, end: "opening" });
  const closing = readingAt({ ...from, atMs: range.to.epochMilliseconds, end: "closing" });
  return opening && closing && { opening, closing };
}

/** What a register says was used in each interval of a range. */
export function useOfRegister(
  register: BilledRegister,
  series: RegisterSeries,
  range: InstantRange,
): RegisterConsumption {
  return registerConsumption({
    name: register.pointName,
    series,
    meters: register.meters,
    range,
    intervalMinutes: register.intervalMinutes,
    resolution: register.resolution,
    digits: register.registerDigits,
    mostPerHour: register.mostPerHour,
  });
}

/** The newest reading, where the meter in place at the end will say what was used until then. */
function awaitedSince(
  { meters }: BilledRegister,
  series: RegisterSeries,
  range: InstantRange,
): number | undefined {
  const readAtMs = series.epochMs.at(-1) ?? 0;
  const toMs = range.to.epochMilliseconds;
  const isAwaited =
    readAtMs < toMs && meters.some((meter) => meter.fromMs < toMs && toMs < meter.toMs);
  return isAwaited ? readAtMs : undefined;
}

function multiplierText({ meters }: BilledRegister): string {
  const multiplier = meters.at(-1)?.multiplier;
  if (!multiplier) return "1";
  const { numerator, denominator } = multiplier;
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}
