/** What changed a tenant's account, in the order of booking. */
export interface AccountChange {
  readonly entryId: number;
  /** Above zero: owed more. */
  readonly amountMinor: bigint;
  /** The bill that is charged, or that a credit note or payment is for. */
  readonly billId: number | undefined;
  /** For what is owed: when it is due. */
  readonly dueOn: Temporal.PlainDate;
}

/** What is owed and not paid yet. */
export interface OpenItem {
  readonly entryId: number;
  readonly billId: number | undefined;
  readonly dueOn: Temporal.PlainDate;
  readonly amountMinor: bigint;
  /** What is left of it. */
  readonly openMinor: bigint;
}

export interface AccountState {
  /** Everything that was ever owed, the earliest due first. */
  readonly items: readonly OpenItem[];
  /** Paid beyond what is owed. */
  readonly creditMinor: bigint;
  /** Owed in all: the open items less the credit. */
  readonly balanceMinor: bigint;
}

/**
 * Which bills are paid. What names a bill pays that one first; all else, and what is left, pays what
 * was due first (R41); what is over is a credit balance.
 */
export function accountState(changes: readonly AccountChange[]): AccountState {
  const owed = changes
    .filter(({ amountMinor }) => amountMinor > 0n)
    .toSorted((a, b) => Temporal.PlainDate.compare(a.dueOn, b.dueOn) || a.entryId - b.entryId)
    .map((change) => ({ ...change, openMinor: change.amountMinor }));
  let left = 0n;
  for (const { amountMinor, billId } of changes) {
    if (amountMinor >= 0n) continue;
    left += -amountMinor;
    const own = billId === undefined ? undefined : owed.find((item) => item.billId === billId);
    if (own) left -= pay(own, -amountMinor);
  }
  for (const item of owed) left -= pay(item, left);
  const open = owed.reduce((sum, { openMinor }) => sum + openMinor, 0n);
  return { items: owed, creditMinor: left, balanceMinor: open - left };
}

/** Pays what it can and returns how much that was. */
function pay(item: { openMinor: bigint }, amountMinor: bigint): bigint {
  const paid = item.openMinor < amountMinor ? item.openMinor : amountMinor;
  item.openMinor -= paid;
  return paid;
}

/** Days overdue up to which an age reaches; more is the last. */
export const AGES = [0, 30, 60, 90] as const;

/** What is open by age: not due, up to 30, 60, 90 days overdue, and longer. */
export function arrearsByAge(
  items: readonly OpenItem[],
  today: Temporal.PlainDate,
): readonly bigint[] {
  const sums: bigint[] = [...AGES.map(() => 0n), 0n];
  for (const { dueOn, openMinor } of items) {
    const days = daysOverdue(dueOn, today);
    const found = AGES.findIndex((age) => days <= age);
    const at = found < 0 ? AGES.length : found;
    sums[at] = (sums[at] ?? 0n) + openMinor;
  }
  return sums;
}

/** Days since something was due; 0 on that day, below before. */
export function daysOverdue(dueOn: Temporal.PlainDate, today: Temporal.PlainDate): number {
  return dueOn.until(today, { largestUnit: "days" }).days;
}
