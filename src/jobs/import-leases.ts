import { COMMODITIES } from "#domain/core/commodity.ts";
import { asId, type SpaceId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { errorCode } from "#platform/refusal.ts";
import { findOccupant } from "#storage/lease-changes.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { findSpace } from "#storage/meter-changes.ts";
import { type CreatedByImport, findTenantNamed } from "#storage/property-imports.ts";
import { createServicePoint, createSpace } from "#storage/property.ts";
import type { Site } from "#storage/sites.ts";
import { listUnitPoints } from "#storage/stays.ts";
import { createTenant } from "#storage/tenants.ts";
import {
  COLUMN_OF_COMMODITY,
  IMPORT_COLUMNS,
  type EntrySite,
  type ImportColumn,
  type LeaseEntry,
  leaseEntry,
  type RowFault,
} from "./lease-entry.ts";

export interface ImportedLease {
  /** As the file counts, the heading being 1. */
  readonly row: number;
  readonly unit: string;
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
  readonly faults: readonly RowFault[];
}

export interface LeaseImport extends EntrySite {
  /** With the heading. */
  readonly rows: readonly (readonly string[])[];
}

/** Ids that are added to while rows are entered. */
type Created = { -readonly [Table in keyof CreatedByImport]: CreatedByImport[Table][number][] };

const REQUIRED: readonly ImportColumn[] = ["Unit"];
const UNIQUE_VIOLATION = "23505";

/**
 * Enters units, tenants and leases of a list, each row as if those before it were there: what the
 * site has already is used, what it lacks is made. What a row cannot be entered for is told by its
 * columns; the caller decides whether the rest stays: needs a transaction.
 */
export async function importLeases(
  tx: Queryable,
  list: LeaseImport,
): Promise<{ readonly rows: readonly ImportedLease[]; readonly created: CreatedByImport }> {
  const [heading = [], ...rows] = list.rows;
  const columns = new Map(heading.map((name, n) => [name.trim().toLowerCase(), n]));
  const created: Created = { space: [], service_point: [], tenant: [], lease: [] };
  const missing = REQUIRED.filter((name) => !columns.has(name.toLowerCase()));
  if (missing.length > 0) {
    const faults = missing.map((column) => ({ column, message: "the heading has no such column" }));
    return { rows: [{ row: 1, unit: "", tenant: "", from: "", to: "", faults }], created };
  }
  const imported: ImportedLease[] = [];
  for (const [n, row] of rows.entries()) {
    if (row.every((cell) => cell.trim() === "")) continue;
    const cell = (name: ImportColumn) => (row[columns.get(name.toLowerCase()) ?? -1] ?? "").trim();
    const cells = Object.fromEntries(IMPORT_COLUMNS.map((name) => [name, cell(name)]));
    const faults = await enterRow(tx, {
      list,
      cells: cells as Record<ImportColumn, string>,
      created,
    });
    imported.push({
      row: n + 2,
      unit: cell("Unit"),
      tenant: cell("Tenant"),
      from: cell("From"),
      to: cell("To"),
      faults,
    });
  }
  return { rows: imported, created };
}

interface RowPlace {
  readonly list: LeaseImport;
  readonly cells: Readonly<Record<ImportColumn, string>>;
  readonly created: Created;
}

/** What a row that cannot be entered is refused for, after it has begun. */
class RowRefused extends Error {
  readonly fault: RowFault;
  constructor(column: string, message: string) {
    super(message);
    this.fault = { column, message };
  }
}

async function enterRow(tx: Queryable, { list, cells, created }: RowPlace): Promise<RowFault[]> {
  const { entry, faults } = leaseEntry(cells, list);
  if (!entry) return faults;
  await tx.query("savepoint row");
  try {
    const made = await enter(tx, { site: list.site, entry });
    await tx.query("release savepoint row");
    created.space.push(...made.space);
    created.service_point.push(...made.service_point);
    created.tenant.push(...made.tenant);
    created.lease.push(...made.lease);
    return [];
  } catch (error) {
    await tx.query("rollback to savepoint row");
    if (error instanceof RowRefused) return [error.fault];
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return [{ column: "Unit", message: "a service point of that name is elsewhere at the site" }];
  }
}

interface EntryPlace {
  readonly site: Site;
  readonly entry: LeaseEntry;
}

async function enter(tx: Queryable, { site, entry }: EntryPlace): Promise<CreatedByImport> {
  const made: Created = { space: [], service_point: [], tenant: [], lease: [] };
  const spaceId = await unitOf(tx, { site, entry }, made);
  const points = await pointsOf(tx, { site, entry, spaceId }, made);
  const { tenant, stay } = entry;
  if (!tenant || !stay) return made;
  const occupant = await findOccupant(tx, { spaceId, ...stay });
  if (occupant) {
    const until = occupant.to === null ? "" : ` until ${occupant.to}`;
    throw new RowRefused("Unit", `is let to ${occupant.tenant} from ${occupant.from}${until}`);
  }
  const siteId = site.id;
  const known = await findTenantNamed(tx, { siteId, name: tenant.name });
  const tenantId = known ?? (await createTenant(tx, { ...tenant, siteId }));
  if (known === undefined) made.tenant.push(tenantId);
  const leaseId = await createLease(tx, {
    tenantId,
    spaceId,
    startsOn: stay.from,
    endsOn: stay.to,
    depositMinor: entry.depositMinor,
  });
  made.lease.push(leaseId);
  for (const { servicePointId, tariffId, commodity } of points) {
    const attached = await attachServicePoint(tx, { leaseId, servicePointId, tariffId });
    const [fault] = attached.ok ? [] : attached.faults;
    if (!fault) continue;
    throw new RowRefused(COLUMN_OF_COMMODITY[commodity], fault.message);
  }
  return made;
}

async function unitOf(tx: Queryable, { site, entry }: EntryPlace, made: Created): Promise<SpaceId> {
  const siteId = site.id;
  const known = await findSpace(tx, { siteId, name: entry.unit });
  if (known !== undefined) return asId(known);
  const parentId = await parentOf(tx, { site, entry }, made);
  const unit = { siteId, parentId, kind: "unit", name: entry.unit } as const;
  const id = await createSpace(tx, { ...unit, ...(entry.areaM2 && { areaM2: entry.areaM2 }) });
  made.space.push(id);
  return id;
}

async function parentOf(
  tx: Queryable,
  { site, entry }: EntryPlace,
  made: Created,
): Promise<SpaceId | undefined> {
  if (entry.partOf === "") return undefined;
  const siteId = site.id;
  const known = await findSpace(tx, { siteId, name: entry.partOf });
  if (known !== undefined) return asId(known);
  const id = await createSpace(tx, { siteId, kind: "floor", name: entry.partOf });
  made.space.push(id);
  return id;
}

/** The unit's points for each utility that the row names a tariff for; one is made where none is. */
async function pointsOf(
  tx: Queryable,
  { site, entry, spaceId }: EntryPlace & { readonly spaceId: SpaceId },
  made: Created,
) {
  const points = [];
  for (const commodity of COMMODITIES) {
    const tariffId = entry.tariffs.get(commodity);
    if (tariffId === undefined) continue;
    const found = await listUnitPoints(tx, { spaceIds: [spaceId], commodity });
    const ids = found.map(({ servicePointId }) => servicePointId);
    if (ids.length === 0) {
      const name = `${entry.unit} ${commodity.replace("-", " ")}`;
      const point = { siteId: site.id, spaceId, commodity, role: "unit", name } as const;
      const id = await createServicePoint(tx, point);
      made.service_point.push(id);
      ids.push(id);
    }
    for (const servicePointId of ids) points.push({ servicePointId, tariffId, commodity });
  }
  return points;
}
