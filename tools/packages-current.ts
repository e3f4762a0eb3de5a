/**
 * Exits with 0 when node_modules holds exactly what package-lock.json asks for, as npm itself noted
 * it. The launcher asks before it installs anew: after `npm install` by hand there is nothing to do.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

const root = join(import.meta.dirname, "..");
const wanted = packagesOf("package-lock.json");
const installed = packagesOf("node_modules/.package-lock.json");
const paths = new Set([...Object.keys(wanted), ...Object.keys(installed)]);
paths.delete("");
process.exitCode = [...paths].every(isCurrent) ? 0 : 1;

function isCurrent(path: string): boolean {
  const want = wanted[path];
  const have = installed[path];
  if (!want) return false;
  // Packages for other processors are in the lock file only.
  if (!have) return want.optional === true || want.devOptional === true;
  return want.version === have.version && want.integrity === have.integrity;
}

function packagesOf(file: string): Readonly<Record<string, LockedPackage>> {
  const text = readFileSync(join(root, file), "utf8");
  return (JSON.parse(text) as { packages: Record<string, LockedPackage> }).packages;
}
