import type { LeaseId } from "#domain/core/id.ts";
import type { Lease, LeasedPoint } from "#domain/tenancy/lease.ts";
import type { Tenant } from "#domain/tenancy/tenant.ts";
import type { Queryable } from "#platform/database.ts";
import { listLeasedPoints, readLeases } from "#storage/leases.ts";
import { type Issuer, readIssuer, readSite, type Site } from "#storage/sites.ts";
import { readSpaceName } from "#storage/property.ts";
import { readTenants } from "#storage/tenants.ts";

/** A lease with everybody and everything it names. */
export interface LoadedLease {
  readonly lease: Lease;
  readonly tenant: Tenant;
  readonly site: Site;
  readonly issuer: Issuer;
  /** Name of the let space. */
  readonly space: string;
  readonly points: readonly LeasedPoint[];
}

/** Throws when there is no such lease. */
export async function loadLease(db: Queryable, leaseId: LeaseId): Promise<LoadedLease> {
  const [lease] = await readLeases(db, [leaseId]);
  if (!lease) throw new Error(`lease ${leaseId} does not exist`);
  const [tenant] = await readTenants(db, [lease.tenantId]);
  if (!tenant) throw new Error(`tenant ${lease.tenantId} does not exist`);
  return {
    lease,
    tenant,
    site: await readSite(db, tenant.siteId),
    issuer: await readIssuer(db, tenant.siteId),
    space: await readSpaceName(db, lease.spaceId),
    points: await listLeasedPoints(db, [leaseId]),
  };
}
