import type { Decimal } from "#domain/core/decimal.ts";
import type { LeaseId, SiteId } from "#domain/core/id.ts";
import type { Lease, LeasedPoint } from "#domain/tenancy/lease.ts";
import type { Tenant } from "#domain/tenancy/tenant.ts";
import type { Queryable } from "#platform/database.ts";
import { type LeaseAddOn, listAddOns } from "#storage/lease-add-ons.ts";
import { listLeasedPoints, readLeases } from "#storage/leases.ts";
import { readSpaceAreas, readSpaceNames } from "#storage/property.ts";
import { type BillRules, readBillRules } from "#storage/bill-rules.ts";
import { type Issuer, readIssuer, readSite, type Site } from "#storage/sites.ts";
import { readTenants } from "#storage/tenants.ts";

/** A lease with everybody and everything it names. */
export interface LoadedLease {
  readonly lease: Lease;
  readonly tenant: Tenant;
  readonly site: Site;
  readonly issuer: Issuer;
  /** What its bills must contain. */
  readonly rules: BillRules;
  /** Name of the let space. */
  readonly space: string;
  /** Of the let space, in m2; undefined where nobody told it. */
  readonly areaM2: Decimal | undefined;
  readonly points: readonly LeasedPoint[];
  /** Further tariffs of the points. */
  readonly addOns: readonly LeaseAddOn[];
}

/** Throws when there is no such lease. */
export async function loadLease(db: Queryable, leaseId: LeaseId): Promise<LoadedLease> {
  const found = (await loadLeases(db, [leaseId])).get(leaseId);
  if (!found) throw new Error(`lease ${leaseId} does not exist`);
  return found;
}

/** Many leases in a handful of statements, by id; those that do not exist are left out. */
export async function loadLeases(
  db: Queryable,
  leaseIds: readonly LeaseId[],
): Promise<ReadonlyMap<LeaseId, LoadedLease>> {
  const leases = await readLeases(db, leaseIds);
  const found = await readTenants(db, [...new Set(leases.map(({ tenantId }) => tenantId))]);
  const tenants = new Map(found.map((tenant) => [tenant.id, tenant]));
  const spaceIds = leases.map(({ spaceId }) => spaceId);
  const spaces = await readSpaceNames(db, spaceIds);
  const areas = await readSpaceAreas(db, spaceIds);
  const points = Map.groupBy(await listLeasedPoints(db, leaseIds), ({ leaseId }) => leaseId);
  const addOns = Map.groupBy(await listAddOns(db, leaseIds), ({ leaseId }) => leaseId);
  const sites = new Map<SiteId, Pick<LoadedLease, "site" | "issuer" | "rules">>();
  for (const { siteId } of found) {
    if (sites.has(siteId)) continue;
    sites.set(siteId, {
      site: await readSite(db, siteId),
      issuer: await readIssuer(db, siteId),
      rules: await readBillRules(db, siteId),
    });
  }
  return new Map(
    leases.map((lease) => {
      const tenant = tenants.get(lease.tenantId);
      const place = tenant && sites.get(tenant.siteId);
      if (!place) throw new Error(`tenant ${lease.tenantId} does not exist`);
      const space = spaces.get(lease.spaceId) ?? "";
      const areaM2 = areas.get(lease.spaceId);
      const own = points.get(lease.id) ?? [];
      const beside = addOns.get(lease.id) ?? [];
      return [lease.id, { lease, tenant, ...place, space, areaM2, points: own, addOns: beside }];
    }),
  );
}
