import { noteSteady, type RegisterSeries } from "#domain/consumption/register-series.ts";
import { CLIMB, MORE, MS_PER_SECOND, type PackedMonth } from "./packed-month.ts";
import { sharedGrid } from "./reading-grid.ts";

/** Both ends belong to it. */
export interface MsRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The readings of a channel's months that lie in a range, where nothing about them is unusual: the
 * months follow each other in equal steps without a hole, all was measured, and the register only
 * climbs. A bill run reads nearly nothing else, so it is unpacked straight into the series, without
 * a series for each month. Undefined in all other cases, and where nothing lies in the range.
 */
export function unpackSteady(
  months: readonly PackedMonth[],
  range: MsRange,
): RegisterSeries | undefined {
  const grid = commonGrid(months);
  if (!grid) return undefined;
  const { firstMs, stepMs, readings } = grid;
  const first = Math.max(0, Math.ceil((range.fromMs - firstMs) / stepMs));
  const end = Math.min(readings, Math.floor((range.toMs - firstMs) / stepMs) + 1);
  if (first >= end) return undefined;
  const counts = new Float64Array(end - first);
  let at = -first;
  let before = -Infinity;
  for (const month of months) {
    const wanted = Math.min(month.readings, counts.length - at);
    if (wanted <= 0) break;
    const last = month.firstCounts < before ? undefined : climb(month, { counts, at, wanted });
    if (last === undefined) return undefined;
    before = last;
    at += wanted;
  }
  const steps = { firstMs: firstMs + first * stepMs, stepMs, readings: counts.length };
  const { epochMs, measured } = sharedGrid(steps);
  return noteSteady({ epochMs, counts, qualities: measured }, stepMs);
}

/** The grid on which all readings of months lie that follow each other without a hole. */
function commonGrid(months: readonly PackedMonth[]) {
  const [month] = months;
  if (!month) return undefined;
  const { firstMs, stepSeconds } = month;
  const stepMs = stepSeconds * MS_PER_SECOND;
  let readings = 0;
  for (const one of months) {
    const isNext = one.firstMs === firstMs + readings * stepMs && one.stepSeconds === stepSeconds;
    if (!isNext || one.lastMs !== one.firstMs + (one.readings - 1) * stepMs) return undefined;
    readings += one.readings;
  }
  return { firstMs, stepMs, readings };
}

/**
 * Writes the first `wanted` readings of a month to `counts` from an index on, those before 0
 * nowhere. The last register, or undefined where one of them is announced by a mark.
 */
function climb(
  { packed, firstCounts, readings }: PackedMonth,
  { counts, at, wanted }: { readonly counts: Float64Array; at: number; wanted: number },
): number | undefined {
  let register = firstCounts;
  let byteAt = 0;
  for (let n = at; n < at + wanted; n += 1) {
    let number = packed[byteAt++] ?? 0;
    if (number < CLIMB) return undefined;
    if (number >= MORE) {
      let byte = packed[byteAt++] ?? 0;
      number += byte * MORE - MORE;
      // Beyond two bytes, which is rare: beyond 32 bits only multiplication is exact.
      for (let worth = MORE; byte >= MORE;) {
        number -= worth * MORE;
        worth *= MORE;
        byte = packed[byteAt++] ?? 0;
        number += byte * worth;
      }
    }
    register += number - CLIMB;
    if (n >= 0) counts[n] = register;
  }
  return wanted < readings || byteAt === packed.length ? register : undefined;
}
