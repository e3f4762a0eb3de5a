import type { Commodity } from "#domain/core/commodity.ts";
import { asId, type MeterId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

interface ShownValue {
  readonly value: number;
  readonly unit: string;
  readonly ms: number;
}

/** What the meter of a point shows now. */
export interface ShownPoint {
  readonly servicePointId: number;
  readonly pointName: string;
  readonly commodity: Commodity;
  readonly role: "supply" | "unit" | "common";
  readonly meterId: MeterId;
  /** CT x VT x constant. */
  readonly multiplier: number;
  /** By quantity, as the meter shows it. */
  readonly values: ReadonlyMap<string, ShownValue>;
}

/** The points of a site with what their meters show of some quantities. */
export async function listShownPoints(
  db: Queryable,
  { siteId, quantities }: { readonly siteId: SiteId; readonly quantities: readonly string[] },
): Promise<ShownPoint[]> {
  const { rows } = await db.query<{
    service_point_id: number;
    point_name: string;
    commodity: Commodity;
    role: ShownPoint["role"];
    meter_id: number;
    multiplier: number;
    quantities: string[];
    shown: string[];
    units: string[];
    measured: number[];
  }>(
    `select p.id as service_point_id, p.name as point_name, p.commodity, p.role, i.meter_id,
            (i.multiplier_numerator::float8 / i.multiplier_denominator) as multiplier,
            array_agg(v.channel_key) as quantities,
            array_agg(v.value) as shown,
            array_agg(v.unit) as units,
            array_agg(extract(epoch from v.measured_at)::float8 * 1000) as measured
       from service_point p
       join meter_installation i on i.service_point_id = p.id and i.removed_at is null
       join live_value v on v.meter_id = i.meter_id and v.channel_key = any($2)
      where p.site_id = $1
      group by p.id, i.meter_id, i.multiplier_numerator, i.multiplier_denominator
      order by p.id`,
    [siteId, quantities],
  );
  return rows.map((row) => ({
    servicePointId: row.service_point_id,
    pointName: row.point_name,
    commodity: row.commodity,
    role: row.role,
    meterId: asId(row.meter_id),
    multiplier: row.multiplier,
    values: new Map(
      row.quantities.map((quantity, n) => [
        quantity,
        {
          value: Number(row.shown[n]),
          unit: row.units[n] ?? "",
          ms: row.measured[n] ?? -Infinity,
        },
      ]),
    ),
  }));
}
