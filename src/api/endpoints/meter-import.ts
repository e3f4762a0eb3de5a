import { audited, whileUnused } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { rowsOfList } from "#api/list-file.ts";
import { meterTypes } from "#api/meter-types.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { asId } from "#domain/core/id.ts";
import type { EnteredMeter } from "#jobs/enter-meter.ts";
import { type ImportedRow, importMeters as enter } from "#jobs/import-meters.ts";
import { removeMeters as takeBack } from "#jobs/remove-meters.ts";
import { listSiteViews } from "#storage/site-views.ts";

const ROWS_AT_MOST = 5_000;

/** What was done is taken back: it was only looked, or a row was wrong. */
class NotEntered extends Error {
  readonly rows: readonly ImportedRow[];

  constructor(rows: readonly ImportedRow[]) {
    super("no meter was entered");
    this.rows = rows;
  }
}

export const importMeters: Endpoint<"importMeters"> = async (context, { body, caller }) => {
  const rows = await rowsOfList(body, ROWS_AT_MOST);
  try {
    return await audited(context, caller, async (tx, at) => {
      const site = (await listSiteViews(tx)).find(({ id }) => id === body.siteId);
      if (!site) throw notFound(`site ${body.siteId}`);
      const models = [...(await meterTypes(context, tx)).values()];
      const imported = await enter(tx, { siteId: site.id, models, rows, at });
      const entered = imported.flatMap((row) => row.entered ?? []);
      const mayStay =
        body.action === "enter-valid" || imported.every(({ faults }) => faults.length === 0);
      if (body.action === "look" || entered.length === 0 || !mayStay) {
        throw new NotEntered(imported);
      }
      return {
        note: {
          action: "meters.imported",
          subject: `site ${site.id}`,
          after: {
            file: body.fileName,
            meters: entered.length,
            leftOut: imported.length - entered.length,
          },
        },
        answer: onWire(imported, entered),
      };
    });
  } catch (error) {
    if (error instanceof NotEntered) return onWire(error.rows, []);
    throw error;
  }
};

function onWire(rows: readonly ImportedRow[], entered: readonly EnteredMeter[]) {
  return {
    rows: rows.map(({ entered: _entered, ...row }) => ({ ...row, faults: [...row.faults] })),
    entered: entered.length,
    meterIds: entered.map(({ meterId }) => meterId),
    servicePointIds: entered.flatMap(({ newPointId }) => newPointId ?? []),
  };
}

export const removeMeters: Endpoint<"removeMeters"> = async (context, { body, caller }) => {
  await whileUnused("a service point of them is used by now: remove it there first", () =>
    audited(context, caller, async (tx) => {
      const removed = await takeBack(tx, {
        siteId: asId(body.siteId),
        meterIds: body.meterIds.map((id) => asId(id)),
        servicePointIds: body.servicePointIds.map((id) => asId(id)),
      });
      if (!removed.ok) {
        throw new ProblemError("not-possible", "meters that were read stay", removed.faults);
      }
      return {
        note: {
          action: "meters.removed",
          subject: `site ${body.siteId}`,
          before: { serialNumbers: removed.value },
        },
        answer: undefined,
      };
    }),
  );
  return null;
};
