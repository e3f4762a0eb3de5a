import type { ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";

/** What a reading says: counts of its channel's resolution and bits of its quality. */
export interface ReadingContent {
  readonly counts: number;
  readonly quality: number;
}

/** One entry in a reading's history. */
export interface ReadingCorrection {
  readonly channelId: ChannelId;
  readonly measuredAt: Temporal.Instant;
  /** Undefined where there was no reading. */
  readonly before: ReadingContent | undefined;
  readonly after: ReadingContent;
  readonly correctedAt: Temporal.Instant;
  /** A user's e-mail address, or the part of the program: `estimation`. */
  readonly author: string;
  readonly reason: string;
}

/** Adds entries to the history; the numbering of one reading's corrections goes on. */
export async function recordCorrections(
  tx: Queryable,
  corrections: readonly ReadingCorrection[],
): Promise<void> {
  await tx.query(
    `insert into reading_correction
       (channel_id, measured_at, revision, old_value, old_quality, new_value, new_quality,
        corrected_at, author, reason)
     select u.channel_id, u.measured_at,
            1 + coalesce((select max(c.revision)
                            from reading_correction c
                           where c.channel_id = u.channel_id
                             and c.measured_at = u.measured_at), 0),
            u.old_value, u.old_quality, u.new_value, u.new_quality,
            u.corrected_at, u.author, u.reason
       from unnest($1::int[], $2::timestamptz[], $3::bigint[], $4::smallint[], $5::bigint[],
                   $6::smallint[], $7::timestamptz[], $8::text[], $9::text[])
         as u (channel_id, measured_at, old_value, old_quality, new_value, new_quality,
               corrected_at, author, reason)`,
    [
      corrections.map(({ channelId }) => channelId),
      corrections.map(({ measuredAt }) => measuredAt.toString()),
      corrections.map(({ before }) => before?.counts ?? null),
      corrections.map(({ before }) => before?.quality ?? null),
      corrections.map(({ after }) => after.counts),
      corrections.map(({ after }) => after.quality),
      corrections.map(({ correctedAt }) => correctedAt.toString()),
      corrections.map(({ author }) => author),
      corrections.map(({ reason }) => reason),
    ],
  );
}

/** Those of some readings that were stored with this value once, and have been corrected since. */
export async function findCorrected<
  R extends Pick<ReadingCorrection, "channelId" | "measuredAt"> & ReadingContent,
>(db: Queryable, readings: readonly R[]): Promise<ReadonlySet<R>> {
  const { rows } = await db.query<{ position: bigint }>(
    `select u.position
       from unnest($1::int[], $2::timestamptz[], $3::bigint[]) with ordinality
         as u (channel_id, measured_at, value, position)
      where exists (select
                      from reading_correction c
                     where c.channel_id = u.channel_id
                       and c.measured_at = u.measured_at
                       and c.old_value = u.value)`,
    [
      readings.map(({ channelId }) => channelId),
      readings.map(({ measuredAt }) => measuredAt.toString()),
      readings.map(({ counts }) => counts),
    ],
  );
  return new Set(rows.flatMap(({ position }) => readings[Number(position) - 1] ?? []));
}

/** The history of a channel's readings in a range, oldest reading first and first change first. */
export async function listCorrections(
  db: Queryable,
  channelId: ChannelId,
  { from, to }: InstantRange,
): Promise<ReadingCorrection[]> {
  const { rows } = await db.query<{
    measured_at: Temporal.Instant;
    old_value: bigint | null;
    old_quality: number | null;
    new_value: bigint;
    new_quality: number;
    corrected_at: Temporal.Instant;
    author: string;
    reason: string;
  }>(
    `select measured_at, old_value, old_quality, new_value, new_quality,
            corrected_at, author, reason
       from reading_correction
      where channel_id = $1
        and measured_at >= $2
        and measured_at < $3
      order by measured_at, revision`,
    [channelId, from.toString(), to.toString()],
  );
  return rows.map((row) => ({
    channelId,
    measuredAt: row.measured_at,
    before:
      row.old_value === null || row.old_quality === null
        ? undefined
        : { counts: Number(row.old_value), quality: row.old_quality },
    after: { counts: Number(row.new_value), quality: row.new_quality },
    correctedAt: row.corrected_at,
    author: row.author,
    reason: row.reason,
  }));
}
