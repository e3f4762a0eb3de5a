import type { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { RegisterConsumption } from "./register-consumption.ts";
import { sumOfParts } from "./virtual-point.ts";

/** What a measured point used by its register, and how often it counts. */
export interface RegisterPart extends RegisterConsumption {
  readonly factor: Decimal;
}

const MS_PER_MINUTE = 60_000;

/** What a virtual point used in each interval of a range, with all that is odd about its parts. */
export function virtualConsumption(
  parts: readonly RegisterPart[],
  { range, intervalMinutes }: { readonly range: InstantRange; readonly intervalMinutes: number },
): RegisterConsumption {
  const elapsedMs = range.to.epochMilliseconds - range.from.epochMilliseconds;
  const slots = Math.round(elapsedMs / (intervalMinutes * MS_PER_MINUTE));
  const consumption = sumOfParts(parts, { from: range.from, intervalMinutes, slots });
  const missing = consumption.qualities?.reduce((sum, bits) => sum + (bits === 0 ? 1 : 0), 0);
  return {
    consumption,
    faults: parts.flatMap(({ faults }) => faults),
    missingIntervals: missing ?? 0,
  };
}
