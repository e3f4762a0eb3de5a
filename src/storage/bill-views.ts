import type { Bill } from "#domain/billing/bill.ts";
import type { BillId, TenantId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { MailState } from "./outbox-views.ts";

interface Reference {
  readonly id: number;
  readonly name: string;
}

/** A bill as lists show it. Days are ISO text; `periodTo` is the first day after the period. */
export interface BillView {
  readonly id: BillId;
  readonly number: string;
  readonly kind: Bill["kind"];
  readonly state: "issued" | "credited";
  readonly revision: number;
  readonly tenant: Reference;
  readonly space: Reference;
  readonly leaseId: number;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly issuedAt: Temporal.Instant;
  readonly dueOn: string;
  readonly currency: string;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  readonly hasDocument: boolean;
  /** Of its mails, the least advanced; null when it is mailed to nobody. */
  readonly delivery: MailState | null;
}

export interface BillSelection {
  readonly tenantId?: TenantId | undefined;
  /** `2026-11`: the month in which the billing period begins. */
  readonly month?: string | undefined;
  readonly state?: "issued" | "credited" | undefined;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** The least advanced first: what of several mails a list must not hide. */
const WORST_FIRST: readonly MailState[] = ["failed", "unknown", "waiting", "sending", "sent"];

const VIEW = `
  select b.id, b.number, b.kind, b.state, b.revision, b.lease_id as "leaseId",
         json_build_object('id', t.id, 'name', t.name) as tenant,
         json_build_object('id', sp.id, 'name', sp.name) as space,
         b.period_from as "periodFrom", b.period_to as "periodTo", b.issued_at as "issuedAt",
         b.due_on as "dueOn", b.currency, b.net_minor as "netMinor", b.tax_minor as "taxMinor",
         b.total_minor as "totalMinor",
         exists (select from bill_document d where d.bill_id = b.id) as "hasDocument",
         (select o.state from outbox_mail o where o.bill_id = b.id
           order by array_position('{${WORST_FIRST.join(",")}}'::text[], o.state) limit 1)
           as delivery
    from bill b
    join lease le on le.id = b.lease_id
    join tenant t on t.id = le.tenant_id
    join space sp on sp.id = le.space_id`;

/** One page of bills, newest first, and how many there are on all pages. */
export async function listBillPage(
  db: Queryable,
  selection: BillSelection,
): Promise<{ readonly bills: BillView[]; readonly total: number }> {
  const { tenantId = null, month = null, state = null, page, pageSize } = selection;
  const filter = `
     where ($1::int is null or le.tenant_id = $1)
       and ($2::text is null or to_char(b.period_from, 'YYYY-MM') = $2)
       and ($3::text is null or b.state = $3)`;
  const filters = [tenantId, month, state];
  const { rows: bills } = await db.query<BillView>(
    `${VIEW} ${filter}
      order by b.period_from desc, b.issued_at desc, b.id desc
      limit $4 offset $5`,
    [...filters, pageSize, (page - 1) * pageSize],
  );
  const { rows } = await db.query<{ total: number }>(
    `select count(*)::int as total from bill b join lease le on le.id = b.lease_id ${filter}`,
    filters,
  );
  return { bills, total: rows[0]?.total ?? 0 };
}

/** A bill with everything that is known of it. */
export interface BillDetails extends BillView {
  readonly content: Bill;
  readonly contentSha256: string;
  readonly documentSha256: string | null;
  readonly hasEvidence: boolean;
  readonly mails: readonly {
    readonly id: number;
    readonly recipient: string;
    readonly state: MailState;
    readonly createdAt: Temporal.Instant;
    readonly sentAt: Temporal.Instant | null;
    readonly lastError: string | null;
  }[];
}

/** Which bill, and whose it must be. */
export interface OneBill {
  readonly id: BillId;
  readonly tenantId: TenantId | undefined;
}

/** The bill, unless there is none or it is another tenant's. */
export async function findBill(db: Queryable, bill: OneBill): Promise<BillDetails | undefined> {
  const { rows } = await db.query<Omit<BillDetails, "mails">>(
    `select v.*, b.content, b.content_sha256 as "contentSha256", d.sha256 as "documentSha256",
            exists (select from bill_evidence e where e.bill_id = v.id) as "hasEvidence"
       from (${VIEW} where b.id = $1 and ($2::int is null or le.tenant_id = $2)) v
       join bill b on b.id = v.id
       left join bill_document d on d.bill_id = v.id`,
    [bill.id, bill.tenantId ?? null],
  );
  const found = rows[0];
  if (!found) return undefined;
  const { rows: mails } = await db.query<BillDetails["mails"][number]>(
    `select id, recipient, state, created_at as "createdAt", sent_at as "sentAt",
            last_error as "lastError"
       from outbox_mail
      where bill_id = $1
      order by id`,
    [bill.id],
  );
  return { ...found, mails };
}

/** The signed PDF, unless it is not made yet or the bill is another tenant's. */
export async function findBillPdf(
  db: Queryable,
  bill: OneBill,
): Promise<{ readonly number: string; readonly pdf: Buffer; readonly sha256: string } | undefined> {
  const { rows } = await db.query<{ number: string; pdf: Buffer; sha256: string }>(
    `select b.number, d.pdf, d.sha256
       from bill b
       join bill_document d on d.bill_id = b.id
       join lease le on le.id = b.lease_id
      where b.id = $1
        and ($2::int is null or le.tenant_id = $2)`,
    [bill.id, bill.tenantId ?? null],
  );
  return rows[0];
}

/** The bills of a selection that have a document, oldest first, up to `atMost`. */
export async function listDocumentedBills(
  db: Queryable,
  { tenantId, month, state, atMost }: DocumentedSelection,
): Promise<readonly BillId[]> {
  const { rows } = await db.query<{ id: BillId }>(
    `select b.id
       from bill b
       join bill_document d on d.bill_id = b.id
       join lease le on le.id = b.lease_id
      where ($1::int is null or le.tenant_id = $1)
        and ($2::text is null or to_char(b.period_from, 'YYYY-MM') = $2)
        and ($3::text is null or b.state = $3)
      order by b.id
      limit $4`,
    [tenantId ?? null, month ?? null, state ?? null, atMost],
  );
  return rows.map(({ id }) => id);
}

type DocumentedSelection = Omit<BillSelection, "page" | "pageSize"> & { readonly atMost: number };
