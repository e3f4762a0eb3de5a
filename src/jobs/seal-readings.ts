import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { SecretBox } from "#platform/secrets.ts";
import { hasAuditAction, recordAudit } from "#storage/audit-entries.ts";
import { useMonthSeals } from "#storage/month-seal.ts";
import { checkMonthSeals, sealOldMonths, type SealCheck } from "#storage/month-seals.ts";
import { openAuditKey } from "./seal-audit.ts";

/** Noted in the audit log once every packed month has a seal: from then on one without is broken. */
const ALL_SEALED = "readings.sealed";

/** Lets this process seal what it packs. */
export async function openReadingSeals(database: Database, box: SecretBox): Promise<void> {
  useMonthSeals(await openAuditKey(database, box));
}

/** Seals months that were packed before there were seals, some at a time. True while there may be more. */
export async function sealOldReadings({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<boolean> {
  if (await hasAuditAction(database, ALL_SEALED)) return false;
  const sealed = await database.transaction(sealOldMonths);
  if (sealed > 0) return true;
  const note = { actor: "system", action: ALL_SEALED, subject: "packed readings" };
  await recordAudit(database, { at: clock.now(), ...note });
  return false;
}

/** Goes through all packed months: which are not as they were sealed. */
export async function verifyReadings(database: Database): Promise<SealCheck> {
  const mayBeUnsealed = !(await hasAuditAction(database, ALL_SEALED));
  return checkMonthSeals(database, { mayBeUnsealed });
}
