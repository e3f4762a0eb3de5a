import { createHash } from "node:crypto";
import type { Witness } from "#backup/backup-record.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import type { Queryable } from "#platform/database.ts";
import { Refusal } from "#platform/refusal.ts";
import { listLastBilledMonth } from "#storage/bills.ts";
import { recalculateBill } from "./recalculate-bill.ts";

/** Of a large installation so many bills stand for all. */
const BILLS_AT_MOST = 1000;

/**
 * Last month's bills computed again from the readings, tariffs and leases that `db` shows: a copy
 * that gives the same is one that can bill. A bill that cannot be computed witnesses why not.
 */
export async function witnessBills(db: Queryable): Promise<Witness[]> {
  const witnesses: Witness[] = [];
  for (const bill of await listLastBilledMonth(db, BILLS_AT_MOST)) {
    const again = await recalculateBill(db, bill);
    const value = again.ok
      ? `${again.value.after.totalMinor} ${again.value.after.currency} ${digest(again.value.after)}`
      : again.faults.map(({ code }) => code).join(" ");
    witnesses.push({ subject: bill.content.number, value });
  }
  return witnesses;
}

/** Throws a Refusal where a restored copy's witnesses are not those of the database. */
export function requireSameBills(expected: readonly Witness[], found: readonly Witness[]): void {
  const differing = expected.find(
    ({ subject, value }, n) => found[n]?.subject !== subject || found[n]?.value !== value,
  );
  if (differing || found.length !== expected.length) {
    throw new Refusal(`bill ${differing?.subject ?? ""} comes out otherwise in the restored copy`);
  }
}

function digest(bill: Parameters<typeof canonicalJson>[0]): string {
  return createHash("sha256").update(canonicalJson(bill)).digest("hex");
}
