import type { ChannelId } from "#domain/core/id.ts";
import {
  type Finding,
  type FindingRule,
  holdsBilling,
  type Severity,
  severityOf,
} from "#domain/validation/finding.ts";
import type { Queryable } from "#platform/database.ts";

export type ExceptionState = "open" | "accepted" | "estimated" | "corrected" | "cleared";

/** A finding as it is kept, with what was decided. */
export interface ReadingException extends Finding {
  readonly id: number;
  readonly channelId: ChannelId;
  readonly severity: Severity;
  readonly holdsBilling: boolean;
  readonly state: ExceptionState;
  readonly foundAt: Temporal.Instant;
  readonly decidedAt: Temporal.Instant | null;
  readonly decidedBy: string | null;
  readonly note: string;
}

/**
 * Keeps what was found of a channel: new ones are open; those there already get the newest range
 * and figures and keep what was decided, except that what had gone by itself and is back is open.
 */
export async function saveFindings(
  db: Queryable,
  {
    channelId,
    findings,
    at,
  }: {
    readonly channelId: ChannelId;
    readonly findings: readonly Finding[];
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  if (findings.length === 0) return;
  await db.query(
    `insert into reading_exception
       (channel_id, rule, from_at, to_at, severity, holds_billing, details, found_at)
     select $1, u.rule, u.from_at, u.to_at, u.severity, u.holds_billing, u.details, $8
       from unnest($2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::boolean[],
                   $7::jsonb[])
         as u (rule, from_at, to_at, severity, holds_billing, details)
         on conflict (channel_id, rule, from_at) do update
        set to_at = excluded.to_at,
            details = excluded.details,
            state = case reading_exception.state when 'cleared' then 'open'
                    else reading_exception.state end,
            decided_at = case reading_exception.state when 'cleared' then null
                         else reading_exception.decided_at end`,
    [
      channelId,
      findings.map(({ rule }) => rule),
      findings.map(({ range }) => range.from.toString()),
      findings.map(({ range }) => range.to.toString()),
      findings.map(({ rule }) => severityOf(rule)),
      findings.map(({ rule }) => holdsBilling(rule)),
      findings.map(({ details }) => JSON.stringify(details)),
      at.toString(),
    ],
  );
}

/** Clears what is open, ends after an instant, is of one of the rules, and is not found any more. */
export async function clearGone(
  db: Queryable,
  gone: {
    readonly channelId: ChannelId;
    readonly rules: readonly FindingRule[];
    readonly since: Temporal.Instant;
    readonly found: readonly Finding[];
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    `update reading_exception e
        set state = 'cleared', decided_at = $6
      where e.channel_id = $1
        and e.state = 'open'
        and e.rule = any($2)
        and e.to_at > $3
        and (e.rule, e.from_at) not in (select * from unnest($4::text[], $5::timestamptz[]))`,
    [
      gone.channelId,
      gone.rules,
      gone.since.toString(),
      gone.found.map(({ rule }) => rule),
      gone.found.map(({ range }) => range.from.toString()),
      gone.at.toString(),
    ],
  );
}

/** What was decided of channels, by `decisionKey`: it holds no bill back any more. */
export async function listDecided(
  db: Queryable,
  channelIds: readonly ChannelId[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ channel_id: number; rule: string; from_at: Temporal.Instant }>(
    `select channel_id, rule, from_at
       from reading_exception
      where channel_id = any($1)
        and state in ('accepted', 'estimated', 'corrected')`,
    [channelIds],
  );
  return new Set(
    rows.map((row) => decisionKey(row.channel_id, { rule: row.rule, from: row.from_at })),
  );
}

export function decisionKey(
  channelId: number,
  { rule, from }: { readonly rule: string; readonly from: Temporal.Instant },
): string {
  return `${channelId} ${rule} ${from.epochMilliseconds}`;
}

/** Since when something is open of a channel that later readings may clear, within a time. */
export async function oldestOpen(
  db: Queryable,
  { channelId, after }: { readonly channelId: ChannelId; readonly after: Temporal.Instant },
): Promise<Temporal.Instant | undefined> {
  const { rows } = await db.query<{ from_at: Temporal.Instant | null }>(
    `select min(from_at) as from_at
       from reading_exception
      where channel_id = $1 and state = 'open' and from_at >= $2`,
    [channelId, after.toString()],
  );
  return rows[0]?.from_at ?? undefined;
}

/** Notes that a gap has been filled by estimates, whatever its state. */
export async function noteEstimated(
  db: Queryable,
  noted: {
    readonly channelId: ChannelId;
    readonly from: Temporal.Instant;
    readonly at: Temporal.Instant;
    /** By which method. */
    readonly note: string;
  },
): Promise<void> {
  await db.query(
    `update reading_exception
        set state = 'estimated', decided_at = $3, decided_by = 'estimation', note = $4
      where channel_id = $1 and rule = 'missing' and from_at = $2`,
    [noted.channelId, noted.from.toString(), noted.at.toString(), noted.note],
  );
}

/** Notes a decision with its undoing, where it stands as somebody saw it; false when it does not. */
export async function decideException(
  db: Queryable,
  decision: {
    readonly id: number;
    readonly from: ExceptionState;
    readonly to: ExceptionState;
    readonly at: Temporal.Instant;
    readonly actor: string;
    readonly note: string;
    readonly undo?: unknown;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update reading_exception
        set state = $3,
            decided_at = case when $3 = 'open' then null else $4::timestamptz end,
            decided_by = case when $3 = 'open' then null else $5 end,
            note = $6,
            undo = $7
      where id = $1 and state = $2`,
    [
      decision.id,
      decision.from,
      decision.to,
      decision.at.toString(),
      decision.actor,
      decision.note,
      decision.undo === undefined ? null : JSON.stringify(decision.undo),
    ],
  );
  return rowCount === 1;
}

/** What takes a decision back; null where nothing but the decision itself has to be. */
export async function readUndo(db: Queryable, id: number): Promise<unknown> {
  const { rows } = await db.query<{ undo: unknown }>(
    "select undo from reading_exception where id = $1",
    [id],
  );
  return rows[0]?.undo ?? null;
}
