import { fromMinor } from "#domain/core/money.ts";
import type { BillRunId } from "#domain/core/id.ts";
import { remindOverdue, type TakenReminder } from "#jobs/remind-overdue.ts";
import { runDueBills } from "#jobs/run-due-bills.ts";
import { systemClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { printRun } from "./bill-run.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const DATA = { data: { type: "string" } } as const;

/** Bills what the schedule owes by now, as the service does every night. */
export async function billDue(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine({ args, options: DATA });
  return withDatabase({ data: values.data }, async (database) => {
    const runs: BillRunId[] = [];
    const log = createLog("silent");
    const onRun = (id: BillRunId) => runs.push(id);
    const billed = await runDueBills({ database, clock: systemClock, log, onRun });
    let code = 0;
    for (const id of runs) code = Math.max(code, await printRun(database, id));
    process.stdout.write(`${billed} new bills\n`);
    return code;
  });
}

/** Reminds of bills that are overdue, by the steps of each site; each step once. */
export async function billRemind(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine({ args, options: DATA });
  return withDatabase({ data: values.data }, async (database) => {
    const taken = await remindOverdue({ database, clock: systemClock });
    const lines = [...taken.map(reminderLine), `${taken.length} reminders`];
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  });
}

function reminderLine(reminder: TakenReminder): string {
  const { billNumber, tenant, step, dueOn, openMinor, feeMinor, currency, recipients } = reminder;
  const money = (minor: bigint) => `${fromMinor(minor, currency)} ${currency}`;
  const fee = feeMinor > 0n ? `, fee ${money(feeMinor)}` : "";
  const to =
    recipients.length > 0 ? recipients.join(", ") : "no e-mail address: tell them by letter";
  return `reminder ${step}  ${tenant}  ${billNumber}  ${money(openMinor)} open since ${dueOn}${fee}  ${to}`;
}
