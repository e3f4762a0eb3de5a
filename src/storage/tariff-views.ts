import type { Commodity } from "#domain/core/commodity.ts";
import type { TariffId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A tariff as the screens show it. Days are ISO text. */
export interface TariffView {
  readonly id: number;
  readonly siteId: number;
  readonly name: string;
  readonly commodity: Commodity;
  /** Points that it prices on their site's local day. */
  readonly points: number;
  readonly versions: readonly {
    readonly id: number;
    readonly effectiveFrom: string;
    readonly frozenAt: Temporal.Instant | null;
    readonly document: unknown;
  }[];
}

/** Tariffs by name with their versions, the newest first; or the one. */
export async function listTariffViews(
  db: Queryable,
  { now, id }: { readonly now: Temporal.Instant; readonly id?: TariffId },
): Promise<TariffView[]> {
  const { rows } = await db.query<{
    id: number;
    site_id: number;
    name: string;
    commodity: Commodity;
    points: number;
    version_id: number | null;
    effective_from: string;
    frozen_at: Temporal.Instant | null;
    document: unknown;
  }>(
    `select t.id, t.site_id, t.name, t.commodity, v.id as version_id, v.effective_from,
            v.frozen_at, v.document,
            (select count(*)::int
               from lease_service_point lp
              where lp.tariff_id = t.id
                and daterange(lp.starts_on, lp.ends_on)
                    @> ($1::timestamptz at time zone s.time_zone)::date) as points
       from tariff t
       join site s on s.id = t.site_id
       left join tariff_version v on v.tariff_id = t.id
      where $2::int is null or t.id = $2
      order by t.name collate by_name, t.id, v.effective_from desc`,
    [now.toString(), id ?? null],
  );
  return Array.from(Map.groupBy(rows, (row) => row.id).values(), (ofTariff) => {
    const [first] = ofTariff;
    if (!first) throw new Error("a group of rows has a row");
    return {
      id: first.id,
      siteId: first.site_id,
      name: first.name,
      commodity: first.commodity,
      points: first.points,
      versions: ofTariff.flatMap((row) =>
        row.version_id === null
          ? []
          : [
              {
                id: row.version_id,
                effectiveFrom: row.effective_from,
                frozenAt: row.frozen_at,
                document: row.document,
              },
            ],
      ),
    };
  });
}
