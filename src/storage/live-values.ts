import { Decimal } from "#domain/core/decimal.ts";
import type { LineId, MeterId, ServicePointId } from "#domain/core/id.ts";
import type { ShownValue } from "#domain/validation/standstill.ts";
import type { Queryable } from "#platform/database.ts";

/** What a quantity of a meter shows now. */
export interface LiveValue {
  readonly meterId: MeterId;
  readonly quantity: string;
  /** Decimal text. */
  readonly value: string;
  readonly unit: string;
  readonly measuredAt: Temporal.Instant;
}

/** PostgreSQL carries at most 8,000 bytes in a notice; an identifier has up to ten digits. */
const METERS_A_NOTICE = 500;

/** Between two values that lie further apart nobody knows what the meter showed. */
const APART_AT_MOST_MINUTES = 15;

/** Whether a value above zero follows one that was. */
const GOES_ON = `excluded.above_zero_since is not null
                 and known.above_zero_since is not null
                 and known.unit = excluded.unit
                 and excluded.measured_at - known.measured_at
                     between interval '0' and interval '${APART_AT_MOST_MINUTES} minutes'`;

/** Replaces the newest values and tells the open screens, in one transaction. */
export async function storeLiveValues(tx: Queryable, values: readonly LiveValue[]): Promise<void> {
  if (values.length === 0) return;
  await tx.query(
    `insert into live_value as known
            (meter_id, channel_key, value, unit, measured_at, above_zero_since, least_above_zero)
     select meter_id, channel_key, value, unit, measured_at,
            case when value::numeric > 0 then measured_at end,
            case when value::numeric > 0 then value::numeric end
       from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
         as shown (meter_id, channel_key, value, unit, measured_at)
         on conflict (meter_id, channel_key) do update
        set value = excluded.value, unit = excluded.unit, measured_at = excluded.measured_at,
            above_zero_since = case when ${GOES_ON} then known.above_zero_since
                                    else excluded.above_zero_since end,
            least_above_zero = case when ${GOES_ON}
                                    then least(known.least_above_zero, excluded.least_above_zero)
                                    else excluded.least_above_zero end`,
    [
      values.map(({ meterId }) => meterId),
      values.map(({ quantity }) => quantity),
      values.map(({ value }) => value),
      values.map(({ unit }) => unit),
      values.map(({ measuredAt }) => measuredAt.toString()),
    ],
  );
  const meterIds = [...new Set(values.map(({ meterId }) => meterId))];
  for (let first = 0; first < meterIds.length; first += METERS_A_NOTICE) {
    const notice = { meterIds: meterIds.slice(first, first + METERS_A_NOTICE) };
    await tx.query("select pg_notify('live', $1)", [JSON.stringify(notice)]);
  }
}

/** How one attempt to read a meter went. */
export interface Attempt {
  readonly meterId: MeterId;
  readonly lineId: LineId;
  readonly at: Temporal.Instant;
  /** Undefined: it answered. */
  readonly error: string | undefined;
  /** Of what kind the error is: `no-answer`, `wrong-checksum`, ... */
  readonly errorKind: string | undefined;
  /** Milliseconds until it answered. */
  readonly latencyMs: number | undefined;
}

