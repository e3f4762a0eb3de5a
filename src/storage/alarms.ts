import type { Alarm, AlarmDetails, AlarmSource, OpenAlarm } from "#domain/alarms/alarm.ts";
import { alarmState } from "#domain/alarms/alarm.ts";
import {
  ALARM_RULES,
  ALARM_SEVERITIES,
  type AlarmKind,
  type AlarmRuleName,
  type AlarmSeverity,
  type AlarmSourceKind,
} from "#domain/alarms/alarm-rule.ts";
import { asId, type AlarmId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/**
 * Raises an alarm and tells listeners when the transaction commits. Undefined when the same one is
 * open already (the index alarm_open_once): two watchers at once raise it once.
 */
export async function raiseAlarm(
  tx: Queryable,
  alarm: {
    readonly siteId: SiteId;
    readonly source: AlarmSource;
    readonly details: AlarmDetails;
    readonly raisedAt: Temporal.Instant;
  },
): Promise<AlarmId | undefined> {
  const { rule } = alarm.details;
  const { kind, severity } = ALARM_RULES[rule];
  const { rows } = await tx.query<{ id: number }>(
    `insert into alarm
       (site_id, rule, kind, severity, source_kind, source_id, source_name, details, raised_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (site_id, rule, source_kind, source_id) where cleared_at is null do nothing
     returning id`,
    [
      alarm.siteId,
      rule,
      kind,
      severity,
      alarm.source.kind,
      alarm.source.id,
      alarm.source.name,
      JSON.stringify(alarm.details),
      alarm.raisedAt.toString(),
    ],
  );
  const row = rows[0];
  if (!row) return undefined;
  await tellListeners(tx, row.id);
  return asId(row.id);
}

/** Clears an alarm whose cause is gone. False when it was cleared already. */
export async function clearAlarm(
  tx: Queryable,
  { id, clearedAt }: { readonly id: AlarmId; readonly clearedAt: Temporal.Instant },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    "update alarm set cleared_at = $2 where id = $1 and cleared_at is null",
    [id, clearedAt.toString()],
  );
  if (rowCount === 0) return false;
  await tellListeners(tx, id);
  return true;
}

/** Gives an open alarm the figures of now. */
export async function renewAlarm(
  tx: Queryable,
  { id, details }: { readonly id: AlarmId; readonly details: AlarmDetails },
): Promise<void> {
  const { rowCount } = await tx.query(
    "update alarm set details = $2 where id = $1 and cleared_at is null and details <> $2",
    [id, JSON.stringify(details)],
  );
  if (rowCount !== 0) await tellListeners(tx, id);
}

/** Notes who sees to an alarm. False when somebody did already: the first one stays. */
export async function acknowledgeAlarm(
  tx: Queryable,
  acknowledgement: {
    readonly id: AlarmId;
    readonly by: string;
    readonly note: string;
    readonly at: Temporal.Instant;
  },
): Promise<boolean> {
  const { id, by, note, at } = acknowledgement;
  const { rowCount } = await tx.query(
    `update alarm
        set acknowledged_at = $2, acknowledged_by = $3, acknowledgement_note = $4
      where id = $1
        and acknowledged_at is null`,
    [id, at.toString(), by, note],
  );
  if (rowCount === 0) return false;
  await tellListeners(tx, id);
  return true;
}

async function tellListeners(tx: Queryable, id: number): Promise<void> {
  await tx.query("select pg_notify('alarm', $1)", [JSON.stringify({ id })]);
}

/** The open alarms of these rules at a site, to be compared with the verdicts of now. */
export async function listOpenAlarms(
  db: Queryable,
  { siteId, rules }: { readonly siteId: SiteId; readonly rules: readonly AlarmRuleName[] },
): Promise<OpenAlarm[]> {
  const { rows } = await db.query<{
    id: number;
    rule: AlarmRuleName;
    source_kind: AlarmSourceKind;
    source_id: number;
  }>(
    `select id, rule, source_kind, source_id
       from alarm
      where site_id = $1
        and rule = any($2)
        and cleared_at is null`,
    [siteId, rules],
  );
  return rows.map((row) => ({
    id: asId(row.id),
    rule: row.rule,
    source: { kind: row.source_kind, id: row.source_id },
  }));
}

