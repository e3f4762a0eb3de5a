import type { Decimal } from "#domain/core/decimal.ts";
import type { InstalledMeter } from "./installed-meter.ts";

/** What one meter's register can do. */
export interface RegisterRules {
  /** Counts wrap there; 0: never. */
  readonly modulus: number;
  /**
   * The most counts in a millisecond that the rated power allows; undefined where it is not known.
   * A binary number: it decides what is plausible, never what is billed.
   */
  readonly mostPerMs?: number | undefined;
}

const MS_PER_HOUR = 3_600_000;

/** The rules of a meter's register at a channel. */
export function registerRules(
  channel: {
    readonly digits: number;
    readonly resolution: Decimal;
    readonly mostPerHour?: Decimal | undefined;
  },
  { wrapsAt, multiplier }: Pick<InstalledMeter, "wrapsAt" | "multiplier">,
): RegisterRules {
  const { digits, resolution, mostPerHour } = channel;
  const modulus = wrapsAt ?? (digits > 0 ? 10 ** digits : 0);
  if (!mostPerHour) return { modulus };
  const factor = Number(multiplier.numerator) / Number(multiplier.denominator);
  const perHour = mostPerHour.toDisplayNumber() / resolution.toDisplayNumber() / factor;
  return { modulus, mostPerMs: perHour / MS_PER_HOUR };
}
