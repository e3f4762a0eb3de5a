import type { Queryable } from "#platform/database.ts";

/** An entry of the audit log as people read it. */
export interface AuditView {
  readonly id: bigint;
  readonly at: Temporal.Instant;
  readonly actor: string;
  /** Null: the program by itself. */
  readonly origin: string | null;
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface AuditQuestion {
  readonly atMost: number;
  /** Only what was noted before this entry. */
  readonly olderThan?: bigint | undefined;
  /** Part of the actor, the action or the subject, in whatever case. */
  readonly search?: string | undefined;
}

/** Entries, the newest first. */
export async function listAuditEntries(db: Queryable, question: AuditQuestion) {
  const { atMost, olderThan, search } = question;
  const { rows } = await db.query<AuditView>(
    `select id, at, actor, origin, action, subject, before, after
       from audit_entry
      where ($2::bigint is null or id < $2)
        and ($3::text is null
             or position(lower($3) in lower(actor || ' ' || action || ' ' || subject)) > 0)
      order by id desc
      limit $1`,
    [atMost, olderThan ?? null, search ?? null],
  );
  return rows;
}
