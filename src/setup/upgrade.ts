import { existsSync } from "node:fs";
import { join } from "node:path";
import { errorText, Refusal } from "#platform/refusal.ts";
import { writeCommand } from "./command-file.ts";
import { type InstallationRecord, writeInstallation } from "./installation-record.ts";
import type { Keeper } from "./keeper.ts";
import { forgetKeptData, hasKeptData, keepData, putBackData } from "./kept-data.ts";
import { keeperOf, runRelease, serviceConfiguration } from "./kept-service.ts";
import { waitUntilReady } from "./readiness.ts";
import { copyRelease, keepReleases, useRelease } from "./release.ts";

export interface UpgradeOptions {
  /** The new version: a checkout whose packages and web are in place. */
  readonly checkout: string;
  readonly record: InstallationRecord;
  readonly readyWithinMs: number;
  readonly progress: (step: string) => void;
}

/** How an upgrade ended. */
export type Upgraded =
  | {
      readonly kind: "upgraded";
      readonly record: InstallationRecord;
      readonly address: string | null;
    }
  | { readonly kind: "current" }
  /** The old version runs again, on its data as they were. */
  | { readonly kind: "rolled-back"; readonly reason: string };

/**
 * Brings a new version to an installation: backs up and proves the backup while the old one runs,
 * stops it, keeps its data as they lie, migrates, starts the new one, and waits until it works.
 * Whatever goes wrong after the stop, the old version and its data are brought back and started.
 * An upgrade that a power cut ended is rolled back first.
 */
export async function upgrade(options: UpgradeOptions): Promise<Upgraded> {
  const { checkout, progress, record } = options;
  const { program, data } = record.places;
  const keeper = keeperOf(record);
  if (hasKeptData(data)) {
    progress("an earlier upgrade was never ended: bringing its old version back");
    await bringBack(record, keeper);
  }
  progress(`copying the program to ${program}`);
  const release = await copyRelease(checkout, program);
  if (release === record.release) return { kind: "current" };
  progress("backing up, and proving the backup");
  const backingUp = "no upgrade, because there is no backup";
  await runRelease(record, { release: record.release, args: ["backup"], complaint: backingUp });
  progress("stopping the service, and keeping its data");
  await keeper.stop();
  try {
    await keepData(data, elsewhere(record)?.backUpTo);
  } catch (error) {
    await keeper.start();
    throw error;
  }
  try {
    progress("migrating the database");
    const migrating = "the database could not be migrated";
    await runRelease(record, { release, args: ["migrate"], complaint: migrating });
    await useRelease(program, release);
    // The new version may want another unit than the old one.
    await keeper.setUp();
    progress("starting the new version");
    await keeper.start();
    const { address } = await waitUntilReady(keeper, {
      data,
      release,
      withinMs: options.readyWithinMs,
    });
    const done = { ...record, release, previous: record.release };
    await writeInstallation(done);
    await writeCommand(done);
    await forgetKeptData(data);
    await keepReleases(program, [release, record.release]);
    return { kind: "upgraded", record: done, address };
  } catch (error) {
    progress(`${errorText(error)}; bringing the old version back`);
    await bringBack(record, keeper);
    return { kind: "rolled-back", reason: errorText(error) };
  }
}

/** However impatient one was with the new version, the old one is given its time to recover. */
const BROUGHT_BACK_WITHIN_MS = 600_000;

/** The release that the record names, on the data as they were before the upgrade. */
async function bringBack(record: InstallationRecord, keeper: Keeper): Promise<void> {
  const { program, data } = record.places;
  await keeper.stop();
  await putBackData(data, elsewhere(record));
  await useRelease(program, record.release);
  await keeper.setUp();
  await keeper.start();
  await waitUntilReady(keeper, { data, release: record.release, withinMs: BROUGHT_BACK_WITHIN_MS });
  await forgetKeptData(data);
}

/** Of a database that is not in the data folder: how it is backed up and restored there. */
function elsewhere(record: InstallationRecord) {
  const { release } = record;
  const { databaseUrl } = serviceConfiguration(record.places.data);
  if (databaseUrl === undefined) return undefined;
  return {
    databaseUrl,
    async backUpTo(folder: string): Promise<string> {
      const complaint = "the database could not be backed up";
      const told = await runRelease(record, {
        release,
        args: ["backup", "--to", folder],
        complaint,
      });
      const name = /(smartpm-\S+\.backup)/.exec(told)?.[1];
      const file = name && join(folder, name.split("/").at(-1) ?? "");
      if (!file || !existsSync(file)) throw new Refusal(`${complaint}: ${told}`);
      return file;
    },
    async restore(file: string): Promise<void> {
      const complaint = `the database could not be restored from ${file}`;
      await runRelease(record, { release, args: ["restore", file], complaint });
    },
  };
}
