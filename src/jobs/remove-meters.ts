import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import type { MeterId, ServicePointId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { readMeterRow } from "#storage/meter-changes.ts";
import { deleteMeter, whyMeterStays } from "#storage/meter-removal.ts";
import { deleteServicePoint } from "#storage/property-changes.ts";

export interface MetersToRemove {
  readonly siteId: SiteId;
  readonly meterIds: readonly MeterId[];
  /** Points that were made for them. */
  readonly servicePointIds: readonly ServicePointId[];
}

/**
 * Takes meters back that were entered by mistake, with the points made for them. A meter that was
 * read is evidence and stays: then a fault for each such meter, and nothing was done. Needs a
 * transaction; throws what the database says of a point that something else uses by now.
 */
export async function removeMeters(
  tx: Queryable,
  { siteId, meterIds, servicePointIds }: MetersToRemove,
): Promise<Result<readonly string[]>> {
  const faults: Fault[] = [];
  const serialNumbers: string[] = [];
  for (const id of meterIds) {
    const row = await readMeterRow(tx, id);
    const why = row?.site_id === siteId ? await whyMeterStays(tx, id) : "there is no such meter";
    const name = row?.serial_number ?? String(id);
    serialNumbers.push(name);
    if (why !== undefined) {
      faults.push({ code: "meter.stays", subject: `meter ${name}`, message: why });
    }
  }
  if (faults.length > 0) return failed(faults);
  for (const id of meterIds) await deleteMeter(tx, id);
  for (const id of servicePointIds) await deleteServicePoint(tx, id);
  return ok(serialNumbers);
}
