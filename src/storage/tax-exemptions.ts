import { asId, type TaxExemptionId, type TenantId } from "#domain/core/id.ts";
import type { TaxExemption } from "#domain/rating/circumstances.ts";
import type { Queryable } from "#platform/database.ts";

/** A tax that a tenant does not pay, on some local days. */
export interface StoredExemption extends TaxExemption {
  readonly id: TaxExemptionId;
  readonly tenantId: TenantId;
  readonly startsOn: Temporal.PlainDate;
  /** First day on which it no longer holds. */
  readonly endsOn: Temporal.PlainDate | undefined;
}

/** The exemptions of tenants, by tenant and first day. */
export async function listExemptions(
  db: Queryable,
  tenantIds: readonly TenantId[],
): Promise<StoredExemption[]> {
  const { rows } = await db.query<{
    id: TaxExemptionId;
    tenant_id: TenantId;
    tax_id: string | null;
    kind: TaxExemption["kind"];
    reason: string;
    starts_on: string;
    ends_on: string | null;
  }>(
    `select id, tenant_id, tax_id, kind, reason, starts_on, ends_on
       from tax_exemption
      where tenant_id = any($1)
      order by tenant_id, starts_on, id`,
    [tenantIds],
  );
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    ...(row.tax_id !== null && { taxId: row.tax_id }),
    kind: row.kind,
    reason: row.reason,
    startsOn: Temporal.PlainDate.from(row.starts_on),
    endsOn: row.ends_on === null ? undefined : Temporal.PlainDate.from(row.ends_on),
  }));
}

export async function addExemption(
  tx: Queryable,
  exemption: Omit<StoredExemption, "id">,
): Promise<TaxExemptionId> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into tax_exemption (tenant_id, tax_id, kind, reason, starts_on, ends_on)
     values ($1, $2, $3, $4, $5, $6)
     returning id`,
    [
      exemption.tenantId,
      exemption.taxId ?? null,
      exemption.kind,
      exemption.reason,
      exemption.startsOn.toString(),
      exemption.endsOn?.toString() ?? null,
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

/** Removes an exemption; its row before, or undefined when there is none. */
export async function deleteExemption(
  tx: Queryable,
  id: TaxExemptionId,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { rows } = await tx.query<{ row: Readonly<Record<string, unknown>> }>(
    "delete from tax_exemption where id = $1 returning to_jsonb(tax_exemption) as row",
    [id],
  );
  return rows[0]?.row;
}
