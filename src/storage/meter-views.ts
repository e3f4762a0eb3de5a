import { meterState, type MeterState } from "#domain/alarms/communication-state.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { asId, type MeterId, type SiteId, type TenantId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** The newest value of one quantity of a meter: for display only. */
export interface LiveValue {
  readonly quantity: string;
  /** Decimal text. */
  readonly value: string;
  readonly unit: string;
  readonly measuredAt: Temporal.Instant;
}

interface Reference {
  readonly id: number;
  readonly name: string;
}

/** A meter as the screens show it. */
export interface MeterView {
  readonly id: MeterId;
  readonly siteId: SiteId;
  readonly timeZone: string;
  readonly serialNumber: string;
  readonly modelId: string;
  readonly line: Reference | null;
  readonly unitAddress: string | null;
  readonly state: MeterState;
  /** The service point it measures now. */
  readonly point: {
    readonly id: number;
    readonly name: string;
    readonly role: "supply" | "unit" | "common";
    readonly commodity: Commodity;
  } | null;
  readonly space: Reference | null;
  /** Who holds the lease of the point on this local day. */
  readonly tenant: Reference | null;
  /** The quantity that bills are made from. */
  readonly billedQuantity: string | null;
  /** CT x VT x constant of its installation; 1 where it is installed nowhere. */
  readonly multiplier: { readonly numerator: bigint; readonly denominator: bigint };
  readonly live: readonly LiveValue[];
  readonly tags: readonly string[];
  readonly communication: {
    readonly lastGoodAt: Temporal.Instant | null;
    readonly lastAttemptAt: Temporal.Instant | null;
    readonly consecutiveFailures: number;
    readonly attempts: number;
    readonly answers: number;
    readonly latencyMs: number | null;
    readonly lastError: string | null;
  } | null;
}

/** Which meters, and as of when. */
export interface MeterSelection {
  readonly now: Temporal.Instant;
  readonly ids?: readonly MeterId[];
  /** Only what this tenant's leases of today give it. */
  readonly tenantId?: TenantId | undefined;
  /** Only so many of them, from the first of the page on; pages begin at 1. */
  readonly page?: { readonly page: number; readonly pageSize: number } | undefined;
}

/** Meters with their live values, in one query; by site, then by the name of the point. */
export async function listMeters(db: Queryable, selection: MeterSelection): Promise<MeterView[]> {
  const { rows } = await db.query<MeterRow>(
    `select m.id, m.site_id, s.time_zone, m.serial_number, m.model_id, m.unit_address,
            m.tags, l.id as line_id, l.name as line_name,
            p.id as point_id, p.name as point_name, p.role as point_role, p.commodity,
            sp.id as space_id, sp.name as space_name,
            t.id as tenant_id, t.name as tenant_name,
            (select b.quantity from channel b
              where b.service_point_id = p.id and b.billing
              order by b.id limit 1) as billed_quantity,
            (select json_agg(json_build_array(v.channel_key, v.value, v.unit, v.measured_at)
                             order by v.channel_key)
               from live_value v where v.meter_id = m.id) as live,
            coalesce(i.multiplier_numerator, 1) as multiplier_numerator,
            coalesce(i.multiplier_denominator, 1) as multiplier_denominator,
            c.meter_id is not null as noted, c.last_good_at, c.last_attempt_at,
            coalesce(c.consecutive_failures, 0) as consecutive_failures,
            c.attempts, c.answers, c.latency_ms, c.last_error
       from meter m
       join site s on s.id = m.site_id
      cross join lateral (select ($1::timestamptz at time zone s.time_zone)::date as day) today
       left join line l on l.id = m.line_id
       left join meter_installation i on i.meter_id = m.id and i.removed_at is null
       left join service_point p on p.id = i.service_point_id
       left join space sp on sp.id = p.space_id
       left join lateral (
         select t.id, t.name
           from lease_service_point lp
           join lease le on le.id = lp.lease_id
           join tenant t on t.id = le.tenant_id
          -- Written as in the constraint service_point_pays_once, whose index finds it.
          where p.id is not null
            and int4range(lp.service_point_id, lp.service_point_id, '[]')
                && int4range(p.id, p.id, '[]')
            and daterange(lp.starts_on, lp.ends_on) && daterange(today.day, today.day, '[]')
          limit 1
       ) t on true
       left join communication_state c on c.meter_id = m.id
      where ($2::int[] is null or m.id = any($2))
        and ($3::int is null or t.id = $3)
      order by m.site_id, p.name collate by_name, m.serial_number collate by_name, m.id
      limit $4 offset $5`,
    [
      selection.now.toString(),
      selection.ids ?? null,
      selection.tenantId ?? null,
      selection.page?.pageSize ?? null,
      selection.page ? (selection.page.page - 1) * selection.page.pageSize : 0,
    ],
  );
  return rows.map((row) => meterOf(row, selection.now));
}

/** How many meters there are, or this tenant has today. */
export async function countMeters(
  db: Queryable,
  { now, tenantId }: Pick<MeterSelection, "now" | "tenantId">,
): Promise<number> {
  if (tenantId !== undefined) return (await listMeters(db, { now, tenantId })).length;
  const { rows } = await db.query<{ n: number }>("select count(*)::int as n from meter");
  return rows[0]?.n ?? 0;
}

