import type { ChannelId, LineId, MeterId, ServicePointId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { MeterParameters } from "./meters.ts";

export interface MeterRow {
  readonly site_id: number;
  readonly serial_number: string;
  readonly model_id: string;
  readonly line_id: number | null;
  readonly unit_address: string | null;
  readonly parameters: MeterParameters;
}

/** A meter as it is kept; undefined when there is none. */
export async function readMeterRow(db: Queryable, id: MeterId): Promise<MeterRow | undefined> {
  const { rows } = await db.query<MeterRow>(
    `select site_id, serial_number, model_id, line_id, unit_address, parameters
       from meter
      where id = $1`,
    [id],
  );
  return rows[0];
}

/** Changes a meter. Throws when the site has another of that serial number. */
export async function updateMeter(
  db: Queryable,
  meter: {
    readonly id: MeterId;
    readonly serialNumber: string;
    readonly modelId: string;
    readonly lineId: LineId | null;
    readonly unitAddress: string | null;
    readonly parameters: MeterParameters;
  },
): Promise<void> {
  await db.query(
    `update meter
        set serial_number = $2, model_id = $3, line_id = $4, unit_address = $5, parameters = $6
      where id = $1`,
    [
      meter.id,
      meter.serialNumber,
      meter.modelId,
      meter.lineId,
      meter.unitAddress,
      JSON.stringify(meter.parameters),
    ],
  );
}

/**
 * Tells the most that can be used behind a channel in an hour, decimal text; null: nobody knows.
 * Gives what was told before; undefined when there is no such channel.
 */
export async function setMostPerHour(
  tx: Queryable,
  { id, mostPerHour }: { readonly id: ChannelId; readonly mostPerHour: string | null },
): Promise<{ readonly mostPerHour: string | null } | undefined> {
  const { rows } = await tx.query<{ before: string | null }>(
    "select most_per_hour as before from channel where id = $1 for update",
    [id],
  );
  const [row] = rows;
  if (!row) return undefined;
  await tx.query("update channel set most_per_hour = $2 where id = $1", [id, mostPerHour]);
  return { mostPerHour: row.before };
}

/** The meter that is at an address of a line; undefined when nobody is. */
export async function findMeterAt(
  db: Queryable,
  { lineId, unitAddress }: { readonly lineId: LineId; readonly unitAddress: string },
): Promise<{ readonly id: MeterId; readonly serialNumber: string } | undefined> {
  const { rows } = await db.query<{ id: MeterId; serial_number: string }>(
    "select id, serial_number from meter where line_id = $1 and unit_address = $2",
    [lineId, unitAddress],
  );
  return rows[0] && { id: rows[0].id, serialNumber: rows[0].serial_number };
}

/** Meters of a line by their address. */
export async function listMetersOfLine(
  db: Queryable,
  lineId: LineId,
): Promise<ReadonlyMap<string, MeterId>> {
  const { rows } = await db.query<{ id: MeterId; unit_address: string }>(
    "select id, unit_address from meter where line_id = $1 and unit_address is not null",
    [lineId],
  );
  return new Map(rows.map((row) => [row.unit_address, row.id]));
}

/** What a service point measures and whether a meter is there; undefined: no such point there. */
export async function readPointToMeter(
  db: Queryable,
  { id, siteId }: { readonly id: ServicePointId; readonly siteId: SiteId },
): Promise<{ readonly commodity: string; readonly hasMeter: boolean } | undefined> {
  const { rows } = await db.query<{ commodity: string; has_meter: boolean }>(
    `select p.commodity,
            exists (select from meter_installation i
                     where i.service_point_id = p.id and i.removed_at is null) as has_meter
       from service_point p
      where p.id = $1
        and p.site_id = $2`,
    [id, siteId],
  );
  return rows[0] && { commodity: rows[0].commodity, hasMeter: rows[0].has_meter };
}

/** The quantities that are kept at a service point. */
export async function listChannelQuantities(
  db: Queryable,
  servicePointId: ServicePointId,
): Promise<string[]> {
  const { rows } = await db.query<{ quantity: string }>(
    "select quantity from channel where service_point_id = $1",
    [servicePointId],
  );
  return rows.map(({ quantity }) => quantity);
}

/** The service point of that name. */
export async function findServicePoint(
  db: Queryable,
  { siteId, name }: { readonly siteId: SiteId; readonly name: string },
): Promise<ServicePointId | undefined> {
  const { rows } = await db.query<{ id: ServicePointId }>(
    "select id from service_point where site_id = $1 and lower(name) = lower($2)",
    [siteId, name],
  );
  return rows[0]?.id;
}

/** The first space of that name. */
export async function findSpace(
  db: Queryable,
  { siteId, name }: { readonly siteId: SiteId; readonly name: string },
): Promise<number | undefined> {
  const { rows } = await db.query<{ id: number }>(
    "select id from space where site_id = $1 and lower(name) = lower($2) order by id limit 1",
    [siteId, name],
  );
  return rows[0]?.id;
}
