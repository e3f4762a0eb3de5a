import { asId, type LeaseAddOnId, type LeaseId } from "#domain/core/id.ts";
import type { LeasedPoint } from "#domain/tenancy/lease.ts";
import type { Queryable } from "#platform/database.ts";

/** A further tariff of a point, on the days on which the lease pays it. */
export interface LeaseAddOn extends LeasedPoint {
  readonly id: LeaseAddOnId;
  readonly leaseId: LeaseId;
}

/** The further tariffs of leases, by lease and point, in the order in which they were added. */
export async function listAddOns(
  db: Queryable,
  leaseIds: readonly LeaseId[],
): Promise<LeaseAddOn[]> {
  const { rows } = await db.query<{
    id: number;
    lease_id: number;
    service_point_id: number;
    tariff_id: number;
    starts_on: string;
    ends_on: string | null;
  }>(
    `select id, lease_id, service_point_id, tariff_id, starts_on, ends_on
       from lease_add_on
      where lease_id = any($1)
      order by lease_id, service_point_id, id`,
    [leaseIds],
  );
  return rows.map((row) => ({
    id: asId(row.id),
    leaseId: asId(row.lease_id),
    servicePointId: asId(row.service_point_id),
    tariffId: asId(row.tariff_id),
    startsOn: Temporal.PlainDate.from(row.starts_on),
    endsOn: row.ends_on === null ? undefined : Temporal.PlainDate.from(row.ends_on),
  }));
}

/** Prices a point by one more tariff; undefined where that tariff prices it already on a day. */
export async function addAddOn(
  tx: Queryable,
  addOn: Omit<LeaseAddOn, "id">,
): Promise<LeaseAddOnId | undefined> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into lease_add_on (lease_id, service_point_id, tariff_id, starts_on, ends_on)
     values ($1, $2, $3, $4, $5)
         on conflict do nothing
     returning id`,
    [
      addOn.leaseId,
      addOn.servicePointId,
      addOn.tariffId,
      addOn.startsOn.toString(),
      addOn.endsOn?.toString() ?? null,
    ],
  );
  return rows[0] && asId(rows[0].id);
}

/** The further tariff with this id, locked until the transaction ends. */
export async function lockAddOn(tx: Queryable, id: LeaseAddOnId): Promise<LeaseId | undefined> {
  const { rows } = await tx.query<{ lease_id: LeaseId }>(
    "select lease_id from lease_add_on where id = $1 for update",
    [id],
  );
  return rows[0]?.lease_id;
}

/** Ends a further tariff on a day, the first that it does not price; one that never did is removed. */
export async function endAddOn(
  tx: Queryable,
  { id, endsOn }: { readonly id: LeaseAddOnId; readonly endsOn: Temporal.PlainDate },
): Promise<void> {
  const values = [id, endsOn.toString()];
  await tx.query("delete from lease_add_on where id = $1 and starts_on >= $2::date", values);
  await tx.query(
    `update lease_add_on
        set ends_on = $2::date
      where id = $1 and (ends_on is null or ends_on > $2::date)`,
    values,
  );
}
