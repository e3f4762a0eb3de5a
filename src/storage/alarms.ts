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

/** PostgreSQL carries at most 8,000 bytes in a notice; an identifier has up to ten digits. */
const ALARMS_A_NOTICE = 500;

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Details as they were stored: instants come back as instants, figures stay decimal text. */
export function revivedDetails(details: unknown): AlarmDetails {
  return JSON.parse(JSON.stringify(details), (_, value: unknown) =>
    typeof value === "string" && INSTANT.test(value) ? Temporal.Instant.from(value) : value,
  ) as AlarmDetails;
}

/** An alarm to be raised. */
export interface NewAlarm {
  readonly source: AlarmSource;
  readonly details: AlarmDetails;
  /** The rule's own where it is left out. */
  readonly severity?: AlarmSeverity;
}

/**
 * Raises alarms of a site, all in one statement, and tells listeners when the transaction commits.
 * Returns those that are new: one that is open already (the indexes alarm_open_once and
 * alarm_one_loss_a_zone) stays as it is, so that two watchers at once raise it once.
 */
export async function raiseAlarms(
  tx: Queryable,
  {
    siteId,
    alarms,
    raisedAt,
  }: {
    readonly siteId: SiteId;
    readonly alarms: readonly NewAlarm[];
    readonly raisedAt: Temporal.Instant;
  },
): Promise<AlarmId[]> {
  if (alarms.length === 0) return [];
  const ruleOf = ({ details }: NewAlarm) => ALARM_RULES[details.rule];
  const { rows } = await tx.query<{ id: number }>(
    `insert into alarm
       (site_id, rule, kind, severity, source_kind, source_id, source_name, details, raised_at)
     select $1, rule, kind, severity, source_kind, source_id, source_name, details, $9
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::jsonb[])
              as a (rule, kind, severity, source_kind, source_id, source_name, details)
     on conflict do nothing
     returning id`,
    [
      siteId,
      alarms.map(({ details }) => details.rule),
      alarms.map((alarm) => ruleOf(alarm).kind),
      alarms.map((alarm) => alarm.severity ?? ruleOf(alarm).severity),
      alarms.map(({ source }) => source.kind),
      alarms.map(({ source }) => source.id),
      alarms.map(({ source }) => source.name),
      alarms.map(({ details }) => JSON.stringify(details)),
      raisedAt.toString(),
    ],
  );
  const ids = rows.map(({ id }) => asId<AlarmId>(id));
  await tellListeners(tx, ids);
  return ids;
}

/** Raises one alarm. Undefined when the same one is open already. */
export async function raiseAlarm(
  tx: Queryable,
  {
    siteId,
    raisedAt,
    ...alarm
  }: NewAlarm & { readonly siteId: SiteId; readonly raisedAt: Temporal.Instant },
): Promise<AlarmId | undefined> {
  const [id] = await raiseAlarms(tx, { siteId, raisedAt, alarms: [alarm] });
  return id;
}

/** Clears alarms whose cause is gone. Returns those that were open until now. */
export async function clearAlarms(
  tx: Queryable,
  { ids, clearedAt }: { readonly ids: readonly AlarmId[]; readonly clearedAt: Temporal.Instant },
): Promise<AlarmId[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<{ id: number }>(
    "update alarm set cleared_at = $2 where id = any($1) and cleared_at is null returning id",
    [ids, clearedAt.toString()],
  );
  const cleared = rows.map(({ id }) => asId<AlarmId>(id));
  await tellListeners(tx, cleared);
  return cleared;
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
  if (rowCount !== 0) await tellListeners(tx, [id]);
}

/**
 * Raises an open alarm again whose cause has grown worse for the `occasion`-th time: it is nobody's any
 * more, is put aside no longer, and everybody is told once more. Its first raise stays. False when that
 * was done already, so that two watchers at once do it once.
 */
