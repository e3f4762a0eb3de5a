import type { PoolClient } from "pg";
import { ProblemError } from "#api/problem.ts";
import { errorCode } from "#platform/refusal.ts";
import { type AuditEntry, recordAudit } from "#storage/audit-entries.ts";
import type { ApiContext, Caller } from "./endpoint.ts";

export interface AuditedChange<Answer> {
  readonly note: Pick<AuditEntry, "action" | "subject" | "before" | "after">;
  readonly answer: Answer;
}

/** Changes something and notes who did what, in one transaction: neither is without the other. */
export async function audited<Answer>(
  { database, clock }: Pick<ApiContext, "database" | "clock">,
  { user }: Caller,
  change: (tx: PoolClient, at: Temporal.Instant) => Promise<AuditedChange<Answer>>,
): Promise<Answer> {
  const at = clock.now();
  return database.transaction(async (tx) => {
    const { note, answer } = await change(tx, at);
    await recordAudit(tx, { at, actor: user.email, ...note });
    return answer;
  });
}

const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";

/** A change that a rule of the data forbids, told at the field that would have to change. */
export function refusedField(
  field: string,
  fault: { readonly code: string; readonly message: string; readonly remedy?: string },
): ProblemError {
  const subject = `body.${field}`;
  return new ProblemError("not-possible", `${subject}: ${fault.message}`, [{ subject, ...fault }]);
}

/** Does `work`; a name that is there already is told at the field `name`. */
export async function withUniqueName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    throw refusedField("name", {
      code: "property.name-taken",
      message: "is the name of another one here",
      remedy: "choose a name of its own",
    });
  }
}

/** Does `work`, a removal; what is still used is not removed, and says why. */
export async function whileUnused<T>(why: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) !== FOREIGN_KEY_VIOLATION) throw error;
    throw new ProblemError("not-possible", why);
  }
}
