import { asId, type LineId } from "#domain/core/id.ts";
import { FIRST_PACE, type QuestionPace } from "#domain/metering/question-pace.ts";
import type { Queryable } from "#platform/database.ts";

/** What was learnt of how many questions at once the gateway of a line bears. */
export interface LinePace {
  readonly lineId: LineId;
  /** Host and port of which it was learnt. */
  readonly gateway: string;
  readonly pace: QuestionPace;
  readonly learntAt: Temporal.Instant;
}

/** Keeps what was learnt of lines; a line that was removed meanwhile is left out. */
export async function storeLinePaces(tx: Queryable, paces: readonly LinePace[]): Promise<void> {
  if (paces.length === 0) return;
  await tx.query(
    `insert into line_pace
            (line_id, gateway, at_once, fails_at, try_again_at, setbacks, learnt_at)
     select p.*
       from unnest($1::int[], $2::text[], $3::smallint[], $4::smallint[], $5::timestamptz[],
                   $6::int[], $7::timestamptz[]) as p (line_id, gateway, at_once, fails_at, try_again_at,
                         setbacks, learnt_at)
       join line l on l.id = p.line_id
      order by p.line_id
         on conflict (line_id) do update
        set gateway = excluded.gateway, at_once = excluded.at_once, fails_at = excluded.fails_at,
            try_again_at = excluded.try_again_at, setbacks = excluded.setbacks,
            learnt_at = excluded.learnt_at`,
    [
      paces.map(({ lineId }) => lineId),
      paces.map(({ gateway }) => gateway),
      paces.map(({ pace }) => pace.atOnce),
      paces.map(({ pace }) => pace.failsAt ?? null),
      paces.map(({ pace }) => (pace.failsAt === undefined ? null : instantText(pace.tryAgainMs))),
      paces.map(({ pace }) => pace.setbacks),
      paces.map(({ learntAt }) => learntAt.toString()),
    ],
  );
}

function instantText(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString();
}

/** What was learnt of these lines; those of which nothing was are left out. */
export async function readLinePaces(
  db: Queryable,
  lineIds: readonly LineId[],
): Promise<Map<LineId, LinePace>> {
  const { rows } = await db.query<{
    line_id: number;
    gateway: string;
    at_once: number;
    fails_at: number | null;
    try_again_at: Temporal.Instant | null;
    setbacks: number;
    learnt_at: Temporal.Instant;
  }>(
    `select line_id, gateway, at_once, fails_at, try_again_at, setbacks, learnt_at
       from line_pace
      where line_id = any($1)`,
    [lineIds],
  );
  return new Map(
    rows.map((row) => {
      const lineId = asId<LineId>(row.line_id);
      const pace = {
        ...FIRST_PACE,
        atOnce: row.at_once,
        failsAt: row.fails_at ?? undefined,
        tryAgainMs: row.try_again_at?.epochMilliseconds ?? 0,
        setbacks: row.setbacks,
      };
      return [lineId, { lineId, gateway: row.gateway, pace, learntAt: row.learnt_at }];
    }),
  );
}
