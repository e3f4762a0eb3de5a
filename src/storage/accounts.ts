import type { LeaseId, SiteId, TenantId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** Whose account it is. */
export interface AccountHead {
  readonly leaseId: LeaseId;
  readonly siteId: SiteId;
  readonly tenant: { readonly id: TenantId; readonly name: string };
  readonly space: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly endsOn: string | null;
  /** Steps of reminding that were taken, over all its bills. */
  readonly reminders: number;
}

/** The heads of accounts, of one lease or all, by tenant. */
export async function listAccountHeads(
  db: Queryable,
  { leaseId }: { readonly leaseId?: LeaseId } = {},
): Promise<AccountHead[]> {
  const { rows } = await db.query<AccountHead>(
    `select l.id as "leaseId", t.site_id as "siteId",
            json_build_object('id', t.id, 'name', t.name) as tenant, s.name as space,
            site.time_zone as "timeZone", site.currency, l.ends_on as "endsOn",
            (select count(*)::int
               from reminder r
               join bill b on b.id = r.bill_id
              where b.lease_id = l.id) as reminders
       from lease l
       join tenant t on t.id = l.tenant_id
       join space s on s.id = l.space_id
       join site on site.id = t.site_id
      where $1::int is null or l.id = $1
      order by t.name collate by_name, l.id`,
    [leaseId ?? null],
  );
  return rows;
}

/** The sum of all postings: nothing, as long as the books are right. */
export async function sumOfBooks(db: Queryable): Promise<bigint> {
  const { rows } = await db.query<{ sum: bigint }>(
    "select coalesce(sum(amount_minor), 0)::bigint as sum from ledger_posting",
  );
  return rows[0]?.sum ?? 0n;
}

/** What may be said of a document to whoever has it. */
export interface KnownDocument {
  readonly number: string;
  readonly state: "issued" | "credited";
  readonly issuer: string;
  readonly issuedOn: string;
  readonly currency: string;
  readonly totalMinor: bigint;
}

/** The bill whose PDF or content has this digest. */
export async function findDocumentByDigest(
  db: Queryable,
  { sha256, number }: { readonly sha256: string; readonly number: string | undefined },
): Promise<KnownDocument | undefined> {
  const { rows } = await db.query<KnownDocument>(
    `select b.number, b.state, b.content -> 'issuer' ->> 'name' as issuer,
            b.content ->> 'issuedOn' as "issuedOn", b.currency, b.total_minor as "totalMinor"
       from bill b
       left join bill_document d on d.bill_id = b.id
      where (d.sha256 = $1 or b.content_sha256 = $1)
        and ($2::text is null or b.number = $2)
      limit 1`,
    [sha256, number ?? null],
  );
  return rows[0];
}
