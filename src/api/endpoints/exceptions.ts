import { EXCEPTIONS_ON_A_PAGE, type ExceptionDetails } from "#api/contract/exceptions.ts";
import type { ReadingException } from "#api/contract/exceptions.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { refused } from "#api/metered-point.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { decide } from "#jobs/decide-exception.ts";
import { exceptionImpact } from "#jobs/exception-impact.ts";
import type { Doubt, Proposal } from "#jobs/propose-estimate.ts";
import type { Database } from "#platform/database.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { type ExceptionView, listExceptions as list } from "#storage/exception-views.ts";

export const listExceptions: Endpoint<"listExceptions"> = async ({ database }, { query }) => {
  const { page, state, severity, point } = query;
  const found = await list(database, {
    state,
    severity,
    servicePointId: point,
    page,
    pageSize: EXCEPTIONS_ON_A_PAGE,
  });
  return {
    exceptions: found.exceptions.map(exceptionOf),
    open: found.open,
    page,
    pageSize: EXCEPTIONS_ON_A_PAGE,
    total: found.total,
  };
};

export const readException: Endpoint<"readException"> = async ({ database }, { params }) =>
  detailsOf(database, await findException(database, params.id));

export const decideException: Endpoint<"decideException"> = async (
  { database, clock },
  { params, body, caller },
) => {
  const view = await findException(database, params.id);
  const done = await decide(database, {
    id: view.id,
    state: view.state,
    doubt: await doubtOf(database, view),
    decision: body.decision,
    note: body.note,
    actor: caller.user.email,
    at: clock.now(),
  });
  if (!done.ok) throw refused(done.faults);
  return detailsOf(database, await findException(database, params.id));
};

async function findException(database: Database, id: number): Promise<ExceptionView> {
  const { exceptions } = await list(database, { id, page: 1, pageSize: 1 });
  const [view] = exceptions;
  if (!view) throw notFound(`exception ${id}`);
  return view;
}

async function doubtOf(database: Database, view: ExceptionView): Promise<Doubt> {
  const [channel] = await listMeteredChannels(database, { channelIds: [view.channelId] });
  if (!channel) throw notFound(`channel ${view.channelId}`);
  const { timeZone, rule, range } = view;
  return { channel, timeZone, rule, range };
}

async function detailsOf(database: Database, view: ExceptionView): Promise<ExceptionDetails> {
  const { proposal, impacts } = await exceptionImpact(database, await doubtOf(database, view));
  return {
    ...exceptionOf(view),
    proposal: proposalOf(proposal),
    impacts: impacts.map((impact) => ({
      tenant: impact.tenant,
      periodFrom: impact.period.from.toString(),
      periodTo: impact.period.to.toString(),
      bill: impact.bill ? { id: impact.bill.id, number: impact.bill.number } : null,
      currency: impact.currency,
      asReadMinor: impact.asReadMinor?.toString() ?? null,
      asProposedMinor: impact.asProposedMinor?.toString() ?? null,
    })),
  };
}

function proposalOf(proposal: Proposal | undefined): ExceptionDetails["proposal"] {
  if (!proposal || proposal.kind === "usual") return null;
  const values = "values" in proposal ? proposal.values : [];
  return { kind: proposal.kind, values: values.length, method: values[0]?.method ?? null };
}

function exceptionOf({ range, ...view }: ExceptionView): ReadingException {
  return {
    id: view.id,
    rule: view.rule,
    severity: view.severity,
    holdsBilling: view.holdsBilling,
    state: view.state,
    from: range.from.toString(),
    to: range.to.toString(),
    timeZone: view.timeZone,
    day: range.from.toZonedDateTimeISO(view.timeZone).toPlainDate().toString(),
    details: { ...view.details },
    point: view.point,
    commodity: view.commodity,
    quantity: view.quantity,
    unit: view.unit,
    channelId: view.channelId,
    meter: view.meter,
    foundAt: view.foundAt.toString(),
    decidedAt: wire(view.decidedAt),
    decidedBy: view.decidedBy,
    note: view.note,
  };
}