/** Which alarms to show. */
export interface AlarmSelection {
  readonly ids?: readonly AlarmId[];
  readonly openOnly?: boolean;
  /** Of these sources: a meter and the line it hangs on. */
  readonly sources?: readonly { readonly kind: AlarmSourceKind; readonly id: number }[];
  readonly atMost: number;
}

/** Alarms for the screen: open ones first, worst first, then the newest. */
export async function listAlarms(db: Queryable, selection: AlarmSelection): Promise<Alarm[]> {
  const { rows } = await db.query<AlarmRow>(
    `select id, site_id, kind, severity, source_kind, source_id, source_name, details, raised_at,
            acknowledged_at, acknowledged_by, acknowledgement_note, cleared_at
       from alarm
      where ($1::int[] is null or id = any($1))
        and (not $2 or cleared_at is null)
        and ($3::text[] is null or source_kind || ' ' || source_id = any($3))
      order by (cleared_at is not null), array_position($4::text[], severity) desc,
               raised_at desc, id desc
      limit $5`,
    [
      selection.ids ?? null,
      selection.openOnly ?? false,
      selection.sources?.map((source) => `${source.kind} ${source.id}`) ?? null,
      ALARM_SEVERITIES,
      selection.atMost,
    ],
  );
  return rows.map(alarmOf);
}

/** One light of the main screen. */
export interface AlarmCount {
  readonly open: number;
  readonly unacknowledged: number;
  readonly worst: AlarmSeverity | null;
}

/** How many alarms are open, by kind. */
export async function countOpenAlarms(db: Queryable): Promise<Record<AlarmKind, AlarmCount>> {
  const { rows } = await db.query<{
    kind: AlarmKind;
    open: number;
    unacknowledged: number;
    worst: number;
  }>(
    `select kind,
            count(*)::int as open,
            (count(*) filter (where acknowledged_at is null))::int as unacknowledged,
            max(array_position($1::text[], severity)) as worst
       from alarm
      where cleared_at is null
      group by kind`,
    [ALARM_SEVERITIES],
  );
  const countOf = (kind: AlarmKind): AlarmCount => {
    const row = rows.find((candidate) => candidate.kind === kind);
    if (!row) return { open: 0, unacknowledged: 0, worst: null };
    return {
      open: row.open,
      unacknowledged: row.unacknowledged,
      worst: ALARM_SEVERITIES[row.worst - 1] ?? null,
    };
  };
  return {
    communication: countOf("communication"),
    evasion: countOf("evasion"),
    system: countOf("system"),
  };
}

interface AlarmRow {
  readonly id: number;
  readonly site_id: number;
  readonly kind: AlarmKind;
  readonly severity: AlarmSeverity;
  readonly source_kind: AlarmSourceKind;
  readonly source_id: number;
  readonly source_name: string;
  readonly details: unknown;
  readonly raised_at: Temporal.Instant;
  readonly acknowledged_at: Temporal.Instant | null;
  readonly acknowledged_by: string | null;
  readonly acknowledgement_note: string | null;
  readonly cleared_at: Temporal.Instant | null;
}

function alarmOf(row: AlarmRow): Alarm {
  const dates = { acknowledgedAt: row.acknowledged_at, clearedAt: row.cleared_at };
  return {
    id: asId(row.id),
    siteId: asId(row.site_id),
    kind: row.kind,
    severity: row.severity,
    state: alarmState(dates),
    source: { kind: row.source_kind, id: row.source_id, name: row.source_name },
    details: row.details,
    raisedAt: row.raised_at,
    acknowledgedBy: row.acknowledged_by,
    acknowledgementNote: row.acknowledgement_note,
    ...dates,
  };
}
