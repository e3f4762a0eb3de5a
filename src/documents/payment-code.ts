import type { Bill } from "#domain/billing/bill.ts";
import { fromMinor } from "#domain/core/money.ts";

/** What the code can carry: the guideline's largest amount, 999,999,999.99. */
const CENTS_AT_MOST = 99_999_999_999n;
const HOLDER_LETTERS = 70;
const REFERENCE_LETTERS = 140;

/**
 * The text of the code by which European banking apps fill in a transfer (EPC069-12, version 002,
 * UTF-8); undefined where there is nothing to pay, no account, or another currency than the euro.
 */
export function paymentCode({ kind, currency, totalMinor, number, issuer }: Bill) {
  const amount = BigInt(totalMinor);
  const { bankAccount } = issuer;
  if (kind === "credit-note" || currency !== "EUR" || !bankAccount) return undefined;
  if (amount <= 0n || amount > CENTS_AT_MOST) return undefined;
  return [
    "BCD",
    "002",
    "1",
    "SCT",
    bankAccount.bic,
    bankAccount.holder.slice(0, HOLDER_LETTERS),
    bankAccount.iban,
    `EUR${fromMinor(amount, currency)}`,
    "",
    "",
    number.slice(0, REFERENCE_LETTERS),
  ].join("\n");
}
