import { existsSync } from "node:fs";
import {
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createHash } from "node:crypto";
import { basename, join, relative } from "node:path";
import { Refusal } from "#platform/refusal.ts";
import { programVersion, RELEASE_FILE } from "#platform/version.ts";
import { requireProgram } from "./run-program.ts";

const RELEASES = "releases";
const CURRENT = "current";

/** What a running SmartPM needs of a checkout, besides the packages. */
const PARTS = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "catalogue",
  "docs",
  "migrations",
  "package-lock.json",
  "package.json",
  "smartpm",
  "src",
  "tools",
  "web",
];
/** By which the launcher knows that packages and web are in place. */
const STAMPS = ["node_modules/.package-lock-sha256", "web/dist/.sources-sha256"] as const;
const DIGEST_LETTERS = 8;

/** The folder of a release by its name. */
export function releaseFolder(program: string, release: string): string {
  return join(program, RELEASES, release);
}

/** The folder by which the service and the command always find the release that is in use. */
export function currentFolder(program: string): string {
  return join(program, CURRENT);
}

/** The name of the release that is in use; undefined where none is. */
export async function currentRelease(program: string): Promise<string | undefined> {
  try {
    return basename(await readlink(currentFolder(program)));
  } catch {
    return undefined;
  }
}

/** Puts a release into use, in one step: there is no moment without one. */
export async function useRelease(program: string, release: string): Promise<void> {
  const link = currentFolder(program);
  await rm(`${link}.new`, { force: true });
  await symlink(join(RELEASES, release), `${link}.new`);
  await rename(`${link}.new`, link);
}

/**
 * What a checkout is called as a release: its version, and a digest of its files, so that two
 * checkouts have one name only where they are the same.
 */
export async function releaseNameOf(checkout: string): Promise<string> {
  const hash = createHash("sha256");
  for (const part of ["package-lock.json", "package.json", "smartpm"]) {
    hash.update(await readFile(join(checkout, part)));
  }
  for (const folder of ["catalogue", "migrations", "src"]) {
    const entries = await readdir(join(checkout, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    for (const path of files.map(({ name, parentPath }) => join(parentPath, name)).toSorted()) {
      hash.update(`\0${relative(checkout, path)}\0`).update(await readFile(path));
    }
  }
  hash.update(await readFile(join(checkout, STAMPS[1])).catch(() => ""));
  const { version } = programVersion(checkout);
  return `${version}-${hash.digest("hex").slice(0, DIGEST_LETTERS)}`;
}

/**
 * Copies a checkout with its packages, but those for development, to be a release of its own that
 * every account can read. One that is there already is left as it is.
 */
export async function copyRelease(checkout: string, program: string): Promise<string> {
  for (const stamp of STAMPS) {
    if (existsSync(join(checkout, stamp))) continue;
    throw new Refusal(`${checkout} is not ready to be installed: start it once with ./smartpm`);
  }
  const release = await releaseNameOf(checkout);
  const folder = releaseFolder(program, release);
  if (existsSync(folder)) return release;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  await requireProgram(
    {
      program: "cp",
      // Shares the blocks with the checkout where the file system can.
      args: [
        "-R",
        "--reflink=auto",
        "--parents",
        ...PARTS,
        ...(await packages(checkout)),
        unfinished,
      ],
      folder: checkout,
    },
    `${checkout} cannot be copied to ${program}`,
  );
  await writeFile(join(unfinished, RELEASE_FILE), `${JSON.stringify({ release })}\n`);
  await requireProgram(
    { program: "chmod", args: ["-R", "u=rwX,go=rX", unfinished] },
    `the files of ${unfinished} cannot be opened to the service's account`,
  );
  await rename(unfinished, folder);
  return release;
}

/** The packages that are not for development only, the browser of the tests foremost. */
async function packages(checkout: string): Promise<string[]> {
  const text = await readFile(join(checkout, "package-lock.json"), "utf8");
  const locked = (JSON.parse(text) as { packages: Record<string, { dev?: boolean }> }).packages;
  const own = Object.entries(locked).flatMap(([path, { dev }]) =>
    // Those within another go with it.
    dev !== true && path.lastIndexOf("node_modules/") === 0 ? [path] : [],
  );
  const folders = ["node_modules/.bin", "node_modules/.package-lock.json", STAMPS[0], ...own];
  // Packages for other processors are in the lock file only.
  return folders.filter((path) => existsSync(join(checkout, path)));
}

/** Removes every release but those named. */
export async function keepReleases(program: string, kept: readonly string[]): Promise<void> {
  for (const name of await readdir(join(program, RELEASES))) {
    if (!kept.includes(name)) await rm(join(program, RELEASES, name), { recursive: true });
  }
}
