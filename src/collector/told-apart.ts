import type { RegisterValue } from "#drivers/register-value.ts";
import type { KeptValues, PolledMeter } from "./collected-meter.ts";

/**
 * A gateway that is asked for several meters at once could hand the registers of one to another, with
 * everything else about the answers right: number, unit, length. No master can see that from the
 * bytes; but registers never go down, and each meter showed other values before. So an answer counts
 * only where it can be nobody else's.
 */

/** What a meter that is asked in company showed when that was last certain, and what it is said to show now. */
export interface Shown {
  readonly before: KeptValues;
  readonly now: KeptValues;
}

/** What of a meter's values is kept, before pulses are made of it. */
export function keptOf({ kept }: PolledMeter, values: readonly RegisterValue[]): KeptValues {
  return kept.map((register) => values.find((value) => value.register === register)?.value);
}

/**
 * Whether a meter may be asked beside those: it is of their model, so that the same words would be the
 * same value, and its first register is known to be another than theirs. Meters of which nothing is
 * kept may be beside their like.
 */
export function canJoin(company: readonly PolledMeter[], meter: PolledMeter): boolean {
  return company.every((other) => {
    if (other === meter || other.model !== meter.model) return false;
    if (other.kept.length !== meter.kept.length) return false;
    if (other.kept.some((register, n) => register !== meter.kept[n])) return false;
    if (meter.kept.length === 0) return true;
    const [own, theirs] = [meter.shown?.[0], other.shown?.[0]];
    return own !== undefined && theirs !== undefined && !own.equals(theirs);
  });
}

/**
 * Whether each of these can only be its own meter's. Were values handed round, then at least one
 * meter would show less than before, or as much as one that had shown more before it: take those who
 * got another's, and of them the one whose giver showed least.
 */
export function areToldApart(company: readonly Shown[]): boolean {
  return company.every(({ before, now }, n) =>
    now.every((value, register) => {
      if (value === undefined) return true;
      const last = before[register];
      if (last === undefined || value.lessThan(last)) return false;
      return company.every((other, m) => {
        const theirs = m === n ? undefined : other.before[register];
        if (theirs === undefined || theirs.lessThan(last)) return true;
        // Of two that showed the same neither may have moved: one's step could be the other's.
        return theirs.equals(last) ? value.equals(last) : value.lessThan(theirs);
      });
    }),
  );
}

/**
 * Whether what was said of a meter in company can be what it showed then, by what it shows alone since:
 * registers only go up, so it lies between what was shown before and after. A meter that went down
 * itself, exchanged or rolled over, says nothing.
 */
export function agrees({
  before,
  said,
  alone,
}: Readonly<Record<"before" | "said" | "alone", KeptValues>>): boolean {
  return said.every((value, register) => {
    const [first, last] = [before[register], alone[register]];
    if (value === undefined || first === undefined || last === undefined) return true;
    if (last.lessThan(first)) return true;
    return !value.lessThan(first) && !last.lessThan(value);
  });
}
