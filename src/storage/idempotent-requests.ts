import type { Queryable } from "#platform/database.ts";

/** Whose request it is, and under which key. */
export interface RequestKey {
  readonly owner: string;
  readonly key: string;
}

export interface KnownRequest {
  readonly route: string;
  readonly bodySha256: string;
  /** Null: it is under way, or was cut off. */
  readonly status: number | null;
  readonly answer: unknown;
}

const FORGOTTEN_AFTER_HOURS = 48;

/** Takes the key for a request; false when it is taken. Forgets keys that are two days old. */
export async function takeKey(
  db: Queryable,
  taken: RequestKey & {
    readonly route: string;
    readonly bodySha256: string;
    readonly at: Temporal.Instant;
  },
): Promise<boolean> {
  await db.query("delete from idempotent_request where begun_at < $1", [
    taken.at.subtract({ hours: FORGOTTEN_AFTER_HOURS }).toString(),
  ]);
  const { rowCount } = await db.query(
    `insert into idempotent_request (owner, key, route, body_sha256, begun_at)
     values ($1, $2, $3, $4, $5)
         on conflict do nothing`,
    [taken.owner, taken.key, taken.route, taken.bodySha256, taken.at.toString()],
  );
  return rowCount === 1;
}

export async function findRequest(
  db: Queryable,
  { owner, key }: RequestKey,
): Promise<KnownRequest | undefined> {
  const { rows } = await db.query<KnownRequest>(
    `select route, body_sha256 as "bodySha256", status, answer
       from idempotent_request
      where owner = $1 and key = $2`,
    [owner, key],
  );
  return rows[0];
}

/** Keeps the answer for those who ask again. */
export async function keepAnswer(
  db: Queryable,
  kept: RequestKey & { readonly status: number; readonly answer: unknown },
): Promise<void> {
  await db.query(
    "update idempotent_request set status = $3, answer = $4 where owner = $1 and key = $2",
    [kept.owner, kept.key, kept.status, JSON.stringify(kept.answer)],
  );
}

/** Gives the key back: what was asked was refused, and nothing was done. */
export async function giveKeyBack(db: Queryable, { owner, key }: RequestKey): Promise<void> {
  await db.query("delete from idempotent_request where owner = $1 and key = $2", [owner, key]);
}
