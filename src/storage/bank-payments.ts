import type { LeaseId, SiteId } from "#domain/core/id.ts";
import type { NamedBill } from "#domain/ledger/match-payment.ts";
import type { Queryable } from "#platform/database.ts";

/** Who may pay for a lease of a site. */
export interface LeasePayer {
  readonly leaseId: LeaseId;
  readonly tenant: string;
  readonly company: string;
  readonly space: string;
}

/** The tenants of a site's leases, past ones among them: they pay last bills. */
export async function listLeasePayers(db: Queryable, siteId: SiteId): Promise<LeasePayer[]> {
  const { rows } = await db.query<LeasePayer>(
    `select l.id as "leaseId", t.name as tenant, t.company, s.name as space
       from lease l
       join tenant t on t.id = l.tenant_id
       join space s on s.id = l.space_id
      where t.site_id = $1
      order by l.id`,
    [siteId],
  );
  return rows;
}

/** Those of a site's bills that have one of these numbers, credit notes left out. */
export async function findBillsByNumber(
  db: Queryable,
  { siteId, numbers }: { readonly siteId: SiteId; readonly numbers: readonly string[] },
): Promise<NamedBill[]> {
  const { rows } = await db.query<NamedBill>(
    `select id, number, lease_id as "leaseId"
       from bill
      where site_id = $1
        and number = any($2)
        and kind <> 'credit-note'`,
    [siteId, numbers],
  );
  return rows;
}

/** For this transaction, nobody else books a file at the site. */
export async function lockSiteForFile(tx: Queryable, siteId: SiteId): Promise<void> {
  await tx.query("select from site where id = $1 for no key update", [siteId]);
}

/** What a bank's file brought to a site's books, by the file's digest. */
export async function listEntriesOfFile(
  db: Queryable,
  { siteId, sha256 }: { readonly siteId: SiteId; readonly sha256: string },
): Promise<Pick<FileEntry, "entryId" | "isReversed">[]> {
  const { rows } = await db.query<Pick<FileEntry, "entryId" | "isReversed">>(
    `select e.id::int as "entryId",
            exists (select from ledger_entry r where r.reverses_entry_id = e.id) as "isReversed"
       from ledger_entry e
      where e.site_id = $1
        and e.file_sha256 = $2
      order by e.id`,
    [siteId, sha256],
  );
  return rows;
}

/** A line of a bank file that is on the books. */
export interface BookedLine {
  readonly entryId: number;
  readonly externalKey: string;
  readonly isReversed: boolean;
}

/** An entry that came with a bank's file. */
export interface FileEntry {
  readonly entryId: number;
  readonly leaseId: LeaseId;
  readonly isReversed: boolean;
}

/** Those of these entries of a site's books that came with a bank's file. */
export async function listFileEntries(
  db: Queryable,
  { siteId, entryIds }: { readonly siteId: SiteId; readonly entryIds: readonly number[] },
): Promise<FileEntry[]> {
  const { rows } = await db.query<FileEntry>(
    `select e.id::int as "entryId", e.lease_id as "leaseId",
            exists (select from ledger_entry r where r.reverses_entry_id = e.id) as "isReversed"
       from ledger_entry e
      where e.site_id = $1
        and e.id = any($2::bigint[])
        and e.kind = 'payment'
        and e.external_key is not null
      order by e.id`,
    [siteId, entryIds],
  );
  return rows;
}

/** Which lines of bank files are booked at a site, by their keys. */
export async function listBookedLines(
  db: Queryable,
  { siteId, keys }: { readonly siteId: SiteId; readonly keys: readonly string[] },
): Promise<BookedLine[]> {
  const { rows } = await db.query<BookedLine>(
    `select e.id::int as "entryId", e.external_key as "externalKey",
            exists (select from ledger_entry r where r.reverses_entry_id = e.id) as "isReversed"
       from ledger_entry e
      where e.site_id = $1
        and e.external_key = any($2)
      order by e.id`,
    [siteId, keys],
  );
  return rows;
}
