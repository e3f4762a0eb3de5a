import {
  asId,
  type LeaseId,
  type ServicePointId,
  type SpaceId,
  type TariffId,
  type TenantId,
} from "#domain/core/id.ts";
import type { BillingCycle } from "#domain/tenancy/billing-cycle.ts";
import type { Queryable } from "#platform/database.ts";

/** A lease as it is before a change, locked until the transaction ends. */
export interface LockedLease {
  readonly id: LeaseId;
  readonly siteId: number;
  readonly timeZone: string;
  readonly spaceId: SpaceId;
  readonly days: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | undefined };
  /** First day that is on no bill in force. */
  readonly unbilledFrom: Temporal.PlainDate;
  /** For the audit. */
  readonly row: Readonly<Record<string, unknown>>;
}

export async function lockLease(tx: Queryable, id: LeaseId): Promise<LockedLease | undefined> {
  const { rows } = await tx.query<{
    site_id: number;
    time_zone: string;
    space_id: number;
    starts_on: string;
    ends_on: string | null;
    unbilled_from: string;
    row: Record<string, unknown>;
  }>(
    `select t.site_id, s.time_zone, l.space_id, l.starts_on, l.ends_on, to_jsonb(l) as row,
            greatest(l.billed_from, (
              select max(b.period_to)
                from bill b
               where b.lease_id = l.id
                 and b.state = 'issued'
                 and b.kind <> 'credit-note')) as unbilled_from
       from lease l
       join tenant t on t.id = l.tenant_id
       join site s on s.id = t.site_id
      where l.id = $1
        for update of l`,
    [id],
  );
  const row = rows[0];
  if (!row) return undefined;
  return {
    id,
    siteId: row.site_id,
    timeZone: row.time_zone,
    spaceId: asId(row.space_id),
    days: {
      from: Temporal.PlainDate.from(row.starts_on),
      to: row.ends_on === null ? undefined : Temporal.PlainDate.from(row.ends_on),
    },
    unbilledFrom: Temporal.PlainDate.from(row.unbilled_from),
    row: row.row,
  };
}

/** Changes how a lease is billed. */
export async function updateLeaseTerms(
  tx: Queryable,
  terms: {
    readonly id: LeaseId;
    readonly cycle: BillingCycle;
    readonly billsNeedApproval: boolean;
    readonly dueDays: number;
    readonly depositMinor: bigint;
  },
): Promise<void> {
  const { cycle } = terms;
  await tx.query(
    `update lease
        set billing_cycle = $2, cycle_day = $3, cycle_month = $4, run_after_days = $5,
            bills_need_approval = $6, due_days = $7, deposit_minor = $8
      where id = $1`,
    [
      terms.id,
      cycle.every,
      cycle.startDay,
      cycle.startMonth,
      cycle.runAfterDays,
      terms.billsNeedApproval,
      terms.dueDays,
      terms.depositMinor,
    ],
  );
}

/** Who has the space on some of the days; undefined: it is free. */
export async function findOccupant(
  db: Queryable,
  asked: {
    readonly spaceId: SpaceId;
    readonly from: Temporal.PlainDate;
    readonly to: Temporal.PlainDate | undefined;
    readonly besides?: LeaseId;
  },
): Promise<
  { readonly tenant: string; readonly from: string; readonly to: string | null } | undefined
> {
  const { rows } = await db.query<{ tenant: string; from: string; to: string | null }>(
    `select t.name as tenant, l.starts_on as from, l.ends_on as to
       from lease l
       join tenant t on t.id = l.tenant_id
      where l.space_id = $1
        and l.id is distinct from $4::int
        and daterange(l.starts_on, l.ends_on) && daterange($2::date, $3::date)
      order by l.starts_on
      limit 1`,
    [asked.spaceId, asked.from.toString(), asked.to?.toString() ?? null, asked.besides ?? null],
  );
  return rows[0];
}

