import { Decimal } from "#domain/core/decimal.ts";
import type { BillId, SiteId } from "#domain/core/id.ts";
import type { LateFeeRule } from "#domain/ledger/late-fee.ts";
import type { ReminderPolicy } from "#domain/ledger/reminder.ts";
import type { Queryable } from "#platform/database.ts";

interface StoredPolicy {
  readonly leastMinor: string;
  readonly steps: readonly {
    readonly afterDays: number;
    readonly fee?: {
      readonly percentPerMonth: string;
      readonly graceDays: number;
      readonly mostPercent?: string;
    };
  }[];
}

/** How a site reminds; undefined where nobody is reminded. */
export async function readReminderPolicy(
  db: Queryable,
  siteId: SiteId,
): Promise<ReminderPolicy | undefined> {
  const { rows } = await db.query<{ policy: StoredPolicy | null }>(
    "select reminder_policy as policy from site where id = $1",
    [siteId],
  );
  const policy = rows[0]?.policy;
  if (!policy) return undefined;
  return {
    leastMinor: BigInt(policy.leastMinor),
    steps: policy.steps.map(({ afterDays, fee }) => ({ afterDays, fee: fee && feeOf(fee) })),
  };
}

function feeOf(fee: NonNullable<StoredPolicy["steps"][number]["fee"]>): LateFeeRule {
  return {
    percentPerMonth: Decimal.parse(fee.percentPerMonth),
    graceDays: fee.graceDays,
    ...(fee.mostPercent !== undefined && { mostPercent: Decimal.parse(fee.mostPercent) }),
  };
}

/** Says how a site reminds from now on; undefined: nobody is reminded. */
export async function storeReminderPolicy(
  db: Queryable,
  siteId: SiteId,
  policy: ReminderPolicy | undefined,
): Promise<void> {
  const stored = policy && {
    leastMinor: policy.leastMinor.toString(),
    steps: policy.steps,
  };
  await db.query("update site set reminder_policy = $2 where id = $1", [
    siteId,
    stored ? JSON.stringify(stored) : null,
  ]);
}

/** How often a bill was reminded of, and when last. */
export interface RemindedBill {
  readonly steps: number;
  readonly lastOn: Temporal.PlainDate;
}

/** By bill, of those of a site that were. */
export async function listReminders(
  db: Queryable,
  siteId: SiteId,
): Promise<ReadonlyMap<number, RemindedBill>> {
  const { rows } = await db.query<{ bill_id: number; steps: number; last_on: string }>(
    `select r.bill_id, count(*)::int as steps, max(r.sent_on) as last_on
       from reminder r
       join bill b on b.id = r.bill_id
      where b.site_id = $1
      group by r.bill_id`,
    [siteId],
  );
  return new Map(
    rows.map((row) => [
      row.bill_id,
      { steps: row.steps, lastOn: Temporal.PlainDate.from(row.last_on) },
    ]),
  );
}

/** Notes a step; false when it was taken already. */
export async function insertReminder(
  tx: Queryable,
  reminder: {
    readonly billId: BillId;
    readonly step: number;
    readonly sentOn: Temporal.PlainDate;
    readonly openMinor: bigint;
    readonly feeMinor: bigint;
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into reminder (bill_id, step, sent_on, open_minor, fee_minor)
     values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [
      reminder.billId,
      reminder.step,
      reminder.sentOn.toString(),
      reminder.openMinor,
      reminder.feeMinor,
    ],
  );
  return rowCount === 1;
}

export async function readBillNumber(db: Queryable, billId: BillId): Promise<string> {
  const { rows } = await db.query<{ number: string }>("select number from bill where id = $1", [
    billId,
  ]);
  return rows[0]?.number ?? "";
}