/** Notes attempts, one a meter; tells the open screens when a meter falls silent or is back. */
export async function storeAttempts(tx: Queryable, attempts: readonly Attempt[]): Promise<void> {
  if (attempts.length === 0) return;
  const { rows } = await tx.query<{ line_id: number }>(
    `with attempt as (
       select *
         from unnest($1::int[], $2::int[], $3::timestamptz[], $4::text[], $5::int[])
           as a (meter_id, line_id, at, error, latency_ms)
     ), before as (
       select meter_id, consecutive_failures
         from communication_state
        where meter_id = any($1)
     ), noted as (
       insert into communication_state
         (meter_id, line_id, last_good_at, last_attempt_at, consecutive_failures, attempts,
          answers, latency_ms, last_error)
       select meter_id, line_id, case when error is null then at end, at,
              (error is not null)::int, 1, (error is null)::int, latency_ms, error
         from attempt
           on conflict (meter_id) do update
          set line_id = excluded.line_id,
              last_good_at = coalesce(excluded.last_good_at, communication_state.last_good_at),
              last_attempt_at = excluded.last_attempt_at,
              consecutive_failures = case
                when excluded.consecutive_failures = 0 then 0
                else communication_state.consecutive_failures + 1
              end,
              attempts = communication_state.attempts + 1,
              answers = communication_state.answers + excluded.answers,
              latency_ms = coalesce(excluded.latency_ms, communication_state.latency_ms),
              last_error = coalesce(excluded.last_error, communication_state.last_error)
       returning meter_id, line_id, consecutive_failures
     )
     select distinct n.line_id
       from noted n
       left join before b on b.meter_id = n.meter_id
      where (n.consecutive_failures = 0) is distinct from (b.consecutive_failures = 0)`,
    [
      attempts.map(({ meterId }) => meterId),
      attempts.map(({ lineId }) => lineId),
      attempts.map(({ at }) => at.toString()),
      attempts.map(({ error }) => error ?? null),
      attempts.map(({ latencyMs }) => latencyMs ?? null),
    ],
  );
  await countByHour(tx, attempts);
  for (const { line_id: lineId } of rows) {
    await tx.query("select pg_notify('communication', $1)", [JSON.stringify({ lineId })]);
  }
}

/** Adds attempts, one a meter, to the counts of their hours. */
async function countByHour(tx: Queryable, attempts: readonly Attempt[]): Promise<void> {
  await tx.query(
    `insert into communication_hour as h
       (meter_id, line_id, hour, attempts, answers, latency_ms_sum, latency_ms_most)
     select meter_id, line_id, date_trunc('hour', at), 1, (latency_ms is not null)::int,
            coalesce(latency_ms, 0), coalesce(latency_ms, 0)
       from unnest($1::int[], $2::int[], $3::timestamptz[], $4::int[])
              as a (meter_id, line_id, at, latency_ms)
         on conflict (meter_id, hour) do update
        set attempts = h.attempts + 1,
            answers = h.answers + excluded.answers,
            line_id = excluded.line_id,
            latency_ms_sum = h.latency_ms_sum + excluded.latency_ms_sum,
            latency_ms_most = greatest(h.latency_ms_most, excluded.latency_ms_most)`,
    [
      attempts.map(({ meterId }) => meterId),
      attempts.map(({ lineId }) => lineId),
      attempts.map(({ at }) => at.toString()),
      attempts.map(({ latencyMs }) => latencyMs ?? null),
    ],
  );
  const failed = attempts.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return;
  await tx.query(
    `insert into communication_error_hour as h (meter_id, hour, kind, failures)
     select meter_id, date_trunc('hour', at), kind, 1
       from unnest($1::int[], $2::timestamptz[], $3::text[]) as a (meter_id, at, kind)
         on conflict (meter_id, hour, kind) do update
        set failures = h.failures + 1`,
    [
      failed.map(({ meterId }) => meterId),
      failed.map(({ at }) => at.toString()),
      failed.map(({ errorKind }) => errorKind ?? "wrong-answer"),
    ],
  );
}

/** What the meter that is at a point now shows of rates, and since when each is above zero. */
export async function listShownRates(
  db: Queryable,
  servicePointId: ServicePointId,
): Promise<ShownValue[]> {
  const { rows } = await db.query<Omit<ShownValue, "least"> & { readonly least: string | null }>(
    `select v.channel_key as quantity, v.unit, v.measured_at as "measuredAt",
            v.above_zero_since as "aboveZeroSince", v.least_above_zero::text as least
       from meter_installation i
       join live_value v on v.meter_id = i.meter_id
      where i.service_point_id = $1
        and i.removed_at is null
        and v.channel_key ~ '^(activePower|flow|energyReceived|(voltage|current)(L[123])?)$'`,
    [servicePointId],
  );
  return rows.map(({ least, ...shown }) => ({ ...shown, least: Decimal.parse(least ?? "0") }));
}
