import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { SettingInForce } from "#platform/configuration.ts";
import { openDataFolder } from "#platform/data-folder.ts";
import { lockFolder } from "#platform/folder-lock.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Announcement } from "#service/announcement.ts";
import { removeCommand, writeCommand } from "./command-file.ts";
import {
  type InstallationRecord,
  type KeeperKind,
  readInstallation,
  writeInstallation,
} from "./installation-record.ts";
import { keepSettings } from "./keep-settings.ts";
import { keeperOf, runRelease } from "./kept-service.ts";
import type { Places } from "./places.ts";
import { waitUntilReady } from "./readiness.ts";
import { copyRelease, useRelease } from "./release.ts";
import { type Account, requireProgram } from "./run-program.ts";

export interface InstallOptions {
  /** A checkout whose packages and web are in place. */
  readonly checkout: string;
  readonly places: Places;
  readonly keeper: KeeperKind;
  readonly account: Account;
  /** Settings to write into the data folder. */
  readonly settings: readonly SettingInForce[];
  readonly readyWithinMs: number;
  readonly progress: (step: string) => void;
}

export interface Installed {
  readonly record: InstallationRecord;
  readonly said: Announcement;
  /** What a person still has to do. */
  readonly remaining: readonly string[];
}

/**
 * Installs a checkout for good: copies it, hands the data folder to the service's account, lets it
 * start at boot, starts it and waits until it works. Where it does not come up all but the data is
 * taken away again.
 */
export async function install(options: InstallOptions): Promise<Installed> {
  const { account, checkout, keeper: kind, places, progress } = options;
  await refuseInstalled(places);
  progress(`preparing the data folder ${places.data}`);
  await openServiceData(places.data, account);
  await keepSettings(places.data, { settings: options.settings, account });
  progress(`copying the program to ${places.program}`);
  await mkdir(places.program, { recursive: true, mode: 0o755 });
  const release = await copyRelease(checkout, places.program);
  await useRelease(places.program, release);
  const record = { places, keeper: kind, account: account.name, release, previous: null };
  await writeInstallation(record);
  try {
    await requireReachable(record);
    await writeCommand(record);
    const keeper = keeperOf(record);
    const remaining = await keeper.setUp();
    progress("starting the service");
    await keeper.start();
    const { data } = places;
    const said = await waitUntilReady(keeper, { data, release, withinMs: options.readyWithinMs });
    return { record, said, remaining };
  } catch (error) {
    await uninstall(record);
    throw error;
  }
}

/** Takes everything away but the data and the account whose it is. */
export async function uninstall(record: InstallationRecord): Promise<void> {
  const { command, program } = record.places;
  const keeper = keeperOf(record);
  await keeper.stop();
  await keeper.takeDown();
  await removeCommand(command);
  await rm(program, { recursive: true, force: true });
}

async function refuseInstalled({ program }: Places): Promise<void> {
  const record = await readInstallation(program);
  if (!record) return;
  throw new Refusal(
    `SmartPM is installed in ${program} already: ./smartpm upgrade brings this version there, ./smartpm uninstall takes it away`,
  );
}

/** The service's account must be able to get to what it is to run. */
async function requireReachable({ account, places, release }: InstallationRecord): Promise<void> {
  const complaint = `the account ${account} cannot run the program in ${places.program}: choose a folder that every account can get to`;
  await runRelease({ account, places }, { release, args: ["help"], complaint });
}

/** Nobody may be using it; from now on it is the account's, whoever made it. */
async function openServiceData(data: string, account: Account): Promise<void> {
  // Only the folder itself is closed to others: the account has to get there.
  await mkdir(dirname(data), { recursive: true, mode: 0o755 });
  await openDataFolder(data);
  lockFolder(data).release();
  if (account.uid === process.getuid?.()) return;
  await requireProgram(
    { program: "chown", args: ["-R", "-h", `${account.uid}:${account.gid}`, data] },
    `the data folder cannot be given to ${account.name}`,
  );
}
