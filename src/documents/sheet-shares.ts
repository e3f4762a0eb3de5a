import type { Bill, BilledShare, BilledSharePart } from "#domain/billing/bill.ts";
import type { SheetSetting } from "./sheet-line.ts";

/** A tenant's share of a common cost in print. */
export interface SheetShare {
  readonly label: string;
  /** The days that the cost is for, and one line a key: `by area: 120 of 600 of 900.00`. */
  readonly details: readonly string[];
  /** The whole cost. */
  readonly cost: string;
  readonly amount: string;
}

/** How the account stood when the bill was issued, in print. */
export interface SheetAccount {
  readonly rows: readonly { readonly label: string; readonly amount: string }[];
  readonly balance: { readonly label: string; readonly amount: string };
}

/** The shares of common costs, each with what was divided, by which key and by whose weight. */
export function sheetShares({ sharedCosts = [] }: Bill, setting: SheetSetting): SheetShare[] {
  return sharedCosts.map((share) => ({
    label: share.label,
    details: [daysOf(share, setting), ...share.parts.map((part) => partText(part, setting))],
    cost: setting.format.amount(share.costMinor),
    amount: setting.format.amount(share.amountMinor),
  }));
}

/** What was owed before, what has been paid, this bill, and what is owed now. */
export function sheetAccount(
  { account, totalMinor }: Bill,
  { words, format }: SheetSetting,
): SheetAccount | null {
  if (!account) return null;
  const received = (-BigInt(account.receivedMinor)).toString();
  return {
    rows: [
      { label: words.previousBalance, amount: format.amount(account.previousMinor) },
      { label: words.received, amount: format.amount(received) },
      { label: words.thisDocument, amount: format.amount(totalMinor) },
    ],
    balance: { label: words.balance, amount: format.money(account.balanceMinor) },
  };
}

function daysOf({ from, to }: BilledShare, { format }: SheetSetting): string {
  const last = Temporal.PlainDate.from(to).subtract({ days: 1 }).toString();
  return `${format.shortDay(from)} – ${format.shortDay(last)}`;
}

function partText(part: BilledSharePart, { words, format }: SheetSetting): string {
  const weight = `${format.quantity(part.weight)} / ${format.quantity(part.totalWeight)}`;
  return `${words.key[part.key]}: ${format.amount(part.partMinor)} × ${weight} = ${format.amount(part.amountMinor)}`;
}
