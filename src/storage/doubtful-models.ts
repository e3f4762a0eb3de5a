import type { ServicePointId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/**
 * Brings the list of the catalogue's doubtful types into agreement; those of one's own, and what
 * has been vouched for, stay.
 */
export async function setDoubtfulModels(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `insert into doubtful_meter_model (id)
     select unnest($1::text[])
         on conflict (id) do nothing`,
    [ids],
  );
  await db.query(
    `delete from doubtful_meter_model d
      where confirmed_at is null
        and not id = any($1)
        and not exists (select from custom_meter_model c where c.id = d.id)`,
    [ids],
  );
}

/** What a person vouched for. */
export interface Confirmation {
  readonly id: string;
  readonly confirmedAt: Temporal.Instant;
  readonly confirmedBy: string;
  readonly note: string;
}

/** The doubtful types that a person has vouched for. */
export async function listConfirmations(db: Queryable): Promise<Confirmation[]> {
  const { rows } = await db.query<{
    id: string;
    confirmed_at: Temporal.Instant;
    confirmed_by: string;
    note: string;
  }>(
    `select id, confirmed_at, confirmed_by, note
       from doubtful_meter_model
      where confirmed_at is not null
      order by id`,
  );
  return rows.map((row) => ({
    id: row.id,
    confirmedAt: row.confirmed_at,
    confirmedBy: row.confirmed_by,
    note: row.note,
  }));
}

/** Notes that a person has compared a meter of the type with its display. */
export async function confirmModel(
  db: Queryable,
  confirmed: {
    readonly id: string;
    readonly at: Temporal.Instant;
    readonly by: string;
    readonly note: string;
  },
): Promise<void> {
  await db.query(
    `insert into doubtful_meter_model (id, confirmed_at, confirmed_by, note)
     values ($1, $2, $3, $4)
         on conflict (id) do update
        set confirmed_at = excluded.confirmed_at,
            confirmed_by = excluded.confirmed_by,
            note = excluded.note`,
    [confirmed.id, confirmed.at.toString(), confirmed.by, confirmed.note],
  );
}

/** A meter whose type nobody has vouched for, while it is or was installed. */
export interface DoubtfulMeter {
  readonly servicePointId: ServicePointId;
  readonly serialNumber: string;
  readonly modelId: string;
  readonly installedAt: Temporal.Instant;
  readonly removedAt: Temporal.Instant | null;
}

/** Meters of doubtful types that measure these points, or did. */
export async function listDoubtfulMeters(
  db: Queryable,
  servicePointIds: readonly ServicePointId[],
): Promise<DoubtfulMeter[]> {
  const { rows } = await db.query<{
    service_point_id: ServicePointId;
    serial_number: string;
    model_id: string;
    installed_at: Temporal.Instant;
    removed_at: Temporal.Instant | null;
  }>(
    `select i.service_point_id, m.serial_number, m.model_id, i.installed_at, i.removed_at
       from meter_installation i
       join meter m on m.id = i.meter_id
       join doubtful_meter_model d on d.id = m.model_id and d.confirmed_at is null
      where i.service_point_id = any($1)
      order by i.service_point_id, i.installed_at`,
    [servicePointIds],
  );
  return rows.map((row) => ({
    servicePointId: row.service_point_id,
    serialNumber: row.serial_number,
    modelId: row.model_id,
    installedAt: row.installed_at,
    removedAt: row.removed_at,
  }));
}

/** A type of one's own is doubtful, from now on and again. */
export async function noteDoubtfulModel(db: Queryable, id: string): Promise<void> {
  await db.query(
    `insert into doubtful_meter_model (id)
     values ($1)
         on conflict (id) do update
        set confirmed_at = null, confirmed_by = null, note = ''`,
    [id],
  );
}

/** A type is not doubtful, or is no more. */
export async function withdrawConfirmation(db: Queryable, id: string): Promise<void> {
  await db.query("delete from doubtful_meter_model where id = $1", [id]);
}
