import {
  asId,
  type ChannelId,
  type LineId,
  type MeterId,
  type ServicePointId,
  type SiteId,
} from "#domain/core/id.ts";
import type { LineTransport } from "#domain/metering/line-transport.ts";
import type { Queryable } from "#platform/database.ts";

export interface NewLine {
  readonly siteId: SiteId;
  readonly name: string;
  readonly transport: LineTransport;
}

/** Throws when the site has a line of that name. */
export async function createLine(db: Queryable, line: NewLine): Promise<LineId> {
  const { rows } = await db.query<{ id: number }>(
    "insert into line (site_id, name, transport) values ($1, $2, $3) returning id",
    [line.siteId, line.name, JSON.stringify(line.transport)],
  );
  return asId(rows[0]?.id ?? -1);
}

/** Leads a line elsewhere; the collector follows by itself. */
export async function setLineTransport(
  db: Queryable,
  { lineId, transport }: { readonly lineId: LineId; readonly transport: LineTransport },
): Promise<void> {
  await db.query("update line set transport = $2 where id = $1", [
    lineId,
    JSON.stringify(transport),
  ]);
}

/** The lines of a site by name. */
export async function listLines(
  db: Queryable,
  siteId: SiteId,
): Promise<{ readonly id: LineId; readonly name: string; readonly transport: LineTransport }[]> {
  const { rows } = await db.query<{ id: number; name: string; transport: LineTransport }>(
    "select id, name, transport from line where site_id = $1 order by name collate by_name",
    [siteId],
  );
  return rows.map((row) => ({ ...row, id: asId(row.id) }));
}

/** What a model asks of each meter; decimal text. */
export interface MeterParameters {
  /** What a pulse is worth in the billing register's unit. */
  readonly pulseWeight?: string;
  /** What the meter's own face showed at count zero. */
  readonly startValue?: string;
}

export interface NewMeter {
  readonly siteId: SiteId;
  readonly serialNumber: string;
  /** Id of its entry in catalogue/meters. */
  readonly modelId: string;
  readonly lineId?: LineId;
  /** In the form of `parseMeterAddress`. */
  readonly unitAddress?: string;
  /** What its model asks of each meter. */
  readonly parameters?: MeterParameters;
}

/** Throws when the site has a meter with that serial number. */
export async function createMeter(db: Queryable, meter: NewMeter): Promise<MeterId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into meter (site_id, serial_number, model_id, line_id, unit_address, parameters)
     values ($1, $2, $3, $4, $5, $6)
     returning id`,
    [
      meter.siteId,
      meter.serialNumber,
      meter.modelId,
      meter.lineId ?? null,
      meter.unitAddress ?? null,
      JSON.stringify(meter.parameters ?? {}),
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

export interface NewInstallation {
  readonly meterId: MeterId;
  readonly servicePointId: ServicePointId;
  readonly installedAt: Temporal.Instant;
  /** CT x VT x constant; 1 by default. */
  readonly multiplier?: { readonly numerator: number; readonly denominator: number };
}

/** Installs a meter at a service point until it is removed. */
export async function installMeter(db: Queryable, installation: NewInstallation): Promise<void> {
  await db.query(
    `insert into meter_installation
       (meter_id, service_point_id, installed_at, multiplier_numerator, multiplier_denominator)
     values ($1, $2, $3, $4, $5)`,
    [
      installation.meterId,
      installation.servicePointId,
      installation.installedAt.toString(),
      installation.multiplier?.numerator ?? 1,
      installation.multiplier?.denominator ?? 1,
    ],
  );
}

export interface NewChannel {
  readonly servicePointId: ServicePointId;
  readonly quantity: string;
  readonly unit: string;
  /** Decimal text: what one count is worth in `unit`, before the multiplier. */
  readonly resolution: string;
  readonly registerDigits: number;
  readonly intervalMinutes: 1 | 5 | 15 | 30 | 60;
  /** Whether bills are made from it; they are unless this says otherwise. */
  readonly billing?: boolean;
}

/** Throws when the service point has a channel of that quantity. */
export async function createChannel(db: Queryable, channel: NewChannel): Promise<ChannelId> {
  const { rows } = await db.query<{ id: number }>(
    `insert into channel
       (service_point_id, quantity, unit, resolution, register_digits, interval_minutes, billing)
     values ($1, $2, $3, $4, $5, $6, $7)
     returning id`,
    [
      channel.servicePointId,
      channel.quantity,
      channel.unit,
      channel.resolution,
      channel.registerDigits,
      channel.intervalMinutes,
      channel.billing ?? true,
    ],
  );
  return asId(rows[0]?.id ?? -1);
}

/** The serial number of the meter at each service point just before an instant. */
export async function listInstalledSerialNumbers(
  db: Queryable,
  {
    servicePointIds,
    at,
  }: { readonly servicePointIds: readonly ServicePointId[]; readonly at: Temporal.Instant },
): Promise<ReadonlyMap<ServicePointId, string>> {
  const { rows } = await db.query<{ service_point_id: ServicePointId; serial_number: string }>(
    `select distinct on (i.service_point_id) i.service_point_id, m.serial_number
       from meter_installation i
       join meter m on m.id = i.meter_id
      where i.service_point_id = any($1)
        and i.installed_at < $2
      order by i.service_point_id, i.installed_at desc`,
    [servicePointIds, at.toString()],
  );
  return new Map(rows.map((row) => [row.service_point_id, row.serial_number]));
}
