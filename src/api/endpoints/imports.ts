import { createHash } from "node:crypto";
import type { ImportRequest } from "#api/contract/imports.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { refused } from "#api/metered-point.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { isHeading } from "#domain/consumption/readings-table.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import { importTable } from "#jobs/import-table.ts";
import { openTable, withoutHeading } from "#jobs/table-rows.ts";
import { undoImport as undo } from "#jobs/undo-import.ts";
import type { Database } from "#platform/database.ts";
import { Refusal } from "#platform/refusal.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { channelsByName } from "#storage/import-channels.ts";
import { listImports as list } from "#storage/reading-imports.ts";
import { listSiteViews } from "#storage/site-views.ts";

const ROWS_SHOWN = 12;
const IMPORTS_AT_MOST = 50;

export const previewImport: Endpoint<"previewImport"> = async (_, { body }) =>
  ofFile(async () => {
    const rows: { line: number; cells: string[] }[] = [];
    const file = await openTable(body.fileName, bytesOf(body.content));
    for await (const { line, cells } of file.rows) {
      rows.push({ line, cells: [...cells] });
      if (rows.length === ROWS_SHOWN) break;
    }
    return { rows };
  });

export const importReadings: Endpoint<"importReadings"> = async (
  { database, clock, events },
  { body, caller },
) => {
  const siteId = await knownSite(database, body.siteId);
  checkTimeZone(body.timeZone);
  const channelOf = await channelFinder(database, { siteId, body });
  const bytes = bytesOf(body.content);
  const { columns, values, timeZone, dates, decimals, fileName } = body;
  const done = await ofFile(async () => {
    const file = await openTable(fileName, bytes);
    return importTable({
      database,
      clock,
      siteId,
      rows: withoutHeading(file.rows, (cells) => isHeading(cells, columns)),
      form: { columns, values, timeZone, dates, decimals },
      channelOf,
      policy: body.policy,
      dryRun: body.dryRun,
      fileName,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      actor: caller.user.email,
      onProgress: (rows) =>
        events.tellSession(caller.tokenSha256, { fileName, rows, of: file.count }),
    });
  });
  return {
    ...done,
    importId: done.importId ?? null,
    faults: done.faults.map((one) => ({ ...one })),
  };
};

export const listImports: Endpoint<"listImports"> = async ({ database }, { query }) => {
  const siteId = await knownSite(database, query.site);
  return { imports: wire(await list(database, { siteId, atMost: IMPORTS_AT_MOST })) };
};

export const undoImport: Endpoint<"undoImport"> = async (
  { database, clock },
  { params, caller },
) => {
  const done = await undo(database, {
    id: params.id,
    actor: caller.user.email,
    at: clock.now(),
  });
  if (!done.ok) throw notFound(`import ${params.id} that is not undone`);
  return { ...done.value };
};

function bytesOf(content: string): Buffer {
  return Buffer.from(content, "base64");
}

async function knownSite(database: Database, id: number): Promise<SiteId> {
  const sites = await listSiteViews(database);
  if (!sites.some((site) => site.id === id)) throw notFound(`site ${id}`);
  return asId<SiteId>(id);
}

/** By what a row says, or the one point that was chosen. */
async function channelFinder(
  database: Database,
  { siteId, body }: { readonly siteId: SiteId; readonly body: ImportRequest },
): Promise<(point: string) => MeteredChannel | undefined> {
  const byName = await channelsByName(database, siteId);
  if (body.columns.point !== undefined) return (point) => byName.get(point);
  const chosen = [...byName.values()].find(({ servicePointId }) => servicePointId === body.pointId);
  if (!chosen) throw notFound(`point ${body.pointId} with a billed channel`);
  return () => chosen;
}

function checkTimeZone(timeZone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
  } catch {
    const message = `${timeZone} is no time zone`;
    const remedy = "write it like Europe/Berlin";
    throw refused([{ code: "import.time-zone", subject: "body.timeZone", message, remedy }]);
  }
}

/** What is wrong with the file as a whole is told at the field that holds it. */
async function ofFile<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refused([{ code: "import.file", subject: "body.content", message: error.message }]);
  }
}
