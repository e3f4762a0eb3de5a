import { Decimal } from "#domain/core/decimal.ts";
import type { ServicePointId } from "#domain/core/id.ts";
import type { EarlierPeak, EarlierQuantity, EarlierUse } from "#domain/rating/circumstances.ts";
import type { Queryable } from "#platform/database.ts";

/** What points used and demanded before their readings begin; both lists in order of time. */
export type PointHistory = Required<EarlierUse>;

/** By point; points of which nothing is told are left out. */
export async function readEarlierUse(
  db: Queryable,
  servicePointIds: readonly ServicePointId[],
): Promise<ReadonlyMap<ServicePointId, PointHistory>> {
  const { rows: peaks } = await db.query<{
    point: ServicePointId;
    month: string;
    charge_id: string;
    demand: string;
  }>(
    `select service_point_id as point, month, charge_id, demand::text as demand
       from earlier_peak
      where service_point_id = any($1)
      order by service_point_id, month, charge_id desc`,
    [servicePointIds],
  );
  const { rows: used } = await db.query<{
    point: ServicePointId;
    from_day: string;
    to_day: string;
    quantity: string;
  }>(
    `select service_point_id as point, from_day, to_day, quantity::text as quantity
       from earlier_use
      where service_point_id = any($1)
      order by service_point_id, from_day`,
    [servicePointIds],
  );
  const peaksOf = Map.groupBy(peaks, ({ point }) => point);
  const usedOf = Map.groupBy(used, ({ point }) => point);
  const points = new Set([...peaksOf.keys(), ...usedOf.keys()]);
  return new Map(
    Array.from(points, (point) => [
      point,
      {
        peaks: (peaksOf.get(point) ?? []).map((row): EarlierPeak => ({
          month: Temporal.PlainDate.from(row.month),
          demand: Decimal.parse(row.demand),
          ...(row.charge_id !== "" && { chargeId: row.charge_id }),
        })),
        used: (usedOf.get(point) ?? []).map((row): EarlierQuantity => ({
          from: Temporal.PlainDate.from(row.from_day),
          to: Temporal.PlainDate.from(row.to_day),
          quantity: Decimal.parse(row.quantity),
        })),
      },
    ]),
  );
}

/** Whether there is such a point. */
export async function pointExists(db: Queryable, id: ServicePointId): Promise<boolean> {
  const { rowCount } = await db.query("select from service_point where id = $1", [id]);
  return rowCount === 1;
}

/** Says a point's history anew: what was said before is forgotten. */
export async function putEarlierUse(
  tx: Queryable,
  { servicePointId, peaks, used }: PointHistory & { readonly servicePointId: ServicePointId },
): Promise<void> {
  await tx.query("delete from earlier_peak where service_point_id = $1", [servicePointId]);
  await tx.query("delete from earlier_use where service_point_id = $1", [servicePointId]);
  await tx.query(
    `insert into earlier_peak (service_point_id, month, charge_id, demand)
     select $1::int, unnest($2::date[]), unnest($3::text[]), unnest($4::numeric[])`,
    [
      servicePointId,
      peaks.map(({ month }) => month.toString()),
      peaks.map(({ chargeId }) => chargeId ?? ""),
      peaks.map(({ demand }) => demand.toString()),
    ],
  );
  await tx.query(
    `insert into earlier_use (service_point_id, from_day, to_day, quantity)
     select $1::int, unnest($2::date[]), unnest($3::date[]), unnest($4::numeric[])`,
    [
      servicePointId,
      used.map(({ from }) => from.toString()),
      used.map(({ to }) => to.toString()),
      used.map(({ quantity }) => quantity.toString()),
    ],
  );
}
