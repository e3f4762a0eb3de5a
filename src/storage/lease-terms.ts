import { Decimal } from "#domain/core/decimal.ts";
import { asId, type LeaseId, type LeaseTermId, type ServicePointId } from "#domain/core/id.ts";
import type { EnteredTerm } from "#domain/tariff/lease-term.ts";
import type { Queryable } from "#platform/database.ts";

/** A term of a lease from a local day until the next entry of the same term. */
export interface StoredTerm {
  readonly id: LeaseTermId;
  readonly leaseId: LeaseId;
  /** Undefined: for every point of the lease without an entry of its own. */
  readonly servicePointId: ServicePointId | undefined;
  readonly term: EnteredTerm;
  readonly from: Temporal.PlainDate;
  readonly value: Decimal;
}

/** What leases say that tariffs count by, by lease, term and day. */
export async function listLeaseTerms(
  db: Queryable,
  leaseIds: readonly LeaseId[],
): Promise<StoredTerm[]> {
  const { rows } = await db.query<{
    id: LeaseTermId;
    lease_id: LeaseId;
    service_point_id: ServicePointId | null;
    term: EnteredTerm;
    starts_on: string;
    value: string;
  }>(
    `select id, lease_id, service_point_id, term, starts_on, value::text as value
       from lease_term
      where lease_id = any($1)
      order by lease_id, term, service_point_id nulls first, starts_on`,
    [leaseIds],
  );
  return rows.map((row) => ({
    id: row.id,
    leaseId: row.lease_id,
    servicePointId: row.service_point_id ?? undefined,
    term: row.term,
    from: Temporal.PlainDate.from(row.starts_on),
    value: Decimal.parse(row.value),
  }));
}

/** Says a term from a day on; an entry of that day is replaced. */
export async function putLeaseTerm(
  tx: Queryable,
  term: Omit<StoredTerm, "id">,
): Promise<LeaseTermId> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into lease_term (lease_id, service_point_id, term, starts_on, value)
     values ($1, $2, $3, $4, $5)
         on conflict (lease_id, service_point_id, term, starts_on) do update
        set value = excluded.value
     returning id`,
    [
      term.leaseId,
      term.servicePointId ?? null,
      term.term,
      term.from.toString(),
      term.value.toString(),
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

/** The entry with this id, locked until the transaction ends. */
export async function lockLeaseTerm(
  tx: Queryable,
  id: LeaseTermId,
): Promise<{ readonly leaseId: LeaseId; readonly from: Temporal.PlainDate } | undefined> {
  const { rows } = await tx.query<{ lease_id: LeaseId; starts_on: string }>(
    "select lease_id, starts_on from lease_term where id = $1 for update",
    [id],
  );
  const row = rows[0];
  return row && { leaseId: row.lease_id, from: Temporal.PlainDate.from(row.starts_on) };
}

export async function deleteLeaseTerm(tx: Queryable, id: LeaseTermId): Promise<void> {
  await tx.query("delete from lease_term where id = $1", [id]);
}
