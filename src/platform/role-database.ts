import type { PoolClient } from "pg";
import type { Database, Queryable } from "./database.ts";

/**
 * The database as a role with fewer rights sees it: every statement runs in a transaction that
 * begins with `become`. The pool behind it cannot be had.
 */
export function databaseOfRole(database: Database, become: string): Database {
  const transaction = <T>(work: (tx: PoolClient) => Promise<T>) =>
    database.transaction(async (tx) => {
      await tx.query(become);
      return work(tx);
    });
  return {
    get pool(): never {
      throw new Error("a limited request has no connection of its own");
    },
    query: ((text: string, values?: unknown[]) =>
      transaction((tx) => tx.query(text, values))) as Queryable["query"],
    transaction,
    within(): never {
      throw new Error("a limited request has no pool of its own");
    },
    async close() {
      throw new Error("a limited request does not close the database");
    },
  };
}
