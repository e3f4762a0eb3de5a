import { Decimal } from "#domain/core/decimal.ts";

/** Plant that a tenant orders outside the hours that the rent covers, in minutes of the day. */
export interface AfterHoursUse {
  readonly tenant: string;
  readonly fromMinute: number;
  readonly toMinute: number;
}

const MINUTES_IN_HOUR = 60;
const DIGITS = 12;

/** Hours of one order that are billed: free hours first, never less than the least time (R33). */
export function billedHours(
  minutes: number,
  { leastMinutes = 0, freeMinutes = 0 }: { leastMinutes?: number; freeMinutes?: number },
): Decimal {
  const billed = Math.max(0, Math.max(minutes, leastMinutes) - freeMinutes);
  return hoursOf(billed);
}

/**
 * What shared plant costs each tenant: each minute is paid by those who use it then, in equal parts.
 */
export function shareAfterHours(
  uses: readonly AfterHoursUse[],
  pricePerHour: Decimal,
): ReadonlyMap<string, Decimal> {
  const turns = [...new Set(uses.flatMap((use) => [use.fromMinute, use.toMinute]))].toSorted(
    (a, b) => a - b,
  );
  const owed = new Map(uses.map(({ tenant }) => [tenant, Decimal.ZERO]));
  for (const [n, from] of turns.entries()) {
    const to = turns[n + 1] ?? from;
    const there = uses.filter((use) => use.fromMinute <= from && to <= use.toMinute);
    if (there.length === 0 || to === from) continue;
    const cost = pricePerHour.times(Decimal.of(to - from));
    const bottom = Decimal.of(MINUTES_IN_HOUR * there.length);
    const part = cost.dividedBy(bottom, DIGITS, "half-even");
    for (const { tenant } of there) {
      owed.set(tenant, (owed.get(tenant) ?? Decimal.ZERO).plus(part).normalized());
    }
  }
  return owed;
}

function hoursOf(minutes: number): Decimal {
  return Decimal.of(minutes)
    .dividedBy(Decimal.of(MINUTES_IN_HOUR), DIGITS, "half-even")
    .normalized();
}
