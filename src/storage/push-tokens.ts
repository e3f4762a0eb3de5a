import { asId, type LineId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** Gives a line a token; the one before is worth nothing any more. */
export async function setPushToken(
  db: Queryable,
  token: {
    readonly lineId: LineId;
    readonly tokenSha256: string;
    readonly at: Temporal.Instant;
    readonly by: string;
  },
): Promise<void> {
  const { lineId, tokenSha256, at, by } = token;
  await db.query(
    `insert into push_token (line_id, token_sha256, created_at, created_by)
     values ($1, $2, $3, $4)
         on conflict (line_id) do update
        set token_sha256 = excluded.token_sha256, created_at = excluded.created_at,
            created_by = excluded.created_by`,
    [lineId, tokenSha256, at.toString(), by],
  );
}

/** Takes a line its token; false when it has none. */
export async function removePushToken(db: Queryable, lineId: LineId): Promise<boolean> {
  const { rowCount } = await db.query("delete from push_token where line_id = $1", [lineId]);
  return rowCount === 1;
}

/** Since when a line has its token, and who made it; undefined when it has none. */
export async function readPushToken(
  db: Queryable,
  lineId: LineId,
): Promise<{ readonly createdAt: Temporal.Instant; readonly createdBy: string } | undefined> {
  const { rows } = await db.query<{ created_at: Temporal.Instant; created_by: string }>(
    "select created_at, created_by from push_token where line_id = $1",
    [lineId],
  );
  return rows[0] && { createdAt: rows[0].created_at, createdBy: rows[0].created_by };
}

/** The line of the kind push whose token it is; undefined for a token of none. */
export async function findPushLine(
  db: Queryable,
  tokenSha256: string,
): Promise<LineId | undefined> {
  const { rows } = await db.query<{ line_id: number }>(
    `select t.line_id
       from push_token t
       join line l on l.id = t.line_id
      where t.token_sha256 = $1 and l.enabled and l.transport->>'kind' = 'push'`,
    [tokenSha256],
  );
  return rows[0] && asId(rows[0].line_id);
}

/** The name of a line of the kind push; undefined for any other. */
export async function findPushLineName(db: Queryable, lineId: LineId): Promise<string | undefined> {
  const { rows } = await db.query<{ name: string }>(
    "select name from line where id = $1 and transport->>'kind' = 'push'",
    [lineId],
  );
  return rows[0]?.name;
}
