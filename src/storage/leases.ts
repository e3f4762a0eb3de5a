import { failed, ok, type Result } from "#domain/core/fault.ts";
import {
  asId,
  type LeaseId,
  type ServicePointId,
  type SiteId,
  type SpaceId,
  type TariffId,
  type TenantId,
} from "#domain/core/id.ts";
import { type BillingCycle, MONTHLY } from "#domain/tenancy/billing-cycle.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Lease, LeasedPoint } from "#domain/tenancy/lease.ts";
import type { Queryable } from "#platform/database.ts";

/** A lease to be created: open, billed from its first day, by month, due in 14 days by default. */
export interface NewLease {
  readonly tenantId: TenantId;
  readonly spaceId: SpaceId;
  readonly startsOn: Temporal.PlainDate;
  readonly endsOn?: Temporal.PlainDate | undefined;
  readonly billedFrom?: Temporal.PlainDate;
  readonly cycle?: Partial<BillingCycle>;
  readonly billsNeedApproval?: boolean;
  readonly dueDays?: number;
  /** In minor units; none when left out. */
  readonly depositMinor?: bigint;
}

export async function createLease(db: Queryable, lease: NewLease): Promise<LeaseId> {
  const cycle = { ...MONTHLY, ...lease.cycle };
  const { rows } = await db.query<{ id: number }>(
    `insert into lease
       (tenant_id, space_id, starts_on, ends_on, billed_from, due_days, billing_cycle, cycle_day,
        cycle_month, run_after_days, bills_need_approval, deposit_minor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     returning id`,
    [
      lease.tenantId,
      lease.spaceId,
      lease.startsOn.toString(),
      lease.endsOn?.toString() ?? null,
      (lease.billedFrom ?? lease.startsOn).toString(),
      lease.dueDays ?? 14,
      cycle.every,
      cycle.startDay,
      cycle.startMonth,
      cycle.runAfterDays,
      lease.billsNeedApproval ?? false,
      lease.depositMinor ?? 0n,
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

/** A service point to be paid by a lease; for all the days of the lease by default. */
export interface NewLeasedPoint {
  readonly leaseId: LeaseId;
  readonly servicePointId: ServicePointId;
  readonly tariffId: TariffId;
  readonly startsOn?: Temporal.PlainDate;
  readonly endsOn?: Temporal.PlainDate;
}

/**
 * Lets a lease pay a service point. A fault when another lease pays it on one of those days: the
 * constraint service_point_pays_once, which also holds between two writers at once.
 */
export async function attachServicePoint(
  db: Queryable,
  point: NewLeasedPoint,
): Promise<Result<undefined>> {
  const days = [point.startsOn?.toString() ?? null, point.endsOn?.toString() ?? null];
  const { rowCount } = await db.query(
    `insert into lease_service_point (lease_id, service_point_id, tariff_id, starts_on, ends_on)
     select id, $2, $3, coalesce($4::date, starts_on), coalesce($5::date, ends_on)
       from lease
      where id = $1
         on conflict do nothing`,
    [point.leaseId, point.servicePointId, point.tariffId, ...days],
  );
  if (rowCount === 1) return ok(undefined);
  const { rows } = await db.query<PointConflictRow>(
    `select p.name as point_name, t.name as tenant_name, o.starts_on, o.ends_on
       from lease l
       join lease_service_point o
         on o.service_point_id = $2
        and daterange(o.starts_on, o.ends_on)
            && daterange(coalesce($3::date, l.starts_on), coalesce($4::date, l.ends_on))
       join lease other on other.id = o.lease_id
       join tenant t on t.id = other.tenant_id
       join service_point p on p.id = o.service_point_id
      where l.id = $1
      order by o.starts_on
      limit 1`,
    [point.leaseId, point.servicePointId, ...days],
  );
  const conflict = rows[0];
  if (!conflict) throw new Error(`lease ${point.leaseId} does not exist`);
  const until = conflict.ends_on ? ` until ${conflict.ends_on}` : "";
  return failed([
    {
      code: "lease.point-taken",
      subject: "servicePointId",
      message: `${conflict.point_name} is paid by ${conflict.tenant_name} from ${conflict.starts_on}${until}`,
      remedy: "end it there first, or begin here on the day after",
    },
  ]);
}

interface PointConflictRow {
  readonly point_name: string;
  readonly tenant_name: string;
  readonly starts_on: string;
  readonly ends_on: string | null;
}

/** All leases of a site, past and future too, oldest first. */
export async function listLeases(db: Queryable, siteId: SiteId): Promise<Lease[]> {
  const { rows } = await db.query<LeaseRow>(
    `select l.*
       from lease l
       join tenant t on t.id = l.tenant_id
      where t.site_id = $1
      order by l.id`,
    [siteId],
  );
  return rows.map(leaseOf);
}

/** The leases that pay a service point on any of some days, by id. */
export async function listLeasesOfPoint(
  db: Queryable,
  { servicePointId, days }: { readonly servicePointId: ServicePointId; readonly days: DateRange },
): Promise<LeaseId[]> {
  const { rows } = await db.query<{ lease_id: LeaseId }>(
    `select distinct lease_id
       from lease_service_point
      where service_point_id = $1
        and daterange(starts_on, ends_on) && daterange($2, $3)
      order by lease_id`,
    [servicePointId, days.from.toString(), days.to.toString()],
  );
  return rows.map((row) => row.lease_id);
}

/** The leases with these ids, by id. */
export async function readLeases(db: Queryable, ids: readonly LeaseId[]): Promise<Lease[]> {
  const { rows } = await db.query<LeaseRow>("select * from lease where id = any($1) order by id", [
    ids,
  ]);
  return rows.map(leaseOf);
}

/** Lets nobody else book on a lease's account until the transaction ends. */
export async function lockLease(tx: Queryable, id: LeaseId): Promise<void> {
  await tx.query("select from lease where id = $1 for no key update", [id]);
}

/** What each of these leases pays, by lease, service point and first day. */
export async function listLeasedPoints(
  db: Queryable,
  leaseIds: readonly LeaseId[],
): Promise<(LeasedPoint & { readonly leaseId: LeaseId })[]> {
  const { rows } = await db.query<{
    lease_id: number;
    service_point_id: number;
    tariff_id: number;
    starts_on: string;
    ends_on: string | null;
  }>(
    `select lease_id, service_point_id, tariff_id, starts_on, ends_on
       from lease_service_point
      where lease_id = any($1)
      order by lease_id, service_point_id, starts_on`,
    [leaseIds],
  );
  return rows.map((row) => ({
    leaseId: asId(row.lease_id),
    servicePointId: asId(row.service_point_id),
    tariffId: asId(row.tariff_id),
    startsOn: Temporal.PlainDate.from(row.starts_on),
    endsOn: row.ends_on === null ? undefined : Temporal.PlainDate.from(row.ends_on),
  }));
}

interface LeaseRow {
  readonly id: number;
  readonly tenant_id: number;
  readonly space_id: number;
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly billed_from: string;
  readonly billing_cycle: BillingCycle["every"];
  readonly cycle_day: number;
  readonly cycle_month: number;
  readonly run_after_days: number;
  readonly bills_need_approval: boolean;
  readonly due_days: number;
}

function leaseOf(row: LeaseRow): Lease {
  return {
    id: asId(row.id),
    tenantId: asId(row.tenant_id),
    spaceId: asId(row.space_id),
    startsOn: Temporal.PlainDate.from(row.starts_on),
    endsOn: row.ends_on === null ? undefined : Temporal.PlainDate.from(row.ends_on),
    billedFrom: Temporal.PlainDate.from(row.billed_from),
    cycle: {
      every: row.billing_cycle,
      startDay: row.cycle_day,
      startMonth: row.cycle_month,
      runAfterDays: row.run_after_days,
    },
    billsNeedApproval: row.bills_need_approval,
    dueDays: row.due_days,
  };
}
