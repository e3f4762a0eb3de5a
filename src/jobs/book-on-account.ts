import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import type { BillId, LeaseId } from "#domain/core/id.ts";
import { type AmountKind, postingsOf, reversed } from "#domain/ledger/ledger-entry.ts";
import { accountState } from "#domain/ledger/open-items.ts";
import { settleDeposit } from "#domain/ledger/settle-deposit.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { lockLease } from "#storage/leases.ts";
import { bookEntries, findEntry, listAccountChanges, readBalances } from "#storage/ledger.ts";
import { loadLease, type LoadedLease } from "./load-lease.ts";

export interface AmountToBook {
  readonly leaseId: LeaseId;
  readonly kind: AmountKind;
  /** Above zero; for an opening balance below zero where the tenant was in credit. */
  readonly amountMinor: bigint;
  /** Local day; today unless told. */
  readonly bookedOn?: Temporal.PlainDate;
  /** The bill that is paid, written off or late. */
  readonly billId?: BillId;
  readonly note?: string;
  /** Names a line of a bank file, so that it is booked once. */
  readonly externalKey?: string;
  /** Digest of that file. */
  readonly fileSha256?: string;
}

export interface Surroundings {
  readonly database: Database;
  readonly clock: Clock;
  readonly actor: string;
}

/** Books an amount on a lease's account; the id of the entry, or why it cannot be. */
export async function bookOnAccount(
  { database, clock, actor }: Surroundings,
  amount: AmountToBook,
): Promise<Result<number>> {
  return database.transaction(async (tx) => {
    await lockLease(tx, amount.leaseId);
    const loaded = await loadLease(tx, amount.leaseId);
    const fault = await obstacleTo(tx, loaded, amount);
    if (fault) return failed([fault]);
    return ok(await bookAmount(tx, { loaded, amount, at: clock.now(), actor }));
  });
}

/** Books in the caller's transaction, with its audit entry. */
export async function bookAmount(
  tx: Queryable,
  booking: {
    readonly loaded: LoadedLease;
    readonly amount: AmountToBook;
    readonly at: Temporal.Instant;
    readonly actor: string;
  },
): Promise<number> {
  const { loaded, amount, at, actor } = booking;
  const { kind, amountMinor, billId, note, externalKey, fileSha256 } = amount;
  const today = at.toZonedDateTimeISO(loaded.site.timeZone).toPlainDate();
  const [id] = await bookEntries(tx, [
    {
      siteId: loaded.site.id,
      leaseId: loaded.lease.id,
      kind,
      bookedOn: amount.bookedOn ?? today,
      ...(billId !== undefined && { billId }),
      ...(note !== undefined && { note }),
      ...(externalKey !== undefined && { externalKey }),
      ...(fileSha256 !== undefined && { fileSha256 }),
      bookedAt: at,
      actor,
      postings: postingsOf({ kind, amountMinor }),
    },
  ]);
  if (id === undefined) throw new Error("an entry with a new key is booked");
  await recordAudit(tx, {
    at,
    actor,
    action: `account.${kind}`,
    subject: `lease ${loaded.lease.id}`,
    after: { entry: id, amountMinor: amountMinor.toString(), billId, note },
  });
  return id;
}

async function obstacleTo(
  tx: Queryable,
  { lease, tenant }: LoadedLease,
  { kind, amountMinor }: AmountToBook,
): Promise<Fault | undefined> {
  const subject = tenant.name;
  if (amountMinor === 0n || (amountMinor < 0n && kind !== "opening")) {
    return {
      code: "account.amount",
      subject,
      message: "an amount to book is above zero",
      remedy: "take a wrong entry back instead of booking it with the other sign",
    };
  }
  const balance = (await readBalances(tx, [lease.id])).get(lease.id);
  const deposit = balance?.depositMinor ?? 0n;
  const owed = balance?.balanceMinor ?? 0n;
  if ((kind === "deposit-used" || kind === "deposit-refunded") && amountMinor > deposit) {
    return {
      code: "account.deposit-too-small",
      subject,
      message: "the deposit held is less than that",
      remedy: "book at most what is held",
    };
  }
  if (kind === "refund" && amountMinor > -owed) {
    return {
      code: "account.no-credit",
      subject,
      message: "the account is not in credit by so much",
      remedy: "pay back at most the credit balance",
    };
  }
  if (kind === "write-off" && amountMinor > owed) {
    return {
      code: "account.not-owed",
      subject,
      message: "less than that is owed",
      remedy: "write off at most what is owed",
    };
  }
  return undefined;
}

