import type { Queryable } from "#platform/database.ts";

/** What the database tells of itself. */
export interface DatabaseFigures {
  /** `18.4`. */
  readonly version: string;
  readonly bytes: number;
  readonly newestMigration: string;
  /** Settings by which what was acknowledged could be lost, with their values; none is good. */
  readonly unsafeSettings: readonly { readonly name: string; readonly value: string }[];
}

/** Each must be on: else the server says it has stored what a power cut takes away again. */
const MUST_BE_ON = ["fsync", "full_page_writes", "synchronous_commit"];
/** `local` and the like of synchronous_commit wait for this machine's disk, too. */
const UNSAFE = "off";

export async function readDatabaseFigures(db: Queryable): Promise<DatabaseFigures> {
  const { rows } = await db.query<{
    version: string;
    bytes: bigint;
    newest: string | null;
    unsafe: DatabaseFigures["unsafeSettings"];
  }>(
    `select current_setting('server_version') as version,
            pg_database_size(current_database()) as bytes,
            (select name from schema_migration order by number desc limit 1) as newest,
            (select coalesce(json_agg(json_build_object('name', name, 'value', setting)), '[]')
               from pg_settings
              where name = any($1)
                and setting = $2) as unsafe`,
    [MUST_BE_ON, UNSAFE],
  );
  const row = rows[0];
  if (!row) throw new Error("a query without a table gave no row");
  const version = /^[\d.]+/.exec(row.version)?.[0] ?? row.version;
  return {
    version,
    bytes: Number(row.bytes),
    newestMigration: row.newest ?? "",
    unsafeSettings: row.unsafe,
  };
}

/** How much of the work is done, and how much waits. */
export interface WorkFigures {
  /** Channels that bills are made from, on lines that are read. */
  readonly channels: number;
  /** Of these, whose newest reading is two intervals old or older. */
  readonly lateChannels: number;
  /** When the newest reading of all was measured; null without any. */
  readonly newestReadingAt: Temporal.Instant | null;
  /** Drafts that wait for a person, and leases that no bill could be made for. */
  readonly draftBills: number;
  readonly blockedBills: number;
  /** Issued bills without their document yet. */
  readonly billsWithoutDocument: number;
  readonly openAlarms: {
    readonly info: number;
    readonly warning: number;
    readonly critical: number;
  };
}

/** A reading comes so long after its time at the latest: the line is asked for many meters then. */
const READING_GRACE_MINUTES = 5;
const INTERVALS = 2;

export async function readWorkFigures(db: Queryable, now: Temporal.Instant): Promise<WorkFigures> {
  const { rows } = await db.query<Omit<WorkFigures, "openAlarms"> & WorkFigures["openAlarms"]>(
    `with newest as (
       select c.interval_minutes,
              coalesce(
                (select max(r.measured_at) from reading r where r.channel_id = c.id),
                (select max(m.last_at) from stored_month m where m.channel_id = c.id)
              ) as at
         from channel c
         join meter_installation i
           on i.service_point_id = c.service_point_id and i.removed_at is null
         join meter m on m.id = i.meter_id
         join line l on l.id = m.line_id and l.enabled
        where c.billing
     ), seen as (
       select count(*)::int as channels, max(at) as newest_at,
              (count(*) filter (
                where at is null
                   or at < $1::timestamptz - make_interval(mins => $2 * interval_minutes + $3)
              ))::int as late
         from newest
     )
     select seen.channels, seen.late as "lateChannels", seen.newest_at as "newestReadingAt",
            (select count(*)::int from bill_run_lease x join bill_run r on r.id = x.bill_run_id
              where r.state in ('preparing', 'ready', 'issuing', 'stopped')
                and x.state = 'drafted') as "draftBills",
            (select count(*)::int from bill_run_lease x join bill_run r on r.id = x.bill_run_id
              where r.state in ('preparing', 'ready', 'issuing', 'stopped')
                and x.state = 'blocked') as "blockedBills",
            (select count(*)::int from bill b
              where not exists (select from bill_document d where d.bill_id = b.id))
              as "billsWithoutDocument",
            (select count(*)::int from alarm where cleared_at is null and severity = 'info') as info,
            (select count(*)::int from alarm where cleared_at is null and severity = 'warning')
              as warning,
            (select count(*)::int from alarm where cleared_at is null and severity = 'critical')
              as critical
       from seen`,
    [now.toString(), INTERVALS, READING_GRACE_MINUTES],
  );
  const row = rows[0];
  if (!row) throw new Error("a query without a table gave no row");
  const { info, warning, critical, ...figures } = row;
  return { ...figures, openAlarms: { info, warning, critical } };
}
