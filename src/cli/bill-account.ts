import { faultText, type Fault } from "#domain/core/fault.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { fromMinor, minorDigits, toMinor } from "#domain/core/money.ts";
import { accountState, daysOverdue } from "#domain/ledger/open-items.ts";
import { bookOnAccount, settleAccount } from "#jobs/book-on-account.ts";
import { correctBill, takeBackBill } from "#jobs/correct-bill.ts";
import { loadLease } from "#jobs/load-lease.ts";
import { recalculateBill } from "#jobs/recalculate-bill.ts";
import { systemClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { Refusal } from "#platform/refusal.ts";
import { findIssuedBill } from "#storage/bills.ts";
import { listAccountChanges, listStatement } from "#storage/ledger.ts";
import type { LeaseId } from "#domain/core/id.ts";
import { billIdOf, leaseIdOf } from "./bill-lookup.ts";
import { dayOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const ACTOR = "command line";
const DATA = { data: { type: "string" } } as const;

/** Compares a bill with what it would be from today's readings; exit code 0 where it is the same. */
export async function billRecalculate(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({ args, options: DATA, words: ["NUMBER"] });
  return withDatabase({ data: values.data }, async (database) => {
    const bill = await findIssuedBill(database, await billIdOf(database, words[0] ?? ""));
    if (!bill) throw new Refusal(`there is no bill ${words[0]}`);
    const result = await recalculateBill(database, bill);
    if (!result.ok) throw refusal(result.faults);
    const { difference, before } = result.value;
    const money = moneyIn(before.currency);
    const lines = difference.lines.map(({ of, label, before: was, after, changeMinor }) => {
      const amounts = `${money(was?.amountMinor ?? "0")} -> ${money(after?.amountMinor ?? "0")}`;
      return `${of}, ${label}: ${was?.quantity ?? "-"} -> ${after?.quantity ?? "-"}, ${amounts}, ${money(changeMinor)}`;
    });
    const verdict = difference.isSame
      ? `${before.number} is the same to the byte when it is recalculated.`
      : `${before.number} changes by ${money(difference.totalMinor)} (net ${money(difference.netMinor)}, tax ${money(difference.taxMinor)}).`;
    process.stdout.write(`${[...lines, verdict].join("\n")}\n`);
    return difference.isSame ? 0 : 1;
  });
}

const REASON = { ...DATA, reason: { type: "string" } } as const;

export async function billCorrect(args: readonly string[]): Promise<number> {
  return correction(args, correctBill);
}

export async function billCredit(args: readonly string[]): Promise<number> {
  return correction(args, takeBackBill);
}

async function correction(args: readonly string[], correct: typeof correctBill): Promise<number> {
  const { values, words } = parseCommandLine({ args, options: REASON, words: ["NUMBER"] });
  const reason = values.reason?.trim() ?? "";
  if (reason === "") throw new Refusal("--reason is missing: it stands on both documents");
  return withDatabase({ data: values.data }, async (database) => {
    const billId = await billIdOf(database, words[0] ?? "");
    const result = await correct({ database, clock: systemClock, billId, reason, actor: ACTOR });
    if (!result.ok) throw refusal(result.faults);
    const { creditNote, bill } = result.value;
    process.stdout.write(`credit note ${creditNote.number}\n`);
    if (bill) process.stdout.write(`new bill ${bill.number}\n`);
    return 0;
  });
}

export async function billAccount(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({ args, options: DATA, words: ["LEASE"] });
  return withDatabase({ data: values.data }, async (database) => {
    await printAccount(database, await leaseIdOf(database, words[0] ?? ""));
    return 0;
  });
}

const PAYMENT = {
  ...DATA,
  on: { type: "string" },
  bill: { type: "string" },
  note: { type: "string" },
} as const;

export async function billPay(args: readonly string[]): Promise<number> {
  const words = ["LEASE", "AMOUNT"];
  const { values, words: given } = parseCommandLine({ args, options: PAYMENT, words });
  const amount = Decimal.tryParse(given[1] ?? "");
  if (!amount) throw new Refusal(`AMOUNT: "${given[1]}" is no amount; write it like 412.50`);
  return withDatabase({ data: values.data }, async (database) => {
    const leaseId = await leaseIdOf(database, given[0] ?? "");
    const { site } = await loadLease(database, leaseId);
    if (amount.normalized().scale > minorDigits(site.currency)) {
      throw new Refusal(`AMOUNT has more digits than ${site.currency} has`);
    }
    const booked = await bookOnAccount(
      { database, clock: systemClock, actor: ACTOR },
      {
        leaseId,
        kind: "payment",
        amountMinor: toMinor(amount, site.currency, "half-up"),
        ...(values.on !== undefined && { bookedOn: dayOption("--on", values.on) }),
        ...(values.bill !== undefined && { billId: await billIdOf(database, values.bill) }),
        ...(values.note !== undefined && { note: values.note }),
      },
    );
    if (!booked.ok) throw refusal(booked.faults);
    await printAccount(database, leaseId);
    return 0;
  });
}

export async function billSettle(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({ args, options: DATA, words: ["LEASE"] });
  return withDatabase({ data: values.data }, async (database) => {
    const leaseId = await leaseIdOf(database, words[0] ?? "");
    await settleAccount({ database, clock: systemClock, actor: ACTOR }, leaseId);
    await printAccount(database, leaseId);
    return 0;
  });
}

async function printAccount(database: Database, leaseId: LeaseId): Promise<void> {
  const { site, tenant } = await loadLease(database, leaseId);
  const money = moneyIn(site.currency);
  const statement = await listStatement(database, leaseId);
  let balance = 0n;
  const lines = statement.map((entry) => {
    balance += entry.receivableMinor;
    const about = [entry.kind, entry.billNumber, entry.note].filter(Boolean).join(" ");
    return `${entry.bookedOn}  ${money(entry.receivableMinor).padStart(12)}  ${money(balance).padStart(12)}  ${about}`;
  });
  const state = accountState(await listAccountChanges(database, { leaseIds: [leaseId] }));
  const today = systemClock.now().toZonedDateTimeISO(site.timeZone).toPlainDate();
  const open = state.items
    .filter(({ openMinor }) => openMinor > 0n)
    .map(
      (item) =>
        `open ${money(item.openMinor)} since ${item.dueOn} (${daysOverdue(item.dueOn, today)} days)`,
    );
  const sum = `${tenant.name} owes ${money(state.balanceMinor)} ${site.currency}`;
  process.stdout.write(`${[...lines, ...open, sum].join("\n")}\n`);
}

function moneyIn(currency: string): (minor: bigint | string) => string {
  return (minor) => fromMinor(BigInt(minor), currency).toString();
}

function refusal(faults: readonly Fault[]): Refusal {
  return new Refusal(faults.map(faultText).join("; "));
}
