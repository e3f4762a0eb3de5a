import { asId, type BillId, type LeaseId, type SiteId } from "#domain/core/id.ts";
import type { EntryKind, LedgerAccount, Posting } from "#domain/ledger/ledger-entry.ts";
import type { AccountChange } from "#domain/ledger/open-items.ts";
import type { Queryable } from "#platform/database.ts";

export interface NewEntry {
  readonly siteId: SiteId;
  readonly leaseId: LeaseId;
  readonly kind: EntryKind;
  /** Local day at the site. */
  readonly bookedOn: Temporal.PlainDate;
  /** When what is owed by it is due; the day of booking unless told. */
  readonly dueOn?: Temporal.PlainDate;
  readonly billId?: BillId;
  readonly reversesEntryId?: number;
  readonly note?: string;
  /** Names a line of a bank file. */
  readonly externalKey?: string;
  /** Digest of that file, hexadecimal. */
  readonly fileSha256?: string;
  readonly bookedAt: Temporal.Instant;
  readonly actor: string;
  readonly postings: readonly Posting[];
}

/**
 * Books entries with their postings, in one statement; their ids in the same order, undefined for
 * those whose external key is booked already. That the postings of each sum to nothing, the database
 * checks as they are inserted (trigger ledger_entry_balances).
 */
export async function bookEntries(
  tx: Queryable,
  entries: readonly NewEntry[],
): Promise<(number | undefined)[]> {
  const rows = entries.map((entry, n) => ({
    n,
    site_id: entry.siteId,
    lease_id: entry.leaseId,
    kind: entry.kind,
    booked_on: entry.bookedOn.toString(),
    due_on: (entry.dueOn ?? entry.bookedOn).toString(),
    bill_id: entry.billId,
    reverses_entry_id: entry.reversesEntryId,
    note: entry.note ?? "",
    external_key: entry.externalKey ?? null,
    file_sha256: entry.fileSha256,
    booked_at: entry.bookedAt.toString(),
    actor: entry.actor,
    postings: entry.postings.map(({ account, amountMinor }) => ({
      account,
      amount: amountMinor.toString(),
    })),
  }));
  const { rows: booked } = await tx.query<{ n: number; id: number }>(
    `with asked as materialized (
       select nextval('ledger_entry_id_seq')::int as id, a.*
         from jsonb_to_recordset($1::jsonb) as a(
                n int, site_id int, lease_id int, kind text, booked_on date, due_on date,
                bill_id int, reverses_entry_id int, note text, external_key text,
                file_sha256 text, booked_at timestamptz, actor text, postings jsonb)
     ), entered as (
       insert into ledger_entry
         (id, site_id, lease_id, kind, booked_on, due_on, bill_id, reverses_entry_id, note,
          external_key, file_sha256, booked_at, actor)
       overriding system value
       select id, site_id, lease_id, kind, booked_on, due_on, bill_id, reverses_entry_id, note,
              external_key, file_sha256, booked_at, actor
         from asked
           on conflict (site_id, external_key) where external_key is not null do nothing
       returning id
     ), posted as (
       insert into ledger_posting (entry_id, account, amount_minor)
       select asked.id, side ->> 'account', (side ->> 'amount')::bigint
         from asked
         join entered on entered.id = asked.id
        cross join lateral jsonb_array_elements(asked.postings) as side
     )
     select asked.n, asked.id from asked join entered on entered.id = asked.id`,
    [JSON.stringify(rows)],
  );
  const ids = new Map(booked.map(({ n, id }) => [n, id]));
  return entries.map((_, n) => ids.get(n));
}

/** An entry as a statement of account shows it. */
export interface StatementEntry {
  readonly id: number;
  readonly kind: EntryKind;
  readonly bookedOn: string;
  readonly dueOn: string;
  readonly billId: number | null;
  readonly billNumber: string | null;
  readonly note: string;
  readonly actor: string;
  readonly reversesEntryId: number | null;
  readonly reversedByEntryId: number | null;
  /** What it changes of what the tenant owes; above zero: more. */
  readonly receivableMinor: bigint;
  /** What it changes of the deposit held; above zero: more. */
  readonly depositMinor: bigint;
}

/** All that happened to a lease's account, oldest first. */
export async function listStatement(db: Queryable, leaseId: LeaseId): Promise<StatementEntry[]> {
  const { rows } = await db.query<StatementEntry>(
    `select e.id, e.kind, e.booked_on as "bookedOn", e.due_on as "dueOn", e.bill_id as "billId",
            b.number as "billNumber", e.note, e.actor, e.reverses_entry_id as "reversesEntryId",
            r.id as "reversedByEntryId",
            coalesce((select amount_minor from ledger_posting p
                       where p.entry_id = e.id and p.account = 'receivable'), 0)
              as "receivableMinor",
            -coalesce((select amount_minor from ledger_posting p
                        where p.entry_id = e.id and p.account = 'deposit'), 0) as "depositMinor"
       from ledger_entry e
       left join bill b on b.id = e.bill_id
       left join ledger_entry r on r.reverses_entry_id = e.id
      where e.lease_id = $1
      order by e.booked_on, e.id`,
    [leaseId],
  );
  return rows;
}

