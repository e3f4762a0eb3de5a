import { createHash } from "node:crypto";
import type { CostDivision } from "#domain/billing/evidence-file.ts";
import type { BillId, TenantId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** Keeps a bill's evidence file as gzipped JSON. False when it has one already. */
export async function storeBillEvidence(
  tx: Queryable,
  evidence: {
    readonly billId: BillId;
    readonly gzipped: Uint8Array;
    readonly madeAt: Temporal.Instant;
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into bill_evidence (bill_id, content, sha256, made_at)
     values ($1, $2, $3, $4)
     on conflict (bill_id) do nothing`,
    [
      evidence.billId,
      Buffer.from(evidence.gzipped),
      createHash("sha256").update(evidence.gzipped).digest("hex"),
      evidence.madeAt.toString(),
    ],
  );
  return rowCount === 1;
}

/** The evidence file, unless there is none or the bill is another tenant's. */
export async function findBillEvidence(
  db: Queryable,
  bill: { readonly id: BillId; readonly tenantId: TenantId | undefined },
): Promise<{ readonly number: string; readonly gzipped: Buffer } | undefined> {
  const { rows } = await db.query<{ number: string; gzipped: Buffer }>(
    `select b.number, e.content as gzipped
       from bill_evidence e
       join bill b on b.id = e.bill_id
       join lease l on l.id = b.lease_id
      where b.id = $1
        and ($2::int is null or l.tenant_id = $2)`,
    [bill.id, bill.tenantId ?? null],
  );
  return rows[0];
}

/** How the costs on a bill were divided: the weights of all, and which is its own. */
export async function listDivisions(db: Queryable, billId: BillId): Promise<CostDivision[]> {
  const { rows } = await db.query<{
    cost_id: number;
    own_no: number;
    all_parts: readonly (readonly [
      number,
      readonly { readonly partMinor: string; readonly weight: string }[],
    ])[];
  }>(
    `select b.shared_cost_id as cost_id, b.part_no as own_no,
            (select json_agg(json_build_array(p.part_no, p.parts) order by p.part_no)
               from shared_cost_part p
              where p.shared_cost_id = b.shared_cost_id) as all_parts
       from billed_cost_part b
      where b.bill_id = $1
      order by b.shared_cost_id`,
    [billId],
  );
  return rows.map(({ cost_id, own_no, all_parts }) => {
    const own = all_parts.findIndex(([partNo]) => partNo === own_no);
    const keys = all_parts[own]?.[1] ?? [];
    return {
      costId: cost_id,
      parts: keys.map(({ partMinor }, n) => ({
        partMinor,
        weights: all_parts.map(([, parts]) => parts[n]?.weight ?? "0"),
        own,
      })),
    };
  });
}
