import type { ChannelId, ServicePointId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A channel with readings that have not been judged. */
export interface DueChannel {
  readonly channelId: ChannelId;
  readonly servicePointId: ServicePointId;
  readonly siteId: SiteId;
  readonly timeZone: string;
  /** Undefined: never judged. */
  readonly judgedUntil: Temporal.Instant | undefined;
  readonly newest: Temporal.Instant;
}

/**
 * Channels whose newest reading lies after what has been judged, those that have waited longest
 * first; each at most once in `restMinutes`.
 *
 * In steps, each of which the next takes as it is: PostgreSQL expects a single channel to be due, and
 * of thousands it would else compare each with every service point.
 */
export async function listDueChannels(
  db: Queryable,
  {
    now,
    atMost,
    restMinutes,
  }: { readonly now: Temporal.Instant; readonly atMost: number; readonly restMinutes: number },
): Promise<DueChannel[]> {
  const { rows } = await db.query<{
    channel_id: ChannelId;
    service_point_id: ServicePointId;
    site_id: SiteId;
    time_zone: string;
    judged_until: Temporal.Instant | null;
    newest: Temporal.Instant;
  }>(
    `with newest as materialized (
       select c.id, c.service_point_id,
              coalesce(
                (select max(r.measured_at) from reading r where r.channel_id = c.id),
                (select max(m.last_at) from stored_month m where m.channel_id = c.id)
              ) as newest
         from channel c
     ), due as materialized (
       select n.id, n.service_point_id, n.newest, p.judged_until, p.judged_at
         from newest n
         left join validation_progress p on p.channel_id = n.id
        where n.newest is not null
          and (p.channel_id is null
               or (p.judged_until < n.newest
                   and p.judged_at <= $1::timestamptz - make_interval(mins => $3)))
        order by p.judged_at nulls first, n.id
        limit $2
     )
     select d.id as channel_id, d.service_point_id, s.id as site_id, s.time_zone, d.judged_until,
            d.newest
       from due d
       join service_point sp on sp.id = d.service_point_id
       join site s on s.id = sp.site_id
      order by d.judged_at nulls first, d.id`,
    [now.toString(), atMost, restMinutes],
  );
  return rows.map((row) => ({
    channelId: row.channel_id,
    servicePointId: row.service_point_id,
    siteId: row.site_id,
    timeZone: row.time_zone,
    judgedUntil: row.judged_until ?? undefined,
    newest: row.newest,
  }));
}

/** A channel whose newest reading is old. */
export type SilentChannel = Omit<DueChannel, "servicePointId" | "judgedUntil">;

/** Without a reading for so long a meter that is in place counts as silent. */
const SILENT_HOURS = 24;

/** Billed channels whose meter is in place and whose newest reading is more than a day old. */
export async function listSilentChannels(
  db: Queryable,
  now: Temporal.Instant,
): Promise<SilentChannel[]> {
  const { rows } = await db.query<SilentChannel>(
    `select c.id as "channelId", s.id as "siteId", s.time_zone as "timeZone", n.newest
       from channel c
       join service_point sp on sp.id = c.service_point_id
       join site s on s.id = sp.site_id
       join meter_installation i on i.service_point_id = sp.id and i.removed_at is null
      cross join lateral (
        select coalesce(
                 (select max(r.measured_at) from reading r where r.channel_id = c.id),
                 (select max(m.last_at) from stored_month m where m.channel_id = c.id)
               ) as newest
      ) n
      where c.billing
        and n.newest < $1::timestamptz - make_interval(hours => $2)
      order by c.id`,
    [now.toString(), SILENT_HOURS],
  );
  return rows;
}

/** Notes how far a channel has been judged. */
export async function saveProgress(
  db: Queryable,
  progress: {
    readonly channelId: ChannelId;
    readonly judgedUntil: Temporal.Instant;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    `insert into validation_progress (channel_id, judged_until, judged_at)
     values ($1, $2, $3)
         on conflict (channel_id) do update
        set judged_until = excluded.judged_until, judged_at = excluded.judged_at`,
    [progress.channelId, progress.judgedUntil.toString(), progress.at.toString()],
  );
}

/** Has the readings of a channel judged anew from an instant on, in the next round. */
export async function judgeAnew(
  db: Queryable,
  { channelId, from }: { readonly channelId: ChannelId; readonly from: Temporal.Instant },
): Promise<void> {
  await db.query(
    `update validation_progress
        set judged_until = least(judged_until, $2), judged_at = 'epoch'
      where channel_id = $1`,
    [channelId, from.toString()],
  );
}
