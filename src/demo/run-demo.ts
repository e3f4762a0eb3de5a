import { join } from "node:path";
import { startMailReceiver } from "#delivery/mail-receiver.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import type { Clock } from "#platform/clock.ts";
import type { Configuration } from "#platform/configuration.ts";
import type { Log } from "#platform/log.ts";
import { openInstallation } from "#service/open-installation.ts";
import { CATALOGUE_FOLDER, runService } from "#service/run-service.ts";
import { GATEWAYS } from "#simulator/building-plan.ts";
import { planBuilding } from "#simulator/building.ts";
import { listLines, setLineTransport } from "#storage/meters.ts";
import { listSites } from "#storage/sites.ts";
import type { Database } from "#platform/database.ts";
import { DEMO } from "./demo-building.ts";
import { markAsDemo, pointOf, prepareDemo, tenantEmail } from "./prepare-demo.ts";
import type { Progress } from "./progress.ts";
import { leadAnnex, seedAnnex } from "./seed-annex.ts";
import { gatewayName } from "./seed-property.ts";
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
    const token = await leadLines(database, { building, clock });
    const { unplugged } = DEMO;
    const silent = plan.points[pointOf(plan, { ...unplugged, commodity: "heat" })];
    await unplug(building, silent?.meter.serialNumber ?? "");
    const receiver = await startMailReceiver({ database, clock, log, port: 0 });
    started.push(receiver);
    const service = await runService({
      installation,
      clock,
      log,
      configuration: {
        ...configuration,
        mail: mailTo(receiver.port),
        // A demo's clock runs ahead and its data is made anew at will.
        backup: { ...configuration.backup, time: undefined },
      },
    });
    started.push(service);
    if (service.address !== undefined) {
      building.pushTo({ url: `${service.address}/api/push`, token });
    }
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

/**
 * The gateways have other ports at every start. Returns the token by which the meters of the annex
 * push.
 */
async function leadLines(
  database: Database,
  { building, clock }: { readonly building: RunningBuilding; readonly clock: Clock },
): Promise<string> {
  const [site] = await listSites(database);
  if (!site) throw new Error("the demo's data are not whole: remove its data folder");
  for (const line of await listLines(database, site.id)) {
    const port = building.ports[GATEWAYS.findIndex((number) => line.name === gatewayName(number))];
    if (port === undefined) continue;
    const transport = { kind: "modbus-tcp", host: LOOPBACK, port, timeoutMs: TIMEOUT_MS } as const;
    await setLineTransport(database, { lineId: line.id, transport });
  }
  const at = clock.now();
  const catalogue = loadCatalogue(join(CATALOGUE_FOLDER, "meters"));
  await seedAnnex(database, { siteId: site.id, catalogue, at });
  return leadAnnex(database, { siteId: site.id, ports: building.annexPorts, at });
}

async function unplug({ controlAddress }: RunningBuilding, serialNumber: string): Promise<void> {
  const url = `${controlAddress}/meters/${encodeURIComponent(serialNumber)}/unplug`;
  const answer = await fetch(url, { method: "POST" });
  if (!answer.ok) throw new Error(`the simulated building refuses: ${await answer.text()}`);
}