/** The lease no longer pays the point from the day on; what begins later is forgotten. */
export async function endLeasedPoint(
  tx: Queryable,
  end: {
    readonly leaseId: LeaseId;
    readonly servicePointId: ServicePointId;
    readonly from: Temporal.PlainDate;
  },
): Promise<void> {
  const values = [end.leaseId, end.servicePointId, end.from.toString()];
  await tx.query(
    `delete from lease_service_point
      where lease_id = $1 and service_point_id = $2 and starts_on >= $3::date`,
    values,
  );
  await tx.query(
    `update lease_service_point
        set ends_on = $3::date
      where lease_id = $1
        and service_point_id = $2
        and (ends_on is null or ends_on > $3::date)`,
    values,
  );
}

/** Ends the lease and everything it pays on a day: the first no longer let. */
export async function endLease(
  tx: Queryable,
  { id, endsOn }: { readonly id: LeaseId; readonly endsOn: Temporal.PlainDate },
): Promise<void> {
  const values = [id, endsOn.toString()];
  await tx.query("update lease set ends_on = $2::date where id = $1", values);
  await tx.query(
    "delete from lease_service_point where lease_id = $1 and starts_on >= $2::date",
    values,
  );
  await tx.query(
    `update lease_service_point
        set ends_on = $2::date
      where lease_id = $1 and (ends_on is null or ends_on > $2::date)`,
    values,
  );
}

/**
 * Takes the end of a lease back: it is open again, and pays again what it paid until its last day.
 * Throws a violation of service_point_pays_once when another lease pays one of the points by now.
 */
export async function reopenLease(tx: Queryable, lease: LockedLease): Promise<void> {
  await tx.query("update lease set ends_on = null where id = $1", [lease.id]);
  await tx.query(
    "update lease_service_point set ends_on = null where lease_id = $1 and ends_on = $2::date",
    [lease.id, lease.days.to?.toString() ?? null],
  );
}

/** Removes a lease. Throws a violation of a foreign key when it was billed. */
export async function deleteLease(tx: Queryable, id: LeaseId): Promise<void> {
  await tx.query("delete from lease_service_point where lease_id = $1", [id]);
  await tx.query("delete from lease where id = $1", [id]);
}

/** The site of a tenant with what its days and money mean; undefined when there is no such one. */
export async function findTenantSite(
  db: Queryable,
  id: TenantId,
): Promise<{ readonly siteId: number; readonly timeZone: string } | undefined> {
  const { rows } = await db.query<{ siteId: number; timeZone: string }>(
    `select s.id as "siteId", s.time_zone as "timeZone"
       from tenant t
       join site s on s.id = t.site_id
      where t.id = $1`,
    [id],
  );
  return rows[0];
}

/** Which of the points and tariffs do not fit together, or are not of the site. */
export async function unfitPoints(
  db: Queryable,
  {
    siteId,
    points,
  }: {
    readonly siteId: number;
    readonly points: readonly {
      readonly servicePointId: ServicePointId;
      readonly tariffId: TariffId;
    }[];
  },
): Promise<readonly number[]> {
  const { rows } = await db.query<{ position: bigint }>(
    `select asked.position
       from unnest($1::int[], $2::int[]) with ordinality as asked (point_id, tariff_id, position)
       left join service_point p on p.id = asked.point_id and p.site_id = $3
       left join tariff ta
              on ta.id = asked.tariff_id and ta.site_id = $3 and ta.commodity = p.commodity
      where ta.id is null
      order by asked.position`,
    [
      points.map(({ servicePointId }) => servicePointId),
      points.map(({ tariffId }) => tariffId),
      siteId,
    ],
  );
  return rows.map(({ position }) => Number(position) - 1);
}

/** A change of a lease, out of the audit. */
export interface LeaseChange {
  readonly at: Temporal.Instant;
  readonly actor: string;
  readonly action: string;
  readonly after: unknown;
}

const CHANGES_AT_MOST = 200;

/** Who changed what of a lease, newest first. */
export async function listLeaseChanges(db: Queryable, id: LeaseId): Promise<LeaseChange[]> {
  const { rows } = await db.query<LeaseChange>(
    `select at, actor, action, after
       from audit_entry
      where subject = $1
      order by id desc
      limit $2`,
    [`lease ${id}`, CHANGES_AT_MOST],
  );
  return rows;
}
