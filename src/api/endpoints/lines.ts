import { audited, refusedField, whileUnused, withUniqueName } from "#api/audited.ts";
import type { LineCommand } from "#api/contract/lines.ts";
import type { ApiContext, Endpoint, EndpointRequest } from "#api/endpoint.ts";
import { meterTypes } from "#api/meter-types.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { asId, type LineId } from "#domain/core/id.ts";
import { gatewayOf, learns, type LineTransport } from "#domain/metering/line-transport.ts";
import { parseMeterAddress } from "#domain/metering/meter-address.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { parseMeterModel } from "#drivers/meter-model-file.ts";
import { sealBrokerPassword } from "#drivers/mqtt/broker-password.ts";
import type { Queryable } from "#platform/database.ts";
import { deleteLine, listLineHours, readLineRow, updateLine } from "#storage/line-changes.ts";
import {
  askLine as ask,
  type LineCommand as Command,
  readLineCommand as readCommand,
  stopCommand,
} from "#storage/line-commands.ts";
import { listCollectors as list } from "#storage/line-leases.ts";
import { readLinePaces } from "#storage/line-paces.ts";
import { listLines as listViews } from "#storage/line-views.ts";
import { listMetersOfLine } from "#storage/meter-changes.ts";
import { readPushToken } from "#storage/push-tokens.ts";
import { createLine as insert } from "#storage/meters.ts";
import { listSiteViews } from "#storage/site-views.ts";

const HOURS_SHOWN = 48;

export const listLines: Endpoint<"listLines"> = async ({ database, clock }) => ({
  lines: wire(await listViews(database, { now: clock.now() })),
});

export const readLine: Endpoint<"readLine"> = async ({ database, clock }, { params }) => {
  const id = asId<LineId>(params.id);
  const now = clock.now();
  const [line] = await listViews(database, { now, ids: [id] });
  const row = await readLineRow(database, id);
  if (!line || !row) throw notFound(`line ${id}`);
  const since = now.subtract({ hours: HOURS_SHOWN });
  const hours = await listLineHours(database, { lineId: id, since });
  const token = row.transport.kind === "push" ? await readPushToken(database, id) : undefined;
  return {
    line: wire(line),
    transport: shown(row.transport),
    questionsBorne: await questionsBorne(database, { id, transport: row.transport }),
    pushToken: token ? wire(token) : null,
    hours: wire(hours),
  };
};

/** Null of a line with a number of its own, and while nothing was learnt of its gateway. */
async function questionsBorne(
  database: Queryable,
  { id, transport }: { readonly id: LineId; readonly transport: LineTransport },
): Promise<number | null> {
  if (!learns(transport)) return null;
  const learnt = (await readLinePaces(database, [id])).get(id);
  return learnt?.gateway === gatewayOf(transport) ? learnt.pace.atOnce : null;
}

/** Secrets stay where they are. */
function shown(transport: LineTransport) {
  if (transport.kind !== "mqtt") return { ...transport };
  const { sealedPassword, ...told } = transport;
  return { ...told, hasPassword: sealedPassword !== undefined };
}

export const createLine: Endpoint<"createLine"> = async (context, { body, caller }) =>
  withUniqueName(() =>
    audited(context, caller, async (tx) => {
      const sites = await listSiteViews(tx);
      const site = sites.find(({ id }) => id === body.siteId);
      if (!site) throw notFound(`site ${body.siteId}`);
      const transport = keptTransport(context, body.transport);
      const id = await insert(tx, { siteId: site.id, name: body.name, transport });
      if (!body.enabled) await updateLine(tx, { ...body, id, transport });
      const after = { ...body, transport: shown(transport) };
      return {
        note: { action: "line.created", subject: `line ${id}`, after },
        answer: { id },
      };
    }),
  );

export const changeLine: Endpoint<"changeLine"> = async (context, { params, body, caller }) => {
  const id = asId<LineId>(params.id);
  return withUniqueName(() =>
    audited(context, caller, async (tx) => {
      const before = await readLineRow(tx, id);
      if (before?.site_id !== body.siteId) throw notFound(`line ${id}`);
      const transport = keptTransport(context, body.transport, before.transport);
      await updateLine(tx, { ...body, id, transport });
      return {
        note: {
          action: "line.changed",
          subject: `line ${id}`,
          before: { ...before, transport: shown(before.transport) },
          after: { ...body, transport: shown(transport) },
        },
        answer: { id },
      };
    }),
  );
};

type TransportAsked = EndpointRequest<"createLine">["body"]["transport"];

/**
 * The transport as it is kept, its password sealed. A password that is not entered anew stays, if
 * broker and user stay: it is given to nobody else.
 */
function keptTransport(
  { box }: Pick<ApiContext, "box">,
  asked: TransportAsked,
  before?: LineTransport,
): LineTransport {
  if (asked.kind !== "mqtt") return plain(asked);
  const { password, ...broker } = asked;
  if (!broker.username || password === "") return plain(broker);
  if (typeof password === "string") {
    return plain({ ...broker, sealedPassword: sealBrokerPassword(box, password) });
  }
  const kept = before?.kind === "mqtt" ? before : undefined;
  if (kept?.sealedPassword === undefined) return plain(broker);
  if (kept.url !== broker.url || kept.username !== broker.username) {
    throw refusedField("transport.password", {
      code: "line.password",
      message: "is not given to another broker or user",
      remedy: "enter it again",
    });
  }
  return plain({ ...broker, sealedPassword: kept.sealedPassword });
}