interface MeterRow {
  readonly id: number;
  readonly site_id: number;
  readonly time_zone: string;
  readonly serial_number: string;
  readonly model_id: string;
  readonly unit_address: string | null;
  readonly tags: readonly string[];
  readonly line_id: number | null;
  readonly line_name: string | null;
  readonly point_id: number | null;
  readonly point_name: string | null;
  readonly point_role: "supply" | "unit" | "common";
  readonly commodity: Commodity;
  readonly space_id: number | null;
  readonly space_name: string | null;
  readonly tenant_id: number | null;
  readonly tenant_name: string | null;
  readonly billed_quantity: string | null;
  readonly live: readonly (readonly [string, string, string, string])[] | null;
  readonly multiplier_numerator: bigint;
  readonly multiplier_denominator: bigint;
  readonly noted: boolean;
  readonly last_good_at: Temporal.Instant | null;
  readonly last_attempt_at: Temporal.Instant | null;
  readonly consecutive_failures: number;
  readonly attempts: bigint;
  readonly answers: bigint;
  readonly latency_ms: number | null;
  readonly last_error: string | null;
}

function meterOf(row: MeterRow, now: Temporal.Instant): MeterView {
  return {
    id: asId(row.id),
    siteId: asId(row.site_id),
    timeZone: row.time_zone,
    serialNumber: row.serial_number,
    modelId: row.model_id,
    line: referenceOf(row.line_id, row.line_name),
    unitAddress: row.unit_address,
    state: meterState(
      {
        onLine: row.line_id !== null,
        lastAttemptAt: row.last_attempt_at,
        consecutiveFailures: row.consecutive_failures,
      },
      now,
    ),
    point: pointOf(row),
    space: referenceOf(row.space_id, row.space_name),
    tenant: referenceOf(row.tenant_id, row.tenant_name),
    billedQuantity: row.billed_quantity,
    multiplier: {
      numerator: row.multiplier_numerator,
      denominator: row.multiplier_denominator,
    },
    live: (row.live ?? []).map(([quantity, value, unit, measuredAt]) => ({
      quantity,
      value,
      unit,
      measuredAt: Temporal.Instant.from(measuredAt),
    })),
    tags: row.tags,
    communication: row.noted ? communicationOf(row) : null,
  };
}

function referenceOf(id: number | null, name: string | null): Reference | null {
  return id === null || name === null ? null : { id, name };
}

function pointOf(row: MeterRow): MeterView["point"] {
  const reference = referenceOf(row.point_id, row.point_name);
  return reference && { ...reference, role: row.point_role, commodity: row.commodity };
}

function communicationOf(row: MeterRow): MeterView["communication"] {
  return {
    lastGoodAt: row.last_good_at,
    lastAttemptAt: row.last_attempt_at,
    consecutiveFailures: row.consecutive_failures,
    attempts: Number(row.attempts),
    answers: Number(row.answers),
    latencyMs: row.latency_ms,
    lastError: row.last_error,
  };
}

/** One stretch of time in which the meter measured a service point. */
export interface InstallationView {
  readonly servicePoint: Reference;
  readonly installedAt: Temporal.Instant;
  readonly removedAt: Temporal.Instant | null;
  /** `"40"` or `"1/3"`. */
  readonly multiplier: string;
}

/** Where the meter has been, newest first. */
export async function listInstallations(
  db: Queryable,
  meterId: MeterId,
): Promise<InstallationView[]> {
  const { rows } = await db.query<{
    id: number;
    name: string;
    installed_at: Temporal.Instant;
    removed_at: Temporal.Instant | null;
    multiplier: string;
  }>(
    `select p.id, p.name, i.installed_at, i.removed_at,
            i.multiplier_numerator
              || case when i.multiplier_denominator = 1 then ''
                      else '/' || i.multiplier_denominator end as multiplier
       from meter_installation i
       join service_point p on p.id = i.service_point_id
      where i.meter_id = $1
      order by i.installed_at desc`,
    [meterId],
  );
  return rows.map((row) => ({
    servicePoint: { id: row.id, name: row.name },
    installedAt: row.installed_at,
    removedAt: row.removed_at,
    multiplier: row.multiplier,
  }));
}

/** One measured quantity of a service point. */
export interface ChannelView {
  readonly id: number;
  readonly quantity: string;
  readonly unit: string;
  /** Decimal text: one count of the stored register in the unit. */
  readonly resolution: string;
  readonly registerDigits: number;
  readonly intervalMinutes: number;
  readonly billing: boolean;
  /** Decimal text: the most that can be used in an hour; null where nobody told it. */
  readonly mostPerHour: string | null;
}

/** The channels of a service point; billed ones first. */
export async function listChannels(db: Queryable, servicePointId: number): Promise<ChannelView[]> {
  const { rows } = await db.query<ChannelView>(
    `select id, quantity, unit, resolution, billing,
            register_digits as "registerDigits", interval_minutes as "intervalMinutes",
            most_per_hour as "mostPerHour"
       from channel
      where service_point_id = $1
      order by billing desc, id`,
    [servicePointId],
  );
  return rows;
}