/** An entry that is to be taken back, and what its reverse says. */
export interface EntryToReverse {
  readonly entryId: number;
  readonly note: string;
}

/**
 * Takes an entry back by its reverse. Bills and credit notes are taken back by credit notes, and a
 * reversal stays.
 */
export async function reverseEntry(
  { database, clock, actor }: Surroundings,
  entry: EntryToReverse,
): Promise<Result<number>> {
  return database.transaction((tx) => reverseWithin(tx, { ...entry, at: clock.now(), actor }));
}

/** The same in the caller's transaction. */
export async function reverseWithin(
  tx: Queryable,
  {
    entryId,
    note,
    at,
    actor,
  }: EntryToReverse & { readonly at: Temporal.Instant; readonly actor: string },
): Promise<Result<number>> {
  const found = await findEntry(tx, entryId);
  if (!found) throw new Error(`ledger entry ${entryId} does not exist`);
  await lockLease(tx, found.leaseId);
  const now = await findEntry(tx, entryId);
  const isFinal = ["bill", "credit-note", "reversal"].includes(found.kind);
  if (isFinal || now?.isReversed) {
    const fault: Fault = {
      code: "account.not-reversible",
      subject: `entry ${entryId}`,
      message: isFinal ? `a ${found.kind} is not taken back` : "it is taken back already",
      remedy: isFinal ? "correct the bill by a credit note" : "book a new entry",
    };
    return failed([fault]);
  }
  const loaded = await loadLease(tx, found.leaseId);
  const bookedOn = at.toZonedDateTimeISO(loaded.site.timeZone).toPlainDate();
  const [id] = await bookEntries(tx, [
    {
      siteId: found.siteId,
      leaseId: found.leaseId,
      kind: "reversal",
      bookedOn,
      dueOn: Temporal.PlainDate.from(found.dueOn),
      ...(found.billId !== null && { billId: found.billId }),
      reversesEntryId: entryId,
      note,
      bookedAt: at,
      actor,
      postings: reversed(found.postings),
    },
  ]);
  if (id === undefined) throw new Error("an entry without a key is booked");
  await recordAudit(tx, {
    at,
    actor,
    action: "account.reversal",
    subject: `lease ${found.leaseId}`,
    after: { entry: id, reverses: entryId, note },
  });
  return ok(id);
}

/** What a settlement did. */
export interface SettledAccount {
  readonly usedMinor: bigint;
  readonly refundMinor: bigint;
  readonly stillOwedMinor: bigint;
}

/** Uses the deposit of a tenant who has left for what is owed, and pays back the rest (R43). */
export async function settleAccount(
  { database, clock, actor }: Surroundings,
  leaseId: LeaseId,
): Promise<SettledAccount> {
  return database.transaction(async (tx) => {
    await lockLease(tx, leaseId);
    const loaded = await loadLease(tx, leaseId);
    const balance = (await readBalances(tx, [leaseId])).get(leaseId);
    const changes = await listAccountChanges(tx, { leaseIds: [leaseId] });
    const { balanceMinor } = accountState(changes);
    const settled = settleDeposit(balance?.depositMinor ?? 0n, balanceMinor);
    const at = clock.now();
    const book = async (kind: AmountKind, amountMinor: bigint) => {
      if (amountMinor === 0n) return;
      await bookAmount(tx, { loaded, amount: { leaseId, kind, amountMinor }, at, actor });
    };
    await book("deposit-used", settled.usedMinor);
    await book("deposit-refunded", settled.refundMinor);
    return settled;
  });
}
