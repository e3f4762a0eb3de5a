import { availableRunActions } from "#domain/billing/run-state.ts";
import { faultText } from "#domain/core/fault.ts";
import { asId, type BillRunId } from "#domain/core/id.ts";
import { intersectDates } from "#domain/core/instant-range.ts";
import { fromMinor } from "#domain/core/money.ts";
import { billedDays } from "#domain/tenancy/lease.ts";
import { prepareBillRun } from "#jobs/prepare-bill-run.ts";
import { workBillRun } from "#jobs/work-bill-run.ts";
import { systemClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { Refusal } from "#platform/refusal.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { type BillRun, findBillRun, listBillRuns, listRunLeases } from "#storage/bill-run-views.ts";
import { moveBillRun } from "#storage/bill-runs.ts";
import { listLeases } from "#storage/leases.ts";
import { readSite } from "#storage/sites.ts";
import { leaseIdOf, siteOf } from "./bill-lookup.ts";
import { dayOption, wholeNumberOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const ACTOR = "command line";
const RUNS_AT_MOST = 50;
const LEASES_AT_MOST = 100_000;

const PERIOD = {
  from: { type: "string" },
  to: { type: "string" },
  lease: { type: "string" },
  site: { type: "string" },
  data: { type: "string" },
} as const;

/** Drafts the bills of some days and shows them; nothing is issued. */
export async function billRun(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine({ args, options: PERIOD });
  return withDatabase({ data: values.data }, async (database) => {
    const id = await draftRun(database, values);
    await printRun(database, id);
    process.stdout.write(`\nLook at the drafts; then: ./smartpm bill approve ${id}\n`);
    return 0;
  });
}

/** Drafts and issues in one go. */
export async function billIssue(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine({ args, options: PERIOD });
  return withDatabase({ data: values.data }, async (database) => {
    const id = await draftRun(database, values);
    await approve(database, id);
    return printRun(database, id);
  });
}

export async function billApprove(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({
    args,
    options: { data: { type: "string" } },
    words: ["RUN"],
  });
  return withDatabase({ data: values.data }, async (database) => {
    const id = asId<BillRunId>(wholeNumberOption("RUN", words[0] ?? ""));
    await approve(database, id);
    return printRun(database, id);
  });
}

export async function billRuns(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine({ args, options: { data: { type: "string" } } });
  return withDatabase({ data: values.data }, async (database) => {
    for (const run of await listBillRuns(database, { atMost: RUNS_AT_MOST })) {
      process.stdout.write(`${headOf(run)}\n`);
    }
    return 0;
  });
}

interface PeriodOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly lease?: string | undefined;
  readonly site?: string | undefined;
}

async function draftRun(database: Database, options: PeriodOptions): Promise<BillRunId> {
  const period = { from: dayOption("--from", options.from), to: dayOption("--to", options.to) };
  if (Temporal.PlainDate.compare(period.from, period.to) >= 0) {
    throw new Refusal("--to is the first day no longer billed, and must be after --from");
  }
  const site = await siteOf(database, options.site);
  const today = systemClock.now().toZonedDateTimeISO(site.timeZone).toPlainDate();
  if (Temporal.PlainDate.compare(period.to, today) > 0) {
    throw new Refusal(`--to must not be after ${today}: only days that are over are billed`);
  }
  const only = options.lease === undefined ? undefined : await leaseIdOf(database, options.lease);
  const leases = (await listLeases(database, site.id)).flatMap((lease) => {
    const own = billedDays(lease, period.to);
    const days = own && intersectDates(own, period);
    if (!days || (only !== undefined && lease.id !== only)) return [];
    const kind = lease.endsOn?.equals(days.to) ? ("final" as const) : ("regular" as const);
    return [{ leaseId: lease.id, days, kind }];
  });
  const clock = systemClock;
  const asked = { siteId: site.id, period, kind: "manual", leases, actor: ACTOR } as const;
  const id = await prepareBillRun({ database, clock, ...asked });
  await workBillRun({ database, clock, runId: id });
  return id;
}

async function approve(database: Database, id: BillRunId): Promise<void> {
  const run = await runOf(database, id);
  if (!availableRunActions(run).some(({ action }) => action === "approve")) {
    throw new Refusal(
      `run ${id} is ${run.state} with ${run.counts.drafted} drafts: nothing to approve`,
    );
  }
  const at = systemClock.now();
  await database.transaction(async (tx) => {
    await moveBillRun(tx, { id, from: "ready", to: "issuing", at, approvedBy: ACTOR });
    const subject = `bill run ${id}`;
    await recordAudit(tx, { at, actor: ACTOR, action: "bill-run.approve", subject });
  });
  await workBillRun({ database, clock: systemClock, runId: id });
}

async function runOf(database: Database, id: BillRunId): Promise<BillRun> {
  const run = await findBillRun(database, id);
  if (!run) throw new Refusal(`there is no bill run ${id}`);
  return run;
}

/** Prints a run lease by lease. The exit code: 0 where nothing is blocked. */
export async function printRun(database: Database, id: BillRunId): Promise<number> {
  const run = await runOf(database, id);
  const { currency } = await readSite(database, run.siteId);
  const page = { runId: id, page: 1, pageSize: LEASES_AT_MOST };
  const lines = (await listRunLeases(database, page)).flatMap((lease) => {
    const amount =
      lease.totalMinor === null ? "" : `${fromMinor(lease.totalMinor, currency)} ${currency}`;
    const days = `${lease.periodFrom} to ${lease.periodTo}`;
    const number = lease.bill?.number ?? "";
    const head = [lease.state.padEnd(8), lease.tenant.name, days, amount, number];
    return [
      head.filter(Boolean).join("  "),
      ...lease.anomalies.map((anomaly) => `          look: ${JSON.stringify(anomaly)}`),
      ...lease.faults.map((fault) => `          ${faultText(fault)}`),
    ];
  });
  process.stdout.write(`${[...lines, headOf(run)].join("\n")}\n`);
  return run.counts.blocked > 0 ? 1 : 0;
}

function headOf({ id, state, periodFrom, periodTo, counts }: BillRun): string {
  const told = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
  return `run ${id}  ${state}  ${periodFrom} to ${periodTo}  ${told}`;
}
