import { audited, whileUnused } from "#api/audited.ts";
import type { LeaseImportResult } from "#api/contract/lease-import.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { rowsOfList } from "#api/list-file.ts";
import { notFound } from "#api/problem.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import { importLeases as enter, type ImportedLease } from "#jobs/import-leases.ts";
import {
  type CreatedByImport,
  insertPropertyImport,
  markImportUndone,
  removeCreated,
} from "#storage/property-imports.ts";
import { listSites } from "#storage/sites.ts";
import { listSiteTariffs } from "#storage/tariffs.ts";

const ROWS_AT_MOST = 5_000;

/** What was done is taken back: it was only looked, or a row was wrong. */
class NotEntered extends Error {
  readonly found: Found;

  constructor(found: Found) {
    super("no lease was entered");
    this.found = found;
  }
}

interface Found {
  readonly rows: readonly ImportedLease[];
  readonly created: CreatedByImport;
}

export const importLeases: Endpoint<"importLeases"> = async (context, { body, caller }) => {
  const rows = await rowsOfList(body, ROWS_AT_MOST);
  const { fileName, action } = body;
  try {
    return await audited(context, caller, async (tx, at) => {
      const site = (await listSites(tx)).find(({ id }) => id === body.siteId);
      if (!site) throw notFound(`site ${body.siteId}`);
      const tariffs = await listSiteTariffs(tx, site.id);
      const found = await enter(tx, { site, tariffs, rows });
      const right = found.rows.filter(({ faults }) => faults.length === 0).length;
      const mayStay = action === "enter-valid" || right === found.rows.length;
      if (action === "look" || right === 0 || !mayStay) throw new NotEntered(found);
      const actor = caller.user.email;
      const { created } = found;
      const importId = await insertPropertyImport(tx, {
        siteId: site.id,
        at,
        actor,
        fileName,
        created,
      });
      const after = { file: fileName, ...countsOf(created), leftOut: found.rows.length - right };
      return {
        note: { action: "leases.imported", subject: `site ${site.id}`, after },
        answer: onWire(found, { entered: right, importId }),
      };
    });
  } catch (error) {
    if (error instanceof NotEntered) return onWire(error.found, { entered: 0, importId: null });
    throw error;
  }
};

export const undoLeaseImport: Endpoint<"undoLeaseImport"> = async (context, { body, caller }) => {
  await whileUnused("what was imported is used by now: remove it there first", () =>
    audited(context, caller, async (tx, at) => {
      const asked = { id: body.importId, siteId: asId<SiteId>(body.siteId), at };
      const undone = await markImportUndone(tx, asked);
      if (!undone) throw notFound(`import ${body.importId} that could be undone`);
      await removeCreated(tx, undone.created);
      return {
        note: {
          action: "leases.import-undone",
          subject: `site ${body.siteId}`,
          before: { file: undone.fileName, ...countsOf(undone.created) },
        },
        answer: undefined,
      };
    }),
  );
  return null;
};

function countsOf(created: CreatedByImport): LeaseImportResult["created"] {
  return {
    units: created.space.length,
    points: created.service_point.length,
    tenants: created.tenant.length,
    leases: created.lease.length,
  };
}

function onWire(
  { rows, created }: Found,
  done: Pick<LeaseImportResult, "entered" | "importId">,
): LeaseImportResult {
  return {
    rows: rows.map((row) => ({ ...row, faults: [...row.faults] })),
    created: countsOf(created),
    ...done,
  };
}
