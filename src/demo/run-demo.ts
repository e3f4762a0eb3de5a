import { join } from "node:path";
import { startMailReceiver } from "#delivery/mail-receiver.ts";
import type { Clock } from "#platform/clock.ts";
import type { Configuration } from "#platform/configuration.ts";
import type { Log } from "#platform/log.ts";
import { openInstallation } from "#service/open-installation.ts";
import { CATALOGUE_FOLDER, runService } from "#service/run-service.ts";
import { planBuilding } from "#simulator/building.ts";
import { listLines, setLineTransport } from "#storage/meters.ts";
import { listSites } from "#storage/sites.ts";
import type { Database } from "#platform/database.ts";
import { DEMO } from "./demo-building.ts";
import { markAsDemo, pointOf, prepareDemo, tenantEmail } from "./prepare-demo.ts";
import type { Progress } from "./progress.ts";
import { type RunningBuilding, startBuilding } from "./start-building.ts";

export interface DemoOptions {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly log: Log;
  readonly progress: Progress;
}

export interface RunningDemo {
  /** Of the web. */
  readonly address: string;
  /** Where the building can be disturbed. */
  readonly controlAddress: string;
  readonly signIns: readonly { readonly email: string; readonly password: string }[];
  /** Resolves with the reason when the database ends by itself. */
  readonly failed: Promise<string>;
  stop(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
const TIMEOUT_MS = 800;

/** Runs the whole of SmartPM on a simulated building; nothing leaves the machine. */
export async function runDemo(options: DemoOptions): Promise<RunningDemo> {
  const { configuration, clock, log, progress } = options;
  progress.step("The database");
  const installation = await openInstallation(configuration);
  const { database, dataFolder } = installation;
  const started: { stop(): Promise<void> }[] = [{ stop: () => installation.close() }];
  const stop = async () => {
    for (const part of started.toReversed()) await part.stop();
  };
  try {
    await markAsDemo(dataFolder);
    const { seed, timeZone } = DEMO;
    const plan = planBuilding({ seed, timeZone });
    await prepareDemo({ installation, plan, clock, log, progress });
    const building = await startBuilding({
      seed,
      timeZone,
      catalogueFolder: join(CATALOGUE_FOLDER, "meters"),
      folder: dataFolder,
      controlPort: 0,
    });
    started.push(building);
    await leadLines(database, building);
    const { unplugged } = DEMO;
    const silent = plan.points[pointOf(plan, { ...unplugged, commodity: "heat" })];
    await unplug(building, silent?.meter.serialNumber ?? "");
    const receiver = await startMailReceiver({ database, clock, log, port: 0 });
    started.push(receiver);
    const service = await runService({
      installation,
      clock,
      log,
      configuration: { ...configuration, mail: mailTo(receiver.port) },
    });
    started.push(service);
    const { password } = DEMO.administrator;
    return {
      address: service.address ?? "",
      controlAddress: building.controlAddress,
      signIns: [DEMO.administrator, { email: tenantEmail(plan), password }],
      failed: installation.failed,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function mailTo(port: number): Configuration["mail"] {
  return {
    host: LOOPBACK,
    port,
    secure: false,
    user: undefined,
    password: undefined,
    from: "Lighthouse Court <billing@lighthouse-court.example>",
  };
}

/** The gateways have other ports at every start. */
async function leadLines(database: Database, { ports }: RunningBuilding): Promise<void> {
  const [site] = await listSites(database);
  const lines = site ? await listLines(database, site.id) : [];
  for (const [n, line] of lines.entries()) {
    const port = ports[n];
    if (port === undefined) continue;
    const transport = { kind: "modbus-tcp", host: LOOPBACK, port, timeoutMs: TIMEOUT_MS } as const;
    await setLineTransport(database, { lineId: line.id, transport });
  }
}

async function unplug({ controlAddress }: RunningBuilding, serialNumber: string): Promise<void> {
  const url = `${controlAddress}/meters/${encodeURIComponent(serialNumber)}/unplug`;
  const answer = await fetch(url, { method: "POST" });
  if (!answer.ok) throw new Error(`the simulated building refuses: ${await answer.text()}`);
}
