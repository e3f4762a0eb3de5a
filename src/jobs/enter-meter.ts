import type { Commodity } from "#domain/core/commodity.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import type { LineId, MeterId, ServicePointId, SiteId, SpaceId } from "#domain/core/id.ts";
import { PROTOCOLS_OF_TRANSPORT } from "#domain/metering/line-transport.ts";
import { parseMeterAddress } from "#domain/metering/meter-address.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Queryable } from "#platform/database.ts";
import { readLineRow } from "#storage/line-changes.ts";
import { findMeterAt, listChannelQuantities, readPointToMeter } from "#storage/meter-changes.ts";
import { createChannel, createMeter, installMeter, type MeterParameters } from "#storage/meters.ts";
import { createServicePoint } from "#storage/property.ts";

/** Where a device is and how it is read. */
export interface MeterPlace {
  readonly siteId: SiteId;
  readonly model: MeterModel;
  readonly lineId: LineId | null;
  /** As a person wrote it. */
  readonly unitAddress: string | null;
}

export interface MeterEntry extends MeterPlace {
  readonly serialNumber: string;
  readonly parameters: MeterParameters;
  readonly servicePointId: ServicePointId | null;
  readonly newPoint: {
    readonly name: string;
    readonly commodity: Commodity;
    readonly role: "supply" | "unit" | "common";
    readonly spaceId: SpaceId | null;
  } | null;
  readonly multiplier: { readonly numerator: number; readonly denominator: number };
  readonly intervalMinutes: 1 | 5 | 15 | 30 | 60;
  readonly at: Temporal.Instant;
}

/** A meter that was entered, and the point that was made for it. */
export interface EnteredMeter {
  readonly meterId: MeterId;
  readonly newPointId: ServicePointId | null;
}

/**
 * Enters a meter and installs it from now on: with its point where that is new, and the channels of
 * what it counts. Every fault, with the field that it is about, when something does not fit; then
 * nothing was done. Needs a transaction. Throws what the database says of a serial number or name
 * that is taken.
 */
export async function enterMeter(tx: Queryable, entry: MeterEntry): Promise<Result<EnteredMeter>> {
  const placed = await placeOf(tx, entry);
  const point = await pointFaults(tx, entry);
  const faults = [...(placed.ok ? [] : placed.faults), ...point];
  if (!placed.ok || faults.length > 0) return failed(faults);
  const { siteId, serialNumber, model, lineId, parameters } = entry;
  const unitAddress = placed.value;
  const meterId = await createMeter(tx, {
    siteId,
    serialNumber,
    modelId: model.id,
    parameters,
    ...(lineId !== null && { lineId }),
    ...(unitAddress !== null && { unitAddress }),
  });
  const servicePointId = await pointOf(tx, entry);
  if (servicePointId !== null) await install(tx, { entry, meterId, servicePointId });
  return ok({ meterId, newPointId: entry.newPoint ? servicePointId : null });
}

/**
 * The address as it is kept, or why the meter cannot be there: the line is not of this site, does
 * not carry what the meter speaks, or the address is none or taken by another than `self`.
 */
export async function placeOf(
  tx: Queryable,
  { siteId, model, lineId, unitAddress }: MeterPlace,
  self?: MeterId,
): Promise<Result<string | null>> {
  if (lineId === null) return ok(null);
  const line = await readLineRow(tx, lineId);
  if (line?.site_id !== siteId) {
    return failed([fault("lineId", "is no line of this site", "choose one of its lines")]);
  }
  const carried: readonly string[] = PROTOCOLS_OF_TRANSPORT[line.transport.kind];
  if (!carried.includes(model.protocol)) {
    const message = `${line.name} does not carry what ${model.maker} ${model.name} speaks`;
    return failed([fault("lineId", message, `choose a line for ${model.protocol}`)]);
  }
  const address = parseMeterAddress(model, unitAddress ?? "");
  if (!address.ok) return address;
  const other = await findMeterAt(tx, { lineId, unitAddress: address.value });
  if (other && other.id !== self) {
    const message = `is the address of meter ${other.serialNumber} on this line`;
    return failed([fault("unitAddress", message, "choose another")]);
  }
  return address;
}

async function pointFaults(
  tx: Queryable,
  { siteId, model, servicePointId, newPoint }: MeterEntry,
): Promise<Fault[]> {
  const kinds = model.commodities.join(", ");
  if (newPoint && !model.commodities.includes(newPoint.commodity)) {
    return [fault("newPoint.commodity", `the meter measures ${kinds}`, "choose that")];
  }
  if (servicePointId === null) return [];
  const point = await readPointToMeter(tx, { id: servicePointId, siteId });
  if (!point) return [fault("servicePointId", "is no service point of this site")];
  if (point.hasMeter) {
    const remedy = "exchange the meter that is there";
    return [fault("servicePointId", "has a meter already", remedy)];
  }
  if (!(model.commodities as readonly string[]).includes(point.commodity)) {
    const message = `the point is one of ${point.commodity}, the meter measures ${kinds}`;
    return [fault("servicePointId", message, "choose another point or type")];
  }
  return [];
}

function fault(subject: string, message: string, remedy?: string): Fault {
  const code = "meter.entry";
  return remedy === undefined ? { code, subject, message } : { code, subject, message, remedy };
}

async function pointOf(
  tx: Queryable,
  { siteId, servicePointId, newPoint }: MeterEntry,
): Promise<ServicePointId | null> {
  if (!newPoint) return servicePointId;
  const { spaceId, ...point } = newPoint;
  return createServicePoint(tx, { siteId, ...point, ...(spaceId !== null && { spaceId }) });
}

async function install(
  tx: Queryable,
  {
    entry,
    meterId,
    servicePointId,
  }: {
    readonly entry: MeterEntry;
    readonly meterId: MeterId;
    readonly servicePointId: ServicePointId;
  },
): Promise<void> {
  const { model, multiplier, intervalMinutes, at } = entry;
  await installMeter(tx, { meterId, servicePointId, installedAt: at, multiplier });
  const there = await listChannelQuantities(tx, servicePointId);
  const counted = model.registers.filter(({ role }) => role === "billing");
  for (const { quantity, unit, resolution, digits } of counted) {
    if (there.includes(quantity) || resolution === undefined) continue;
    await createChannel(tx, {
      servicePointId,
      quantity,
      unit,
      resolution,
      registerDigits: digits ?? 0,
      intervalMinutes,
      // One register of a point is billed: the one it had first, or the model's main one.
      billing: there.length === 0 && quantity === counted[0]?.quantity,
    });
  }
}
