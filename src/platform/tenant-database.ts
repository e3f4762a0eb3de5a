import type { Database } from "./database.ts";
import { databaseOfRole } from "./role-database.ts";

/**
 * The database as a tenant's request sees it: as the role smartpm_tenant, for which the database
 * itself hides the rows of others and refuses every change (migration 0141).
 */
export function databaseOfTenant(database: Database, tenantId: number): Database {
  if (!Number.isSafeInteger(tenantId)) throw new Error(`${tenantId} is no tenant`);
  // One message: it costs no further way to the server.
  return databaseOfRole(
    database,
    `set local role smartpm_tenant; set local smartpm.tenant_id = '${tenantId}'`,
  );
}
