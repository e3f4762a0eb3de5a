import type { PoolClient } from "pg";
import type { Database, Queryable } from "./database.ts";

/**
 * The database as a tenant's request sees it: every statement runs as the role smartpm_tenant, for
 * which the database itself hides the rows of others and refuses every change (migration 0141).
 * The pool behind it cannot be had.
 */
export function databaseOfTenant(database: Database, tenantId: number): Database {
  if (!Number.isSafeInteger(tenantId)) throw new Error(`${tenantId} is no tenant`);
  // One message: it costs no further way to the server.
  const become = `set local role smartpm_tenant; set local smartpm.tenant_id = '${tenantId}'`;
  const transaction = <T>(work: (tx: PoolClient) => Promise<T>) =>
    database.transaction(async (tx) => {
      await tx.query(become);
      return work(tx);
    });
  return {
    get pool(): never {
      throw new Error("a tenant's request has no connection of its own");
    },
    query: ((text: string, values?: unknown[]) =>
      transaction((tx) => tx.query(text, values))) as Queryable["query"],
    transaction,
    async close() {
      throw new Error("a tenant's request does not close the database");
    },
  };
}
