/**
 * The demo's building through 2025, for journeys in fast time: its own plan, tenants and tariffs,
 * and what its meters show, month by month, as a collector brings it.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DEMO } from "#demo/demo-building.ts";
import { readDemoTariffs } from "#demo/demo-tariffs.ts";
import { seedProperty } from "#demo/seed-property.ts";
import type { ChannelId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Database } from "#platform/database.ts";
import { planBuilding } from "#simulator/building.ts";
import { ConsumptionModel } from "#simulator/consumption-model.ts";
import { storeMonths } from "#storage/month-row.ts";
import { packMonth } from "#storage/packed-month.ts";

const CATALOGUE = join(import.meta.dirname, "../../catalogue");
const FIRST_DAY = Temporal.PlainDate.from("2025-01-01");
const QUARTER_MS = 900_000;

/** A register that is not as the simulated building has it. */
export interface Disturbance {
  readonly channelId: ChannelId;
  /** From this instant on. */
  readonly from: string;
  /** Until this instant; for good where it is left out. */
  readonly to?: string;
  /** What is added to the counts, or that it was not read. */
  readonly add: number | "silent";
}

/** The building with its tenants from 1 January 2025, nothing read yet. */
export async function seedDemoYear(database: Database) {
  const { seed, timeZone } = DEMO;
  const plan = planBuilding({ seed, timeZone });
  const model = new ConsumptionModel(plan);
  const tariffs = await readDemoTariffs(CATALOGUE);
  const { siteId, channels } = await database.transaction((tx) =>
    seedProperty(tx, { plan, tariffs, readFrom: FIRST_DAY, billedFrom: FIRST_DAY }),
  );
  const { rows: leases } = await database.query<{ id: number; name: string }>(
    "select l.id, t.name from lease l join tenant t on t.id = l.tenant_id order by l.id",
  );
  const { rows: points } = await database.query<MeteredPoint>(
    `select c.id as "channelId", c.service_point_id as "servicePointId", p.name,
            i.meter_id as "meterId", l.tariff_id as "tariffId"
       from channel c
       join service_point p on p.id = c.service_point_id
       join meter_installation i on i.service_point_id = p.id
       left join lease_service_point l on l.service_point_id = p.id`,
  );
  return {
    siteId,
    tenants: plan.tenants,
    leaseOf: (tenant: string) =>
      leases.find(({ name }) => name === tenant)?.id ?? assert.fail(`no lease of ${tenant}`),
    point: (name: string) =>
      points.find((point) => point.name === name) ?? assert.fail(`no point ${name}`),
    /** What the model's register of a point shows, in counts. */
    registerAt: (channelId: ChannelId, at: string) =>
      model.registerAt(channels.indexOf(channelId), Temporal.Instant.from(at)),
    /** Stores what all meters show in a month (UTC), each quarter hour; `2025-04`. */
    async collect(name: string, disturbances: readonly Disturbance[] = []): Promise<void> {
      const from = Temporal.PlainDate.from(`${name}-01`);
      const firstMs = from.toZonedDateTime("UTC").epochMilliseconds;
      const months = channels.map((channelId, index) => {
        const days = from.daysInMonth;
        const counts = model.quarterHourRegisters(index, { from, days }).slice(0, days * 96);
        const own = disturbances.filter((one) => one.channelId === channelId);
        const read = [...counts].flatMap((value, n) => {
          const ms = firstMs + n * QUARTER_MS;
          const added = addedAt(own, ms);
          return added === "silent" ? [] : [{ ms, shown: value + added }];
        });
        const packed = packMonth({
          epochMs: Float64Array.from(read, ({ ms }) => ms),
          counts: Float64Array.from(read, ({ shown }) => shown),
          qualities: new Uint8Array(read.length).fill(READING_QUALITY.measured),
        });
        return { channelId, month: from.toString(), packed };
      });
      await database.transaction((tx) => storeMonths(tx, months));
    },
  };
}

export type DemoYear = Awaited<ReturnType<typeof seedDemoYear>>;

interface MeteredPoint {
  readonly channelId: ChannelId;
  readonly servicePointId: number;
  readonly meterId: number;
  readonly tariffId: number;
  readonly name: string;
}

function addedAt(disturbances: readonly Disturbance[], epochMs: number): Disturbance["add"] {
  const found = disturbances.find(
    ({ from, to }) => Date.parse(from) <= epochMs && epochMs < Date.parse(to ?? "9999-01-01"),
  );
  return found?.add ?? 0;
}
