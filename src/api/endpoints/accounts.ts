import type { Account, ArrearsList, BookingAsked } from "#api/contract/accounts.ts";
import { refusedField } from "#api/audited.ts";
import { tenantLimit, type Caller, type Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { Fault } from "#domain/core/fault.ts";
import { asId, type BillId, type LeaseId } from "#domain/core/id.ts";
import { minorDigits, toMinor } from "#domain/core/money.ts";
import type { EntryKind } from "#domain/ledger/ledger-entry.ts";
import { accountState, arrearsByAge, daysOverdue } from "#domain/ledger/open-items.ts";
import {
  bookOnAccount as book,
  reverseEntry as reverse,
  settleAccount as settle,
} from "#jobs/book-on-account.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { type AccountHead, listAccountHeads, sumOfBooks } from "#storage/accounts.ts";
import { listAccountChanges, listStatement } from "#storage/ledger.ts";

interface Place {
  readonly database: Database;
  readonly clock: Clock;
}

export const listAccounts: Endpoint<"listAccounts"> = async ({ database, clock }) => {
  const heads = await listAccountHeads(database);
  const changes = await listAccountChanges(database, {});
  const byLease = Map.groupBy(changes, ({ leaseId }) => leaseId);
  const accounts = heads.map((head): ArrearsList["accounts"][number] => {
    const { items, balanceMinor } = accountState(byLease.get(head.leaseId) ?? []);
    return {
      leaseId: head.leaseId,
      tenant: head.tenant,
      space: head.space,
      currency: head.currency,
      balanceMinor: balanceMinor.toString(),
      byAge: arrearsByAge(items, todayOf(head, clock)).map(String),
      reminders: head.reminders,
    };
  });
  return {
    accounts,
    byAge: Array.from({ length: 5 }, (_, n) => sum(accounts.map(({ byAge }) => byAge[n] ?? "0"))),
    totalMinor: sum(accounts.map(({ balanceMinor }) => balanceMinor)),
    booksMinor: (await sumOfBooks(database)).toString(),
  };
};

/** Of minor units as text. */
function sum(amounts: readonly string[]): string {
  return amounts.reduce((all, one) => all + BigInt(one), 0n).toString();
}

export const readAccount: Endpoint<"readAccount"> = async (context, { params, caller }) =>
  accountOf(context, await headOf(context, params.id, caller));

export const bookOnAccount: Endpoint<"bookOnAccount"> = async (
  context,
  { params, body, caller },
) => {
  const head = await headOf(context, params.id, caller);
  const { billId, note } = body;
  const booked = await book(
    { ...context, actor: caller.user.email },
    {
      leaseId: head.leaseId,
      kind: body.kind,
      amountMinor: amountOf(body, head),
      bookedOn: Temporal.PlainDate.from(body.bookedOn),
      ...(billId !== undefined && { billId: asId<BillId>(billId) }),
      note,
    },
  );
  if (!booked.ok) throw refusal(booked.faults);
  return accountOf(context, head);
};

export const reverseEntry: Endpoint<"reverseEntry"> = async (context, { params, body, caller }) => {
  const head = await headOf(context, params.id, caller);
  const statement = await listStatement(context.database, head.leaseId);
  if (!statement.some(({ id }) => id === params.entryId)) {
    throw notFound(`entry ${params.entryId} on this account`);
  }
  const { entryId } = params;
  const surroundings = { ...context, actor: caller.user.email };
  const reversed = await reverse(surroundings, { entryId, note: body.note });
  if (!reversed.ok) throw refusal(reversed.faults);
  return accountOf(context, head);
};

export const settleAccount: Endpoint<"settleAccount"> = async (context, { params, caller }) => {
  const head = await headOf(context, params.id, caller);
  if (!hasLeft(head, todayOf(head, context.clock))) {
    throw new ProblemError(
      "not-possible",
      "the tenant has not left: end the lease and make the final bill first",
    );
  }
  await settle({ ...context, actor: caller.user.email }, head.leaseId);
  return accountOf(context, head);
};

async function headOf({ database }: Place, id: number, caller: Caller): Promise<AccountHead> {
  const [head] = await listAccountHeads(database, { leaseId: asId<LeaseId>(id) });
  const own = tenantLimit(caller);
  if (!head || (own !== undefined && head.tenant.id !== own)) throw notFound(`account ${id}`);
  return head;
}

function todayOf({ timeZone }: AccountHead, clock: Clock): Temporal.PlainDate {
  return clock.now().toZonedDateTimeISO(timeZone).toPlainDate();
}

function hasLeft({ endsOn }: AccountHead, today: Temporal.PlainDate): boolean {
  if (endsOn === null) return false;
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(endsOn), today) <= 0;
}

/** Whole minor units of an amount that a person has written; finer than them is refused. */
function amountOf({ amount }: Pick<BookingAsked, "amount">, { currency }: AccountHead): bigint {
  const exact = Decimal.parse(amount);
  if (exact.normalized().scale > minorDigits(currency)) {
    throw refusedField("amount", {
      code: "account.too-fine",
      message: `has more digits than ${currency} has`,
      remedy: `write at most ${minorDigits(currency)} digits after the point`,
    });
  }
  return toMinor(exact, currency, "half-up");
}

function refusal(faults: readonly Fault[]): ProblemError {
  const [first] = faults;
  return new ProblemError("not-possible", first ? `${first.subject}: ${first.message}` : "", [
    ...faults,
  ]);
}

async function accountOf({ database, clock }: Place, head: AccountHead): Promise<Account> {
  const { leaseId } = head;
  const statement = await listStatement(database, leaseId);
  const changes = await listAccountChanges(database, { leaseIds: [leaseId] });
  const state = accountState(changes);
  const numbers = new Map(statement.map(({ id, billNumber }) => [id, billNumber]));
  const depositMinor = statement.reduce((sum, entry) => sum + entry.depositMinor, 0n);
  const today = todayOf(head, clock);
  let balance = 0n;
  return {
    leaseId,
    tenant: head.tenant,
    space: head.space,
    currency: head.currency,
    balanceMinor: state.balanceMinor.toString(),
    depositMinor: depositMinor.toString(),
    openItems: state.items
      .filter(({ openMinor }) => openMinor > 0n)
      .map((item) => ({
        entryId: item.entryId,
        billId: item.billId ?? null,
        billNumber: numbers.get(item.entryId) ?? null,
        dueOn: item.dueOn.toString(),
        amountMinor: item.amountMinor.toString(),
        openMinor: item.openMinor.toString(),
        daysOverdue: daysOverdue(item.dueOn, today),
      })),
    statement: statement.map((entry) => {
      balance += entry.receivableMinor;
      return {
        ...entry,
        receivableMinor: entry.receivableMinor.toString(),
        depositMinor: entry.depositMinor.toString(),
        balanceMinor: balance.toString(),
      };
    }),
    availableBookings: availableBookings(state.balanceMinor, depositMinor),
    maySettle: hasLeft(head, today) && depositMinor > 0n,
  };
}

/** What can be booked, by what is owed and held. */
function availableBookings(balanceMinor: bigint, depositMinor: bigint): EntryKind[] {
  return [
    "payment",
    "deposit-received",
    "late-fee",
    "opening",
    ...(balanceMinor > 0n ? (["write-off"] as const) : []),
    ...(balanceMinor < 0n ? (["refund"] as const) : []),
    ...(depositMinor > 0n ? (["deposit-used", "deposit-refunded"] as const) : []),
  ];
}
