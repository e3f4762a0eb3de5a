import { reminderMail } from "#documents/reminder-mail.ts";
import type { BillId, LeaseId } from "#domain/core/id.ts";
import { lateFeeMinor } from "#domain/ledger/late-fee.ts";
import { accountState, daysOverdue, type OpenItem } from "#domain/ledger/open-items.ts";
import { dueReminder, type ReminderPolicy } from "#domain/ledger/reminder.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { lockLease } from "#storage/leases.ts";
import { listAccountChanges } from "#storage/ledger.ts";
import { enqueueMail } from "#storage/outbox.ts";
import {
  insertReminder,
  listReminders,
  readBillNumber,
  readReminderPolicy,
  type RemindedBill,
} from "#storage/reminders.ts";
import { listSites, type Site } from "#storage/sites.ts";
import { bookAmount } from "./book-on-account.ts";
import { loadLease } from "./load-lease.ts";

/** Who books the fees that come with reminders. */
const ACTOR = "schedule";

/** A step of reminding that was taken. */
export interface TakenReminder {
  readonly billNumber: string;
  readonly tenant: string;
  /** 1 for the first. */
  readonly step: number;
  readonly dueOn: Temporal.PlainDate;
  readonly openMinor: bigint;
  readonly feeMinor: bigint;
  readonly currency: string;
  /** To whom a mail waits to be sent. */
  readonly recipients: readonly string[];
}

/**
 * Takes the steps of reminding that are due: each bill's next one, once, with its fee and its mails
 * in one transaction. Safe to run twice and by two at once: a step that was taken stays taken.
 * Returns those that it took.
 */
export async function remindOverdue(options: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<readonly TakenReminder[]> {
  const taken: TakenReminder[] = [];
  for (const site of await listSites(options.database)) {
    const policy = await readReminderPolicy(options.database, site.id);
    if (policy) taken.push(...(await remindSite(options, { site, policy })));
  }
  return taken;
}

async function remindSite(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { site, policy }: { readonly site: Site; readonly policy: ReminderPolicy },
): Promise<TakenReminder[]> {
  const today = clock.now().toZonedDateTimeISO(site.timeZone).toPlainDate();
  const changes = await listAccountChanges(database, { siteId: site.id });
  const before = await listReminders(database, site.id);
  const taken: TakenReminder[] = [];
  for (const [leaseId, own] of Map.groupBy(changes, (change) => change.leaseId)) {
    for (const item of accountState(own).items) {
      if (stepDue(item, { policy, before, today }) === undefined) continue;
      const reminded = await database.transaction((tx) =>
        remindOf(tx, { leaseId, billId: item.billId, site, policy, at: clock.now() }),
      );
      if (reminded) taken.push(reminded);
    }
  }
  return taken;
}

function stepDue(
  { billId, openMinor, dueOn }: OpenItem,
  {
    policy,
    before,
    today,
  }: {
    readonly policy: ReminderPolicy;
    readonly before: ReadonlyMap<number, RemindedBill>;
    readonly today: Temporal.PlainDate;
  },
): number | undefined {
  if (billId === undefined) return undefined;
  const { steps: stepsTaken = 0, lastOn } = before.get(billId) ?? {};
  return dueReminder(policy, { openMinor, dueOn, stepsTaken, lastOn }, today);
}

/** Looks again under the lease's lock: a payment may have come in between. */
async function remindOf(
  tx: Queryable,
  {
    leaseId,
    billId,
    site,
    policy,
    at,
  }: {
    readonly leaseId: LeaseId;
    readonly billId: number | undefined;
    readonly site: Site;
    readonly policy: ReminderPolicy;
    readonly at: Temporal.Instant;
  },
): Promise<TakenReminder | undefined> {
  await lockLease(tx, leaseId);
  const today = at.toZonedDateTimeISO(site.timeZone).toPlainDate();
  const { items } = accountState(await listAccountChanges(tx, { leaseIds: [leaseId] }));
  const item = items.find((one) => one.billId === billId);
  const before = await listReminders(tx, site.id);
  const step = item && stepDue(item, { policy, before, today });
  if (!item || step === undefined || billId === undefined) return undefined;
  const { openMinor, dueOn } = item;
  const { currency } = site;
  const rule = policy.steps[step]?.fee;
  const days = daysOverdue(dueOn, today);
  const feeMinor = rule ? lateFeeMinor(rule, { openMinor, days, currency }) : 0n;
  const reminder = { billId: billId as BillId, step, sentOn: today, openMinor, feeMinor };
  if (!(await insertReminder(tx, reminder))) return undefined;
  const loaded = await loadLease(tx, leaseId);
  const number = await readBillNumber(tx, reminder.billId);
  if (feeMinor > 0n) {
    const amount = { leaseId, kind: "late-fee", amountMinor: feeMinor, note: number } as const;
    await bookAmount(tx, { loaded, amount, at, actor: ACTOR });
  }
  const { subject, body } = reminderMail({
    language: loaded.tenant.language,
    locale: site.locale,
    issuer: loaded.issuer.title,
    tenant: loaded.tenant.name,
    number,
    dueOn: dueOn.toString(),
    openMinor,
    feeMinor,
    currency,
    step: step + 1,
    paymentInstructions: loaded.issuer.paymentInstructions,
  });
  for (const recipient of loaded.tenant.emails) {
    await enqueueMail(tx, {
      siteId: site.id,
      deliveryKey: `reminder/${billId}/${step}/${recipient}`,
      recipient,
      subject,
      body,
      createdAt: at,
    });
  }
  const { name, emails } = loaded.tenant;
  const amounts = { openMinor, feeMinor, currency };
  return {
    billNumber: number,
    tenant: name,
    step: step + 1,
    dueOn,
    ...amounts,
    recipients: emails,
  };
}
