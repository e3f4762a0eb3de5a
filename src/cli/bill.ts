import { didYouMean } from "#platform/nearest-name.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Command } from "./command.ts";
import {
  billAccount,
  billCorrect,
  billCredit,
  billPay,
  billRecalculate,
  billSettle,
} from "./bill-account.ts";
import { billEvidence, billVerify } from "./bill-evidence.ts";
import { billPayments } from "./bill-payments.ts";
import { billApprove, billIssue, billRuns, billRun } from "./bill-run.ts";
import { billDue, billRemind } from "./bill-schedule.ts";

const VERBS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  run: billRun,
  runs: billRuns,
  approve: billApprove,
  issue: billIssue,
  due: billDue,
  recalculate: billRecalculate,
  correct: billCorrect,
  credit: billCredit,
  account: billAccount,
  pay: billPay,
  payments: billPayments,
  settle: billSettle,
  remind: billRemind,
  evidence: billEvidence,
  verify: billVerify,
};

export const billCommand: Command = {
  usage: `Usage: ./smartpm bill run --from DAY --to DAY [--lease ID]   draft the bills of some days
       ./smartpm bill runs                                 list bill runs
       ./smartpm bill approve RUN                          approve a run and issue its bills
       ./smartpm bill issue --from DAY --to DAY [...]      draft and issue without a look
       ./smartpm bill due                                  issue what the schedule owes by now
       ./smartpm bill recalculate NUMBER                   compare with today's readings
       ./smartpm bill correct NUMBER --reason TEXT         credit note and new bill
       ./smartpm bill credit NUMBER --reason TEXT          credit note only
       ./smartpm bill account LEASE                        statement of account
       ./smartpm bill pay LEASE AMOUNT [--on DAY] [...]    book a payment
       ./smartpm bill payments FILE [--dry-run] [...]      book a bank's list of payments, or --undo it
       ./smartpm bill settle LEASE                         use the deposit of who has left
       ./smartpm bill remind                               remind of what is overdue
       ./smartpm bill evidence NUMBER                      the evidence file, to stdout
       ./smartpm bill verify FILE                          compute a bill again from its evidence

Days are local days of the site; --to is the first day no longer billed. LEASE is a lease's number,
RUN a run's. verify needs no database: it says of each step whether it is equal, and its exit code
is 0 when all are.

  --from DAY, --to DAY  2026-06-01
  --lease ID            only this lease
  --site ID             where there is more than one site
  --reason TEXT         stands on both documents
  --on DAY              the day of a payment; today unless told
  --bill NUMBER         the bill that is paid
  --note TEXT           what the statement says beside it
  --dry-run             whose each payment of the file is, and what is wrong; nothing is booked
  --valid-rows          book those that are known, and leave out the others; else all or none
  --lease ROW=LEASE     whose the payment in a row of the file is, the heading being row 1;
                        for each row that tells it of nobody
  --undo                take back by reverses what was booked of the file
  --data FOLDER         the data folder, as for ./smartpm start
  --json                exact figures for programs`,
  async run([verb = "", ...args]) {
    const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (run) return run(args);
    const names = Object.keys(VERBS);
    const hint = didYouMean(verb, names) || `; there are ${names.join(", ")}`;
    throw new Refusal(
      verb === ""
        ? "bill: what to do is missing; see ./smartpm help bill"
        : `bill: there is no "${verb}"${hint}`,
    );
  },
};
