import { Decimal } from "#domain/core/decimal.ts";

/** A tenant who pays before using. */
export interface PrepaidAccount {
  readonly balance: Decimal;
  /** Below it the tenant is warned. */
  readonly warnBelow: Decimal;
  /** So much may be owed before the supply is cut. */
  readonly emergencyCredit: Decimal;
}

export type PrepaidState = "supplied" | "warned" | "cut";

/** What the balance means for the supply (R44): cut at or below zero less the emergency credit. */
export function prepaidState(account: PrepaidAccount): PrepaidState {
  const { balance, warnBelow, emergencyCredit } = account;
  if (balance.plus(emergencyCredit).compare(Decimal.ZERO) <= 0) return "cut";
  return balance.lessThan(warnBelow) ? "warned" : "supplied";
}

/** Takes what was used from the balance, or adds a recharge (above zero). */
export function changedPrepaid(account: PrepaidAccount, change: Decimal): PrepaidAccount {
  return { ...account, balance: account.balance.plus(change) };
}

const DIGITS = 1;

/** For how many days the balance lasts at the mean of the last days; undefined without any use. */
export function daysLeft(balance: Decimal, lastDays: readonly Decimal[]): Decimal | undefined {
  const used = Decimal.sum(lastDays);
  if (used.compare(Decimal.ZERO) <= 0 || balance.isNegative()) return undefined;
  return balance.times(Decimal.of(lastDays.length)).dividedBy(used, DIGITS, "half-up");
}
