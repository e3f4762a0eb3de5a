import { existsSync } from "node:fs";
import { join } from "node:path";
import { readMailServer } from "#jobs/mail-settings.ts";
import type { Clock } from "#platform/clock.ts";
import type { Configuration } from "#platform/configuration.ts";
import type { Database } from "#platform/database.ts";
import { errorText } from "#platform/refusal.ts";
import { openSecretBox, SECRET_KEY_FILE } from "#platform/secrets.ts";
import { listSerialPaths } from "#storage/line-views.ts";
import { bad, type Check, type Finding, good } from "./check.ts";
import {
  checkArchives,
  checkBackups,
  checkContinuousBackup,
  checkMigrations,
  checkServer,
  checkWebhooks,
  checkWork,
  unreachable,
  withDatabaseAsItIs,
} from "./check-database.ts";
import {
  checkClock,
  checkDataFolder,
  checkDisks,
  checkNode,
  checkSerialPorts,
} from "./check-machine.ts";
import { checkMail, checkPort, checkService } from "./check-service.ts";
import type { InstallationRecord } from "./installation-record.ts";
import { findAccount } from "./service-account.ts";

export interface Patient {
  readonly configuration: Configuration;
  /** Undefined where nothing is installed. */
  readonly record: InstallationRecord | undefined;
  readonly clock: Clock;
}

/** Looks at everything, whatever is wrong with parts of it; each finding says what to do. */
export async function* examine({ clock, configuration, record }: Patient): AsyncGenerator<Finding> {
  const account = record ? findAccount(record.account) : undefined;
  const { dataFolder } = configuration;
  const beforeDatabase: readonly [string, Check][] = [
    ["node", checkNode],
    ["data folder", () => checkDataFolder(dataFolder, account)],
    ["disks", () => checkDisks(configuration)],
    ["clock", checkClock],
    ["service", () => checkService(record)],
    ["port", () => checkPort(configuration)],
  ];
  for (const [about, check] of beforeDatabase) yield* await findingsOf(about, check);
  const now = clock.now();
  // A PostgreSQL of one's own has its own means.
  const isOn = configuration.backup.continuous && configuration.databaseUrl === undefined;
  const isScheduled = configuration.backup.time !== undefined;
  try {
    const found = await withDatabaseAsItIs(configuration, async (database) => {
      const onDatabase: readonly [string, Check][] = [
        ["database", () => checkServer(database)],
        ["schema", () => checkMigrations(database)],
        ["backup", () => checkBackups(database, { now, isScheduled })],
        ["continuous backup", () => checkContinuousBackup(database, { now, isOn })],
        ["archive", () => checkArchives(database, dataFolder)],
        ["work", () => checkWork(database, now)],
        ["webhooks", () => checkWebhooks(database, now)],
        ["serial ports", async () => checkSerialPorts(await listSerialPaths(database), account)],
        ["mail", async () => checkMail(await mailServerOf(database, configuration))],
      ];
      const findings: Finding[] = [];
      for (const [about, check] of onDatabase) findings.push(...(await findingsOf(about, check)));
      return findings;
    });
    yield* found ?? [good("database", "there is none yet: the first start makes it")];
  } catch (error) {
    yield unreachable(error);
  }
}

async function findingsOf(about: string, check: Check): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [bad(about, `cannot be looked at: ${errorText(error)}`, "put that right first")];
  }
}

/** The configuration's goes before the one that was entered in the web. */
async function mailServerOf(database: Database, { dataFolder, mail }: Configuration) {
  if (mail || !existsSync(join(dataFolder, SECRET_KEY_FILE))) return mail;
  return readMailServer(database, await openSecretBox(dataFolder));
}
