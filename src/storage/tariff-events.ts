import { asId, type SiteId, type TariffEventId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { TimedEvent } from "#domain/rating/circumstances.ts";
import type { Queryable } from "#platform/database.ts";

/** A declared event of a site. */
export interface StoredEvent extends TimedEvent {
  readonly id: TariffEventId;
  readonly siteId: SiteId;
  readonly note: string;
}

/** What of the events is wanted. */
export interface EventSelection {
  readonly siteIds: readonly SiteId[];
  /** All names where left out. */
  readonly names?: readonly string[];
  /** Those that lie in it at least in part; all where left out. */
  readonly range?: InstantRange;
}

/** Declared events in order of time. */
export async function listTariffEvents(
  db: Queryable,
  { siteIds, names, range }: EventSelection,
): Promise<StoredEvent[]> {
  const { rows } = await db.query<StoredEvent>(
    `select id, site_id as "siteId", name, starts_at as "from", ends_at as "to", note
       from tariff_event
      where site_id = any($1)
        and ($2::text[] is null or name = any($2))
        and ($3::timestamptz is null or (starts_at < $4 and ends_at > $3))
      order by starts_at, id`,
    [siteIds, names ?? null, range?.from.toString() ?? null, range?.to.toString() ?? null],
  );
  return rows;
}

export async function addTariffEvent(
  tx: Queryable,
  event: Omit<StoredEvent, "id">,
): Promise<TariffEventId> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into tariff_event (site_id, name, starts_at, ends_at, note)
     values ($1, $2, $3, $4, $5)
     returning id`,
    [event.siteId, event.name, event.from.toString(), event.to.toString(), event.note],
  );
  return asId(rows[0]?.id ?? -1);
}

/** Removes an event; its row before, or undefined when there is none. */
export async function deleteTariffEvent(
  tx: Queryable,
  id: TariffEventId,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { rows } = await tx.query<{ row: Readonly<Record<string, unknown>> }>(
    "delete from tariff_event where id = $1 returning to_jsonb(tariff_event) as row",
    [id],
  );
  return rows[0]?.row;
}
