import { DatabaseError } from "pg";
import type { Queryable } from "#platform/database.ts";

/** Any number: the advisory lock of all who write readings. */
const READINGS_LOCK = 4_620_260;

/**
 * Held, until the transaction ends, by whoever stores or corrects readings: any number at once.
 * While it is held no day is packed, so that each reading is found where it was looked for.
 */
export async function shareReadings(tx: Queryable): Promise<void> {
  await tx.query("select pg_advisory_xact_lock_shared($1)", [READINGS_LOCK]);
}

/** How long the packing of days waits for writers; those who come meanwhile wait behind it. */
const WAIT_AT_MOST = "2s";

/**
 * Held, alone, by whoever moves readings between rows and packed months. Throws when writers (a long
 * import) do not let go in time: see isBusy.
 */
export async function ownReadings(tx: Queryable): Promise<void> {
  await tx.query(`set local lock_timeout = '${WAIT_AT_MOST}'`);
  await tx.query("select pg_advisory_xact_lock($1)", [READINGS_LOCK]);
  await tx.query("set local lock_timeout = default");
}

const LOCK_NOT_AVAILABLE = "55P03";

/** Whether an error says that ownReadings waited in vain: what was to be done is done later. */
export function isBusy(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE;
}
