import type { MeterId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** Why a meter cannot be removed as if it had never been entered; undefined when it can. */
export async function whyMeterStays(db: Queryable, id: MeterId): Promise<string | undefined> {
  const { rows } = await db.query<{ is_read: boolean; was_removed: boolean; was_first: boolean }>(
    `with own as (
       select c.id
         from channel c
         join meter_installation i on i.service_point_id = c.service_point_id
        where i.meter_id = $1
     )
     select (exists (select from reading where channel_id in (select id from own))
             or exists (select from stored_month where channel_id in (select id from own)))
              as is_read,
            exists (select from meter_installation
                     where meter_id = $1 and removed_at is not null) as was_removed,
            not exists (select from meter_installation i
                          join meter_installation o on o.service_point_id = i.service_point_id
                         where i.meter_id = $1 and o.meter_id <> $1) as was_first`,
    [id],
  );
  const [row] = rows;
  if (row?.is_read) return "readings of it are kept";
  if (row?.was_removed) return "it was exchanged";
  return row?.was_first === false ? "it took the place of another meter" : undefined;
}

/** Removes a meter with its installation and the channels that it alone brought to its point. */
export async function deleteMeter(tx: Queryable, id: MeterId): Promise<void> {
  await tx.query(
    `delete from channel
      where service_point_id in (select service_point_id from meter_installation where meter_id = $1)`,
    [id],
  );
  await tx.query("delete from meter_installation where meter_id = $1", [id]);
  for (const table of [
    "live_value",
    "communication_state",
    "communication_hour",
    "communication_error_hour",
  ]) {
    await tx.query(`delete from ${table} where meter_id = $1`, [id]);
  }
  await tx.query("delete from meter where id = $1", [id]);
}
