import type { Commodity } from "#domain/core/commodity.ts";
import type { ChannelId, MeterId, ServicePointId, SiteId } from "#domain/core/id.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { createChannel, createMeter, installMeter } from "#storage/meters.ts";
import { createOrganisation, createServicePoint, createSite } from "#storage/property.ts";
import { storeReadings } from "#storage/readings.ts";
import type { Reading } from "#storage/reading.ts";

/** A site in Berlin without lines, for tests of what its readings come to. */
export async function createTestSite(
  database: Database,
  { timeZone = "Europe/Berlin", currency = "EUR" } = {},
): Promise<SiteId> {
  const organisationId = await createOrganisation(database, { name: "Quay", title: "Quay" });
  return createSite(database, {
    organisationId,
    name: "Quay 1",
    timeZone,
    currency,
    locale: "en-IE",
  });
}

export interface TestPoint {
  readonly servicePointId: ServicePointId;
  readonly channelId: ChannelId;
  readonly meterId: MeterId;
}

/** A service point with a meter since 2020 and a channel of quarter hours, one count 0.1. */
export async function createTestPoint(
  database: Queryable,
  point: {
    readonly siteId: SiteId;
    readonly name: string;
    readonly role?: "supply" | "unit" | "common";
    readonly commodity?: Commodity;
    readonly unit?: string;
    readonly multiplier?: number;
  },
): Promise<TestPoint> {
  const { siteId, name, role = "unit", commodity = "electricity", unit = "kWh" } = point;
  const servicePointId = await createServicePoint(database, { siteId, name, role, commodity });
  const meterId = await createMeter(database, {
    siteId,
    serialNumber: `${name} 1`,
    modelId: "generic/test",
  });
  await installMeter(database, {
    meterId,
    servicePointId,
    installedAt: Temporal.Instant.from("2020-01-01T00:00Z"),
    multiplier: { numerator: point.multiplier ?? 1, denominator: 1 },
  });
  const channelId = await createChannel(database, {
    servicePointId,
    quantity: "energyDelivered",
    unit,
    resolution: "0.1",
    registerDigits: 9,
    intervalMinutes: 15,
  });
  return { servicePointId, channelId, meterId };
}

const QUARTER_MS = 900_000;

/** Readings at every quarter hour of a range, both ends included; the register climbs steadily. */
export async function storeSteadyReadings(
  database: Database,
  steady: {
    readonly channelId: ChannelId;
    readonly from: string;
    readonly to: string;
    /** Counts in a quarter hour. */
    readonly counts: number;
  },
): Promise<void> {
  const counts = (ms: number) => (ms / QUARTER_MS) * steady.counts;
  await storeLoad(database, { ...steady, counts });
}

/** Readings at every quarter hour of a range, both ends included; 0.1 a count. */
export async function storeLoad(
  database: Database,
  load: {
    readonly channelId: ChannelId;
    readonly from: string;
    readonly to: string;
    /** What the register shows at a time. */
    readonly counts: (epochMs: number) => number;
  },
): Promise<void> {
  const { channelId, counts } = load;
  const fromMs = Temporal.Instant.from(load.from).epochMilliseconds;
  const toMs = Temporal.Instant.from(load.to).epochMilliseconds;
  const readings: Reading[] = [];
  for (let ms = fromMs; ms <= toMs; ms += QUARTER_MS) {
    const measuredAt = Temporal.Instant.fromEpochMilliseconds(ms);
    const reading = { channelId, measuredAt, counts: counts(ms), quality: 1 };
    readings.push({ ...reading, collectedAt: measuredAt });
  }
  await storeReadings(database, readings);
}