/**
 * The transport as it is kept. Guaranteed by the contract: it has the fields of its kind; zod only
 * lets optional ones be undefined, which JSON drops.
 */
function plain(transport: object): LineTransport {
  return JSON.parse(JSON.stringify(transport)) as LineTransport;
}

export const removeLine: Endpoint<"removeLine"> = async (context, { params, caller }) => {
  const id = asId<LineId>(params.id);
  await whileUnused("meters are on the line: move them to another one first", () =>
    audited(context, caller, async (tx) => {
      const before = await readLineRow(tx, id);
      if (!before || !(await deleteLine(tx, id))) throw notFound(`line ${id}`);
      return { note: { action: "line.removed", subject: `line ${id}`, before }, answer: undefined };
    }),
  );
  return null;
};

export const listCollectors: Endpoint<"listCollectors"> = async ({ database }) => ({
  collectors: wire(await list(database)),
});

export const askLine: Endpoint<"askLine"> = async (context, { params, body, caller }) => {
  const { database, clock } = context;
  const lineId = asId<LineId>(params.id);
  const row = await readLineRow(database, lineId);
  if (!row) throw notFound(`line ${lineId}`);
  if (!row.enabled) throw new ProblemError("not-possible", "the line is switched off");
  if (row.transport.kind === "mqtt" || row.transport.kind === "push") {
    throw new ProblemError("not-possible", "meters on this line speak by themselves");
  }
  const command = await commandOf(body);
  const id = await ask(database, { lineId, command, by: caller.user.email, at: clock.now() });
  return { id };

  async function commandOf(asked: typeof body): Promise<Command> {
    if (asked.kind === "scan") {
      const { kind, protocol, first, last } = asked;
      return {
        kind,
        protocol,
        ...(first !== undefined && { first }),
        ...(last !== undefined && { last }),
      };
    }
    const model = await modelOf(asked);
    const address = parseMeterAddress(model, asked.address);
    if (!address.ok) throw refusedAddress(address.faults[0]);
    return {
      kind: "read",
      address: address.value,
      model: asked.document ? model : model.id,
      pulses: plainPulses(asked.parameters),
    };
  }

  async function modelOf(asked: {
    readonly modelId?: string | undefined;
    readonly document?: Record<string, unknown> | undefined;
  }): Promise<MeterModel> {
    if (asked.document) {
      const parsed = parseMeterModel(asked.document);
      if (parsed.ok) return parsed.value;
      const faults = parsed.faults.map((fault) => ({
        ...fault,
        subject: `body.document.${fault.subject}`,
      }));
      throw new ProblemError("not-possible", "the type is not complete", faults);
    }
    const model = (await meterTypes(context, database)).get(asked.modelId ?? "");
    if (model) return model;
    const message = "is no type of meter";
    throw refusedField("modelId", { code: "meter.model", message, remedy: "choose a type" });
  }
};

function plainPulses(
  given: { pulseWeight?: string | undefined; startValue?: string | undefined } = {},
) {
  const { pulseWeight, startValue } = given;
  return {
    ...(pulseWeight !== undefined && { pulseWeight }),
    ...(startValue !== undefined && { startValue }),
  };
}

function refusedAddress(
  fault: { code: string; message: string; remedy?: string } | undefined,
): ProblemError {
  const { code = "meter.address", message = "is no address", remedy } = fault ?? {};
  return refusedField("address", { code, message, ...(remedy !== undefined && { remedy }) });
}

export const readLineCommand: Endpoint<"readLineCommand"> = async ({ database }, { params }) => {
  const row = await readCommand(database, params.id);
  if (!row) throw notFound(`command ${params.id}`);
  const { result, command } = row;
  const meters =
    command.kind === "scan"
      ? await listMetersOfLine(database, row.lineId)
      : new Map<string, never>();
  const answer: LineCommand = {
    id: row.id,
    lineId: row.lineId,
    kind: command.kind,
    state: row.state,
    progress: row.progress,
    asked: result.asked ?? null,
    found: (result.found ?? []).map((found) => ({
      ...found,
      modelIds: [...found.modelIds],
      candidateIds: [...(found.candidateIds ?? [])],
      serialNumber: found.serialNumber ?? null,
      meterId: meters.get(found.address) ?? null,
    })),
    problems: [...(result.problems ?? [])],
    values: [...(result.values ?? [])],
    wire: [...(result.wire ?? [])],
    hints: [...(result.hints ?? [])],
    latencyMs: result.latencyMs ?? null,
    error: result.error ? { ...result.error, code: result.error.code ?? null } : null,
  };
  return answer;
};

export const stopLineCommand: Endpoint<"stopLineCommand"> = async ({ database }, { params }) => {
  if (!(await readCommand(database, params.id))) throw notFound(`command ${params.id}`);
  await stopCommand(database, params.id);
  return null;
};