/** What changed what leases owe, in the order of booking: for domain/ledger/open-items.ts. */
export async function listAccountChanges(
  db: Queryable,
  selection: { readonly siteId?: SiteId; readonly leaseIds?: readonly LeaseId[] },
): Promise<(AccountChange & { readonly leaseId: LeaseId })[]> {
  const { rows } = await db.query<{
    lease_id: number;
    id: number;
    amount_minor: bigint;
    bill_id: number | null;
    due_on: string;
  }>(
    `select e.lease_id, e.id, p.amount_minor,
            coalesce(case e.kind when 'credit-note' then credited.credits_bill_id end, e.bill_id)
              as bill_id,
            e.due_on
       from ledger_entry e
       join ledger_posting p on p.entry_id = e.id and p.account = 'receivable'
       left join bill credited on credited.id = e.bill_id
      where ($1::int is null or e.site_id = $1)
        and ($2::int[] is null or e.lease_id = any($2))
      order by e.lease_id, e.booked_on, e.id`,
    [selection.siteId ?? null, selection.leaseIds ?? null],
  );
  return rows.map((row) => ({
    leaseId: asId(row.lease_id),
    entryId: row.id,
    amountMinor: row.amount_minor,
    billId: row.bill_id ?? undefined,
    dueOn: Temporal.PlainDate.from(row.due_on),
  }));
}

/** What a lease owes, and what it has paid since a day. */
export interface AccountBalance {
  readonly balanceMinor: bigint;
  readonly receivedMinor: bigint;
  readonly depositMinor: bigint;
}

/** By lease, for those that anything was ever booked for. `received` counts since its last bill. */
export async function readBalances(
  db: Queryable,
  leaseIds: readonly LeaseId[],
): Promise<ReadonlyMap<LeaseId, AccountBalance>> {
  const { rows } = await db.query<{
    lease_id: LeaseId;
    balance: bigint;
    received: bigint;
    deposit: bigint;
  }>(
    `with booked as (
       select e.lease_id, e.id, e.kind, p.account, p.amount_minor,
              max(e.id) filter (where e.kind = 'bill') over (partition by e.lease_id) as last_bill
         from ledger_entry e
         join ledger_posting p on p.entry_id = e.id
        where e.lease_id = any($1)
     )
     select lease_id,
            coalesce(sum(amount_minor) filter (where account = 'receivable'), 0)::bigint
              as balance,
            -coalesce(sum(amount_minor) filter (
               where account = 'receivable' and kind = 'payment'
                 and id > coalesce(last_bill, 0)), 0)::bigint as received,
            -coalesce(sum(amount_minor) filter (where account = 'deposit'), 0)::bigint as deposit
       from booked
      group by lease_id`,
    [leaseIds],
  );
  return new Map(
    rows.map((row) => [
      row.lease_id,
      {
        balanceMinor: row.balance,
        receivedMinor: row.received,
        depositMinor: row.deposit,
      },
    ]),
  );
}

/** An entry that is to be taken back. */
export interface FoundEntry {
  readonly siteId: SiteId;
  readonly leaseId: LeaseId;
  readonly kind: EntryKind;
  readonly billId: BillId | null;
  readonly dueOn: string;
  readonly isReversed: boolean;
  readonly postings: readonly Posting[];
}

export async function findEntry(db: Queryable, id: number): Promise<FoundEntry | undefined> {
  const { rows } = await db.query<
    Omit<FoundEntry, "postings"> & { postings: readonly (readonly [LedgerAccount, string])[] }
  >(
    `select e.site_id as "siteId", e.lease_id as "leaseId", e.kind, e.bill_id as "billId",
            e.due_on as "dueOn",
            exists (select from ledger_entry r where r.reverses_entry_id = e.id) as "isReversed",
            (select json_agg(json_build_array(account, amount_minor::text))
               from ledger_posting p where p.entry_id = e.id) as postings
       from ledger_entry e
      where e.id = $1`,
    [id],
  );
  const row = rows[0];
  return (
    row && {
      ...row,
      postings: row.postings.map(([account, amount]) => ({
        account,
        amountMinor: BigInt(amount),
      })),
    }
  );
}

/** The sum of each account of a site's books; all of them together are nothing. */
export async function readTrialBalance(db: Queryable, siteId: SiteId): Promise<readonly Posting[]> {
  const { rows } = await db.query<Posting>(
    `select p.account, sum(p.amount_minor)::bigint as "amountMinor"
       from ledger_posting p
       join ledger_entry e on e.id = p.entry_id
      where e.site_id = $1
      group by p.account
      order by p.account`,
    [siteId],
  );
  return rows;
}
