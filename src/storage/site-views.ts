import { asId, type SiteId, type TenantId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** What every screen and message needs to show times, days and money of a site. */
export interface SiteView {
  readonly id: SiteId;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly locale: string;
  readonly addressLines: readonly string[];
}

/** All sites, or the one on which this tenant is, or those that are given. */
export async function listSiteViews(
  db: Queryable,
  selection: {
    readonly tenantId?: TenantId | undefined;
    readonly siteIds?: readonly number[] | null;
  } = {},
): Promise<SiteView[]> {
  const { rows } = await db.query<Omit<SiteView, "id"> & { id: number }>(
    `select s.id, s.name, s.time_zone as "timeZone", s.currency, s.locale,
            s.address_lines as "addressLines"
       from site s
      where ($1::int is null or s.id = (select t.site_id from tenant t where t.id = $1))
        and ($2::int[] is null or s.id = any($2))
      order by s.id`,
    [selection.tenantId ?? null, selection.siteIds ?? null],
  );
  return rows.map((row) => ({ ...row, id: asId(row.id) }));
}
