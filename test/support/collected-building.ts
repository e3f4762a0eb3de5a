import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { SiteId } from "#domain/core/id.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { systemClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { GATEWAYS } from "#simulator/building-plan.ts";
import { planBuilding } from "#simulator/building.ts";
import type { Simulator } from "#simulator/simulator.ts";
import { startSimulator } from "#simulator/start-simulator.ts";
import { createChannel, createLine, createMeter, installMeter } from "#storage/meters.ts";
import { createServicePoint } from "#storage/property.ts";
import { fastClock, type FastClockSetting } from "./fast-clock.ts";
import { createTestSite } from "./metered-site.ts";
import { testDatabaseUrl } from "./test-database.ts";

const SEED = 20_261_124;
/** A minute of metering takes half a second. */
const SPEED = 120;

export interface CollectedBuilding {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly siteId: SiteId;
  readonly clock: FastClockSetting;
  readonly simulator: Simulator;
  /** By what an alarm names them. */
  readonly lines: readonly { readonly name: string; readonly gateway: number }[];
  readonly meters: readonly { readonly name: string; readonly serialNumber: string }[];
  /** A new empty folder for a collector. */
  folder(): Promise<string>;
}

/**
 * The simulated building with some meters on each of its gateways, saved every minute on a clock
 * that runs `speed` times as fast as the machine's. `portOf` may put something between a line and
 * its gateway.
 */
export async function collectedBuilding(
  t: TestContext,
  {
    metersALine,
    gateways = GATEWAYS,
    portOf = async (port) => port,
    databaseUrl: ownUrl,
    speed = SPEED,
    timeoutMs = 500,
  }: {
    readonly metersALine: number;
    readonly gateways?: readonly number[];
    readonly speed?: number;
    /** Of the machine's time, whatever the speed: the simulator is of the test's own process. */
    readonly timeoutMs?: number;
    readonly portOf?: (gatewayPort: number) => Promise<number>;
    /** Of a migrated database; one of the test's own when left out. */
    readonly databaseUrl?: string;
  },
): Promise<CollectedBuilding> {
  const databaseUrl = ownUrl ?? (await testDatabaseUrl(t));
  const database = openDatabase(databaseUrl);
  t.after(() => database.close());
  const folder = async () => {
    const path = await mkdtemp(join(tmpdir(), "smartpm-collecting-"));
    t.after(() => rm(path, { recursive: true, force: true }));
    return path;
  };
  const clock = {
    machineMs: systemClock.now().epochMilliseconds,
    shownMs: Date.parse("2026-11-24T10:00:30Z"),
    speed,
  };
  const plan = planBuilding({ seed: SEED, timeZone: "Europe/Berlin" });
  const { simulator, ports, stop } = await startSimulator({
    plan,
    clock: fastClock(clock),
    catalogue: loadCatalogue(join(import.meta.dirname, "../../catalogue/meters")),
    folder: await folder(),
    controlPort: 0,
  });
  t.after(stop);
  const siteId = await createTestSite(database);
  const lines: { name: string; gateway: number }[] = [];
  const meters: { name: string; serialNumber: string }[] = [];
  for (const gateway of gateways) {
    const port = await portOf(ports[gateway - 1] ?? 0);
    const lineId = await createLine(database, {
      siteId,
      name: `Gateway ${gateway}`,
      transport: { kind: "modbus-tcp", host: "127.0.0.1", port, timeoutMs },
    });
    lines.push({ name: `Gateway ${gateway}`, gateway });
    const points = plan.points.filter(({ meter }) => meter.gateway === gateway);
    for (const { name, commodity, role, channel, meter } of points.slice(0, metersALine)) {
      const { serialNumber, modelId, unitAddress } = meter;
      const servicePointId = await createServicePoint(database, { siteId, name, commodity, role });
      const meterId = await createMeter(database, {
        siteId,
        serialNumber,
        modelId,
        lineId,
        unitAddress: String(unitAddress),
      });
      const installedAt = Temporal.Instant.from("2026-01-01T00:00Z");
      await installMeter(database, { meterId, servicePointId, installedAt });
      await createChannel(database, { servicePointId, ...channel, intervalMinutes: 1 });
      meters.push({ name, serialNumber });
    }
  }
  return { database, databaseUrl, siteId, clock, simulator, lines, meters, folder };
}
