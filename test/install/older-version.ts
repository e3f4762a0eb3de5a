import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** The first version that can be upgraded; it has 20 migrations fewer than the one after it. */
const FIRST_INSTALLABLE = "64992fc63266dae5f6fd61a16fe139c08eab017c";
const STAMP = "node_modules/.package-lock-sha256";

/**
 * The commit of the newest release before this one, by its tag; before there is one, the first
 * that could be installed. Undefined in a clone without history.
 */
export function olderCommit(): string | undefined {
  const tag = git("describe", "--tags", "--abbrev=0", "--match=v*", "HEAD^");
  return git("rev-parse", "--verify", `${tag ?? FIRST_INSTALLABLE}^{commit}`);
}

function git(...words: string[]): string | undefined {
  const { status, stdout } = spawnSync("git", words, { cwd: ROOT, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The files of a commit in `folder`, ready to be installed. Its packages are this checkout's where
 * those are the same, and else come from the registry, as they would for a person.
 */
export function checkOutOlder(commit: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  must("sh", ["-c", 'git -C "$0" archive "$1" | tar -x -C "$2"', ROOT, commit, folder]);
  if (hasItsPackages(folder)) {
    const packages = join(ROOT, "node_modules");
    const linked = spawnSync("cp", ["-al", packages, folder]);
    // Links lead to no other disk.
    if (linked.status !== 0) must("cp", ["-a", packages, folder]);
    const digest = createHash("sha256").update(readFileSync(join(folder, "package-lock.json")));
    // The link goes, and not what it leads to.
    rmSync(join(folder, STAMP), { force: true });
    writeFileSync(join(folder, STAMP), `${digest.digest("hex")}\n`);
  }
  must(join(folder, "smartpm"), ["prepare"]);
  return folder;
}

function must(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
}

/** Whether this checkout has every package of the other one in the version that it names. */
function hasItsPackages(folder: string): boolean {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const here = packagesOf(join(ROOT, "package-lock.json"));
  return Object.entries(wanted).every(
    ([path, { version }]) => path === "" || here[path]?.version === version,
  );
}

function packagesOf(file: string): Readonly<Record<string, { readonly version?: string }>> {
  const locked = JSON.parse(readFileSync(file, "utf8")) as {
    packages: Record<string, { version?: string }>;
  };
  return locked.packages;
}