export async function raiseAlarmAgain(
  tx: Queryable,
  {
    id,
    occasion,
    at,
  }: { readonly id: AlarmId; readonly occasion: number; readonly at: Temporal.Instant },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update alarm
        set raised_again_at = $3,
            occasion = $2,
            acknowledged_at = null,
            acknowledged_by = null,
            acknowledgement_note = null,
            shelved_until = null,
            shelved_by = null,
            shelving_note = null
      where id = $1
        and occasion < $2
        and cleared_at is null`,
    [id, occasion, at.toString()],
  );
  if (rowCount === 0) return false;
  await tellListeners(tx, [id]);
  return true;
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
  await tellListeners(tx, [id]);
  return true;
}

async function tellListeners(tx: Queryable, ids: readonly AlarmId[]): Promise<void> {
  for (let first = 0; first < ids.length; first += ALARMS_A_NOTICE) {
    const notice = { alarmIds: ids.slice(first, first + ALARMS_A_NOTICE) };
    await tx.query("select pg_notify('alarm', $1)", [JSON.stringify(notice)]);
  }
}

/** The open alarms of these rules at a site, to be compared with the verdicts of now. */
export async function listOpenAlarms(
  db: Queryable,
  {
    siteId,
    rules,
    now,
  }: {
    readonly siteId: SiteId;
    readonly rules: readonly AlarmRuleName[];
    readonly now: Temporal.Instant;
  },
): Promise<OpenAlarm[]> {
  const { rows } = await db.query<{
    id: number;
    rule: AlarmRuleName;
    source_kind: AlarmSourceKind;
    source_id: number;
    recent_raises: number;
    quiet_since: Temporal.Instant | null;
  }>(
    `select a.id, a.rule, a.source_kind, a.source_id, a.quiet_since,
            (select count(*)::int
               from alarm b
              where b.site_id = a.site_id
                and b.source_kind = a.source_kind
                and b.source_id = a.source_id
                and b.rule = a.rule
                and b.raised_at > $3::timestamptz - interval '1 hour') as recent_raises
       from alarm a
      where a.site_id = $1
        and a.rule = any($2)
        and a.cleared_at is null`,
    [siteId, rules, now.toString()],
  );
  return rows.map((row) => ({
    id: asId(row.id),
    rule: row.rule,
    source: { kind: row.source_kind, id: row.source_id },
    recentRaises: row.recent_raises,
    quietSince: row.quiet_since,
  }));
}

/** Notes of wavering alarms since when their cause is gone; null: it is back. */
export async function markQuiet(
  db: Queryable,
  { ids, since }: { readonly ids: readonly AlarmId[]; readonly since: Temporal.Instant | null },
): Promise<void> {
  await db.query("update alarm set quiet_since = $2 where id = any($1) and cleared_at is null", [
    ids,
    since?.toString() ?? null,
  ]);
}

/**
 * Puts an open alarm aside until an instant, or takes it back (`until` null). False when it is not
 * open.
 */
export async function shelveAlarm(
  tx: Queryable,
  shelving: {
    readonly id: AlarmId;
    readonly until: Temporal.Instant | null;
    readonly by: string;
    readonly note: string;
  },
): Promise<boolean> {
  const { id, until, by, note } = shelving;
  const { rowCount } = await tx.query(
    `update alarm
        set shelved_until = $2,
            shelved_by = case when $2::timestamptz is null then null else $3 end,
            shelving_note = case when $2::timestamptz is null then null else $4 end
      where id = $1
        and cleared_at is null`,
    [id, until?.toString() ?? null, by, note],
  );
  if (rowCount === 0) return false;
  await tellListeners(tx, [id]);
  return true;
}

/** Which alarms to show. */
export interface AlarmSelection {
  readonly ids?: readonly AlarmId[];
  readonly openOnly?: boolean;
  /** Of these sources: a meter and the line it hangs on. */
  readonly sources?: readonly { readonly kind: AlarmSourceKind; readonly id: number }[];
  /** Decides what is put aside now: those come after the other open ones. */
  readonly now: Temporal.Instant;
  readonly atMost: number;
}

/** Alarms for the screen: open ones first, worst first, then the newest. */
export async function listAlarms(db: Queryable, selection: AlarmSelection): Promise<Alarm[]> {
  const { rows } = await db.query<AlarmRow>(
    `select id, site_id, kind, severity, source_kind, source_id, source_name, details, raised_at,
            raised_again_at, acknowledged_at, acknowledged_by, acknowledgement_note, cleared_at, shelved_until,
            shelved_by, shelving_note
       from alarm
      where ($1::int[] is null or id = any($1))
        and (not $2 or cleared_at is null)
        and ($3::text[] is null or source_kind || ' ' || source_id = any($3))
      order by (cleared_at is not null), (coalesce(shelved_until, '-infinity') > $6),
               array_position($4::text[], severity) desc,
               coalesce(raised_again_at, raised_at) desc, id desc
      limit $5`,
    [
      selection.ids ?? null,
      selection.openOnly ?? false,
      selection.sources?.map((source) => `${source.kind} ${source.id}`) ?? null,
      ALARM_SEVERITIES,
      selection.atMost,
      selection.now.toString(),
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

/** How many alarms are open and not put aside, by kind. */
export async function countOpenAlarms(
  db: Queryable,
  now: Temporal.Instant,
): Promise<Record<AlarmKind, AlarmCount>> {
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
        and (shelved_until is null or shelved_until <= $2)
      group by kind`,
    [ALARM_SEVERITIES, now.toString()],
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
    consumption: countOf("consumption"),
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
  readonly raised_again_at: Temporal.Instant | null;
  readonly acknowledged_at: Temporal.Instant | null;
  readonly acknowledged_by: string | null;
  readonly acknowledgement_note: string | null;
  readonly cleared_at: Temporal.Instant | null;
  readonly shelved_until: Temporal.Instant | null;
  readonly shelved_by: string | null;
  readonly shelving_note: string | null;
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
    raisedAgainAt: row.raised_again_at,
    acknowledgedBy: row.acknowledged_by,
    acknowledgementNote: row.acknowledgement_note,
    shelvedUntil: row.shelved_until,
    shelvedBy: row.shelved_by,
    shelvingNote: row.shelving_note,
    ...dates,
  };
}
