import type { Queryable } from "#platform/database.ts";
import { currentOrigin } from "#platform/origin.ts";

export interface AuditEntry {
  readonly at: Temporal.Instant;
  /** Who did it: a user's e-mail address, or the part of the program: `collector`. */
  readonly actor: string;
  /** What was done: `user.created`. */
  readonly action: string;
  /** To what: `user 7`. */
  readonly subject: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * Notes a change in the caller's transaction, so that neither is without the other; and from where
 * it came (platform/origin.ts).
 */
export async function recordAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  const { at, actor, action, subject, before = null, after = null } = entry;
  await db.query(
    `insert into audit_entry (at, actor, action, subject, before, after, origin)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      at.toString(),
      actor,
      action,
      subject,
      jsonOrNull(before),
      jsonOrNull(after),
      currentOrigin() ?? null,
    ],
  );
}

/** The same for many changes at once, in one statement. */
export async function recordAudits(db: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  await db.query(
    `insert into audit_entry (at, actor, action, subject, before, after, origin)
     select given.*, $7::text
       from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::jsonb[],
                   $6::jsonb[]) as given`,
    [
      entries.map(({ at }) => at.toString()),
      entries.map(({ actor }) => actor),
      entries.map(({ action }) => action),
      entries.map(({ subject }) => subject),
      entries.map(({ before = null }) => jsonOrNull(before)),
      entries.map(({ after = null }) => jsonOrNull(after)),
      currentOrigin() ?? null,
    ],
  );
}

/** Whether something was ever done. */
export async function hasAuditAction(db: Queryable, action: string): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>(
    "select exists (select from audit_entry where action = $1) as found",
    [action],
  );
  return rows[0]?.found ?? false;
}

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
