import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const PARTS = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "catalogue",
  "docs",
  "migrations",
  "node_modules",
  "package-lock.json",
  "package.json",
  "smartpm",
  "src",
  "tools",
  "tsconfig.json",
  "web",
];

/** A file of the version, and what stands there instead; undefined: it is not there. */
export type ChangedFiles = Readonly<Record<string, ((text: string) => string) | undefined>>;

/**
 * This checkout again as another version, in `folder`: the same files, by hard links, but those that
 * `changed` names.
 */
export function makeVersion(folder: string, changed: ChangedFiles): string {
  mkdirSync(folder, { recursive: true });
  const copy = spawnSync("cp", ["-al", ...PARTS.map((part) => join(ROOT, part)), folder]);
  if (copy.status !== 0) {
    // Links lead to no other disk.
    spawnSync("cp", ["-a", ...PARTS.map((part) => join(ROOT, part)), folder], { stdio: "inherit" });
  }
  for (const [name, change] of Object.entries(changed)) {
    const path = join(folder, name);
    const text = readOrNothing(path);
    // The link goes, and not what it leads to.
    rmSync(path, { force: true });
    if (!change) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, change(text));
  }
  return folder;
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
