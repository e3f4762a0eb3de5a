import type { z } from "zod";
import type { MeterChangeOnWire, meterChanges } from "#api/contract/meter-changes.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { meterTypes } from "#api/meter-types.ts";
import { asId } from "#domain/core/id.ts";
import {
  type ChangedMeter,
  changeMeters as change,
  type MeterChange,
} from "#jobs/change-meters.ts";
import { recordAudits } from "#storage/audit-entries.ts";

/** What was done is taken back: it was only looked, or a meter had a fault. */
class NotChanged extends Error {
  readonly rows: readonly ChangedMeter[];

  constructor(rows: readonly ChangedMeter[]) {
    super("no meter was changed");
    this.rows = rows;
  }
}

export const changeMeters: Endpoint<"changeMeters"> = async (context, { body, caller }) => {
  const { database, clock } = context;
  const at = clock.now();
  try {
    return await database.transaction(async (tx) => {
      const models = await meterTypes(context, tx);
      const rows = await change(tx, { changes: body.changes.map(changeOf), models });
      const isRefused = rows.some(({ faults }) => faults.length > 0);
      if (body.action === "look" || isRefused) throw new NotChanged(rows);
      const changed = rows.filter((row) => row.changed.length > 0);
      await recordAudits(
        tx,
        changed.map((row) => ({
          at,
          actor: caller.user.email,
          action: "meter.changed",
          subject: `meter ${row.meterId}`,
          before: valuesOf(row, "before"),
          after: valuesOf(row, "after"),
        })),
      );
      return onWire(rows, true);
    });
  } catch (error) {
    if (error instanceof NotChanged) return onWire(error.rows, false);
    throw error;
  }
};

function changeOf({ meterId, lineId, spaceId, ...asked }: MeterChangeOnWire): MeterChange {
  return {
    ...asked,
    meterId: asId(meterId),
    ...(lineId !== undefined && { lineId: lineId === null ? null : asId(lineId) }),
    ...(spaceId !== undefined && { spaceId: spaceId === null ? null : asId(spaceId) }),
  };
}

function valuesOf({ changed }: ChangedMeter, when: "before" | "after") {
  return Object.fromEntries(changed.map((one) => [one.field, one[when]]));
}

function onWire(rows: readonly ChangedMeter[], isDone: boolean): z.infer<typeof meterChanges> {
  return {
    isDone,
    rows: rows.map(({ undo: _undo, changed, faults, ...row }) => ({
      ...row,
      changed: [...changed],
      faults: faults.map(({ subject, message, remedy }) => ({
        field: subject,
        message: remedy === undefined ? message : `${message}; ${remedy}`,
      })),
    })),
    undo: rows
      .filter(({ changed }) => changed.length > 0)
      .map(({ undo: { tags, ...undo } }) => ({ ...undo, ...(tags && { tags: [...tags] }) })),
  };
}
