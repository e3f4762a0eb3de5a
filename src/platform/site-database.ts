import type { Database } from "./database.ts";
import { databaseOfRole } from "./role-database.ts";

/**
 * The database as somebody sees it who works on some sites only: as the role smartpm_staff, for
 * which the database hides the rows of other sites and refuses to change them (migration 0185).
 */
export function databaseOfSites(
  database: Database,
  { siteIds, userId }: { readonly siteIds: readonly number[]; readonly userId: number },
): Database {
  for (const id of [...siteIds, userId]) {
    if (!Number.isSafeInteger(id)) throw new Error(`${id} is no number of a row`);
  }
  return databaseOfRole(
    database,
    `set local role smartpm_staff; set local smartpm.site_ids = '${siteIds.join(",")}'; set local smartpm.user_id = '${userId}'`,
  );
}
