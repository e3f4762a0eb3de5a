import { Decimal } from "#domain/core/decimal.ts";
import { asId, type PriceSeriesId, type SiteId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { PriceSeries } from "#domain/rating/circumstances.ts";
import type { Queryable } from "#platform/database.ts";

/** A series as lists show it. */
export interface SeriesView {
  readonly id: PriceSeriesId;
  readonly siteId: SiteId;
  readonly name: string;
  /** Of the first step. */
  readonly from: Temporal.Instant;
  /** Until when the last step holds. */
  readonly to: Temporal.Instant;
  readonly steps: number;
}

/** The series of a site by name; of all sites where it is left out. */
export async function listPriceSeries(db: Queryable, siteId?: SiteId): Promise<SeriesView[]> {
  const { rows } = await db.query<SeriesView>(
    `select s.id, s.site_id as "siteId", s.name, min(p.starts_at) as "from", s.ends_at as "to",
            count(*)::int as steps
       from price_series s
       join price_series_step p on p.price_series_id = s.id
      where $1::int is null or s.site_id = $1
      group by s.id
      order by s.site_id, s.name collate by_name`,
    [siteId ?? null],
  );
  return rows;
}

/**
 * Of the site's series with these names the steps that hold in the range, by name; series that do
 * not exist are left out. The first step may begin before the range: it holds at its begin.
 */
export async function readPriceSeries(
  db: Queryable,
  {
    siteId,
    names,
    range,
  }: {
    readonly siteId: SiteId;
    readonly names: readonly string[];
    readonly range: InstantRange;
  },
): Promise<Readonly<Record<string, PriceSeries>>> {
  const { rows } = await db.query<{
    name: string;
    ends_at: Temporal.Instant;
    starts_at: Temporal.Instant;
    price: string;
  }>(
    `select s.name, s.ends_at, p.starts_at, p.price::text as price
       from price_series s
       join price_series_step p on p.price_series_id = s.id
      where s.site_id = $1
        and s.name = any($2)
        and p.starts_at < $4
        and p.starts_at >= coalesce((
              select max(q.starts_at)
                from price_series_step q
               where q.price_series_id = s.id and q.starts_at <= $3), '-infinity')
      order by s.name, p.starts_at`,
    [siteId, names, range.from.toString(), range.to.toString()],
  );
  const found = Map.groupBy(rows, ({ name }) => name);
  return Object.fromEntries(
    Array.from(found, ([name, steps]) => {
      const ends = steps[0]?.ends_at ?? range.to;
      const to = Temporal.Instant.compare(ends, range.to) < 0 ? ends : range.to;
      const read = steps.map((row) => ({ from: row.starts_at, price: Decimal.parse(row.price) }));
      return [name, { steps: read, to }];
    }),
  );
}

/** Locks a site's series of that name, creating none; undefined when there is none. */
export async function lockPriceSeries(
  tx: Queryable,
  { siteId, name }: { readonly siteId: SiteId; readonly name: string },
): Promise<Pick<SeriesView, "id" | "from" | "to"> | undefined> {
  const { rows } = await tx.query<Pick<SeriesView, "id" | "from" | "to">>(
    `select s.id, s.ends_at as "to",
            (select min(starts_at) from price_series_step where price_series_id = s.id) as "from"
       from price_series s
      where s.site_id = $1 and s.name = $2
        for update`,
    [siteId, name],
  );
  return rows[0];
}

export async function createPriceSeries(
  tx: Queryable,
  series: { readonly siteId: SiteId; readonly name: string; readonly to: Temporal.Instant },
): Promise<PriceSeriesId> {
  const { rows } = await tx.query<{ id: number }>(
    "insert into price_series (site_id, name, ends_at) values ($1, $2, $3) returning id",
    [series.siteId, series.name, series.to.toString()],
  );
  return asId(rows[0]?.id ?? -1);
}

/**
 * Puts prices in place of what a series said from their first step until `to`; what it said
 * afterwards stays. They must touch or overlap what is there.
 */
export async function putPrices(
  tx: Queryable,
  { id, steps, to }: PriceSeries & { readonly id: PriceSeriesId },
): Promise<void> {
  const until = to.toString();
  const from = steps[0]?.from.toString() ?? until;
  // The price that holds at the end of the new ones goes on from there.
  await tx.query(
    `insert into price_series_step (price_series_id, starts_at, price)
     select $1, $2, p.price
       from price_series_step p
       join price_series s on s.id = p.price_series_id and s.ends_at > $2
      where p.price_series_id = $1 and p.starts_at <= $2
      order by p.starts_at desc
      limit 1
         on conflict do nothing`,
    [id, until],
  );
  await tx.query(
    `delete from price_series_step
      where price_series_id = $1 and starts_at >= $2 and starts_at < $3`,
    [id, from, until],
  );
  await tx.query(
    `insert into price_series_step (price_series_id, starts_at, price)
     select $1::int, unnest($2::timestamptz[]), unnest($3::numeric[])`,
    [id, steps.map((step) => step.from.toString()), steps.map(({ price }) => price.toString())],
  );
  await tx.query("update price_series set ends_at = greatest(ends_at, $2) where id = $1", [
    id,
    until,
  ]);
}

/** Removes a series with all its steps; its name, or undefined when there is none. */
export async function deletePriceSeries(
  tx: Queryable,
  id: PriceSeriesId,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ name: string }>(
    "delete from price_series where id = $1 returning name",
    [id],
  );
  return rows[0]?.name;
}
