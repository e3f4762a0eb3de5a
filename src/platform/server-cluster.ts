import { execFile } from "node:child_process";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { errorCode, errorText, Refusal } from "./refusal.ts";
import type { ServerBinaries } from "./server-binaries.ts";
import type { ServerUser } from "./server-user.ts";

const run = promisify(execFile);

/** The database account of SmartPM itself, and the name of its database. */
export const SUPERUSER = "smartpm";

/**
 * PostgreSQL sees its folder only as its working directory: the account that it runs as need not
 * be able to walk there, so the data folder stays closed to all but its owner. The same name is
 * right in every process of the server, since all of them work there.
 */
export const HERE = "/proc/self/cwd";

/** Nothing of ours: PGDATA, PGOPTIONS or a locale of the person who starts must not reach it. */
export const SERVER_ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

const INITDB_MS = 120_000;
const VERSION_MS = 20_000;

export interface Cluster {
  readonly folder: string;
  readonly user: ServerUser;
  readonly binaries: ServerBinaries;
}

/**
 * Creates the cluster where there is none: beside its place first, so that a start that is killed
 * leaves nothing half-made. Sorting is by code point, the same on every machine.
 */
export async function createCluster({ folder, user, binaries }: Cluster): Promise<void> {
  if (await exists(join(folder, "PG_VERSION"))) return;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (user.other) await chown(unfinished, user.uid, user.gid);
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const options = [`--username=${SUPERUSER}`, "--auth=peer", "--encoding=UTF8", ...locale];
  try {
    await run(binaries.initdb, [`--pgdata=${HERE}`, ...options], {
      cwd: unfinished,
      env: SERVER_ENVIRONMENT,
      timeout: INITDB_MS,
      ...(user.other && { uid: user.uid, gid: user.gid }),
    });
  } catch (error) {
    throw new Refusal(`cannot create a database in ${dirname(folder)}: ${errorText(error)}`);
  }
  await rename(unfinished, folder);
}

/** A cluster belongs to one major version of PostgreSQL for good. */
export async function requireSameMajorVersion({ folder, binaries }: Cluster): Promise<void> {
  const made = (await readFile(join(folder, "PG_VERSION"), "utf8")).trim();
  const { stdout } = await run(binaries.postgres, ["--version"], { cwd: "/", timeout: VERSION_MS });
  const major = /\s(\d+)[.\d]*/.exec(stdout)?.[1];
  if (made === major) return;
  throw new Refusal(
    `the database in ${folder} was made by PostgreSQL ${made}, and this SmartPM brings ${major}: start the SmartPM that made it, back up, and restore into a new data folder`,
  );
}

/**
 * Who may connect: over the socket only, as the operating system's accounts root and the server's
 * own, without a password that could leak. Written at every start: an older file changes nothing.
 */
export async function writeAccessRules({ folder, user }: Cluster): Promise<void> {
  const rules = ["local all all peer map=owner", "local replication all peer map=owner"];
  const owners = [...new Set(["root", user.name])];
  const map = owners.map((name) => `owner ${JSON.stringify(name)} ${SUPERUSER}`);
  await writeFile(join(folder, "pg_hba.conf"), `${rules.join("\n")}\n`);
  await writeFile(join(folder, "pg_ident.conf"), `${map.join("\n")}\n`);
}

async function exists(file: string): Promise<boolean> {
  try {
    await readFile(file);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
