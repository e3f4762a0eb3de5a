import { join } from "node:path";
import { startServer } from "#api/server.ts";
import { openBackupKey } from "#backup/backup-key.ts";
import { startKeepingLog } from "#backup/keep-log.ts";
import { startCollector } from "#collector/collector.ts";
import { createMailTransport } from "#delivery/mail-transport.ts";
import { createWebhookTransport } from "#delivery/webhook-transport.ts";
import { openBillPreviewer } from "#documents/bill-preview.ts";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { startBroker } from "#drivers/mqtt/embedded-broker.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { mailTransports } from "#jobs/mail-settings.ts";
import { openAuditKey } from "#jobs/seal-audit.ts";
import { JobWatch } from "#jobs/job-watch.ts";
import { startWorker } from "#jobs/worker.ts";
import type { Clock } from "#platform/clock.ts";
import type { Configuration } from "#platform/configuration.ts";
import type { Log } from "#platform/log.ts";
import { errorCode, Refusal } from "#platform/refusal.ts";
import { forgetContinuousBackup, noteKeepingBegun } from "#storage/continuous-backup.ts";
import { setDoubtfulModels } from "#storage/doubtful-models.ts";
import { httpsSource } from "./https-identity.ts";
import type { Installation } from "./open-installation.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { openSigningIdentity } from "./signing-identity.ts";
import { loadTariffExamples } from "./tariff-examples.ts";

const ROOT = join(import.meta.dirname, "../..");
export const CATALOGUE_FOLDER = join(ROOT, "catalogue");
const WEB_FOLDER = join(ROOT, "web/dist");

/** Two processes set bills: as many as a small machine has cores. */
const BILL_PROCESSES = 2;

export interface ServiceOptions {
  readonly installation: Installation;
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningService {
  /** Of the web; undefined when this process does not serve it. */
  readonly address: string | undefined;
  /** Stops the parts in the reverse order of their start. */
  stop(): Promise<void>;
}

/** Starts the parts of SmartPM that the configuration asks of this process. */
export async function runService(options: ServiceOptions): Promise<RunningService> {
  const { installation, configuration, clock, log } = options;
  const { box, database, dataFolder } = installation;
  const catalogue = loadCatalogue(join(CATALOGUE_FOLDER, "meters"));
  await setDoubtfulModels(
    database,
    catalogue.filter(({ confidence }) => confidence === "C").map(({ id }) => id),
  );
  const watch = new JobWatch();
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of started.toReversed()) await part.stop();
  };
  try {
    let address: string | undefined;
    if (configuration.roles.includes("web")) {
      const server = await startWeb(options, catalogue);
      started.push(server);
      ({ address } = server);
    }
    if (configuration.roles.includes("worker")) {
      started.push(...(await startJobs(options, watch)));
    }
    if (configuration.roles.includes("collector")) {
      const { broker } = configuration;
      if (broker) started.push(await startBroker(broker));
      started.push(await startCollector({ database, clock, log, catalogue, dataFolder, box }));
    }
    const { roles } = configuration;
    started.push(await startHeartbeat({ database, log, roles, jobs: () => watch.states() }));
    return { address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startWeb(
  { installation, configuration, clock, log }: ServiceOptions,
  catalogue: ReturnType<typeof loadCatalogue>,
) {
  const { host, port, publicUrl } = configuration;
  const previewer = openBillPreviewer({ publicUrl });
  try {
    const { database, box } = installation;
    const server = await startServer({
      database,
      clock,
      log,
      host,
      port,
      https: httpsSource(configuration, clock),
      webFolder: WEB_FOLDER,
      catalogue,
      tariffExamples: loadTariffExamples(join(CATALOGUE_FOLDER, "tariffs")),
      box,
      configuredMail: configuration.mail,
      previewer,
      keeping: keepingOf(installation, configuration),
      publicUrl,
      secondFactor: configuration.secondFactor,
    });
    return {
      address: server.address,
      async stop() {
        await server.stop();
        await previewer.stop();
      },
    };
  } catch (error) {
    throw refusalOf(error, configuration) ?? error;
  }
}

/** What the page of the system tells of this machine. */
function keepingOf({ dataFolder }: Installation, configuration: Configuration) {
  const { backup, databaseUrl, metricsToken } = configuration;
  return { dataFolder, backup, hasOwnDatabase: databaseUrl === undefined, metricsToken };
}

function refusalOf(error: unknown, { host, port }: Configuration): Refusal | undefined {
  switch (errorCode(error)) {
    case "EADDRINUSE":
      return new Refusal(
        `port ${port} of ${host} is taken: stop what uses it, or choose another with --port`,
      );
    case "EACCES":
      return new Refusal(`port ${port} is not allowed: choose one above 1023 with --port`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Refusal(`this machine has no address ${host}: choose another with --host`);
    default:
      return undefined;
  }
}

async function startJobs(
  { installation, configuration, clock, log }: ServiceOptions,
  watch: JobWatch,
) {
  const { database, box, dataFolder } = installation;
  const audit = { key: await openAuditKey(database, box), dataFolder };
  const signingKey = await openSigningIdentity(database, { box, clock });
  const renderer = await startBillRenderer({
    signingKey,
    processes: BILL_PROCESSES,
    clock,
    publicUrl: configuration.publicUrl,
  });
  const configured = configuration.mail && createMailTransport(configuration.mail);
  const mail = mailTransports({ database, box, clock, configured });
  const backups = await backupsOf(installation, configuration);
  const { archiveKeepYears } = configuration;
  const continuous = await continuousOf(installation, { configuration, clock });
  const worker = startWorker({
    database,
    clock,
    log,
    renderer,
    mail,
    audit,
    backups,
    continuous,
    archiveKeepYears,
    webhooks: {
      box,
      transport: createWebhookTransport({ allowPrivate: configuration.webhookAllowPrivate }),
    },
    watch,
  });
  const connections = { stop: async () => mail.close() };
  const parts: { stop(): Promise<void> }[] = [renderer, connections, worker];
  if (continuous) parts.push(startKeepingLog({ ...continuous, database, clock, log }));
  return parts;
}

/** What the continuous backup of the embedded database needs; undefined where it is off. */
async function continuousOf(
  { database, dataFolder, serverUrl }: Installation,
  {
    configuration: { backup },
    clock,
  }: { readonly configuration: Configuration; readonly clock: Clock },
) {
  if (serverUrl === undefined || !backup.continuous) {
    await forgetContinuousBackup(database);
    return undefined;
  }
  await noteKeepingBegun(database, clock.now());
  return {
    url: serverUrl,
    dataFolder,
    backupFolder: backup.folder,
    keepDays: backup.keepDays,
    copyCommand: backup.copyCommand,
    key: await openBackupKey(dataFolder),
  };
}

async function backupsOf({ dataFolder }: Installation, { backup }: Configuration) {
  if (backup.time === undefined) return undefined;
  return { dataFolder, key: await openBackupKey(dataFolder), backup, time: backup.time };
}
