import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Verdict } from "./judge.ts";
import type { Mutant } from "./mutants.ts";

export interface LeftMutant extends Mutant {
  readonly state: Exclude<Verdict, "killed">;
}

/** What was found in one source, and with which tests. */
export interface FileResult {
  readonly path: string;
  readonly digest: string;
  readonly testsDigest: string;
  readonly mutants: number;
  readonly left: readonly LeftMutant[];
}

export function digestOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex");
}

/** Tells the mutants of one file apart. */
export function placeKey({ from, to, replacement }: Mutant): string {
  return `${from}-${to} ${replacement}`;
}

/** What was found in the file as it is now; nothing when it has changed since. */
export function keptResult(folder: string, path: string, digest: string): FileResult | undefined {
  const file = fileOf(folder, path);
  if (!existsSync(file)) return undefined;
  const kept = asResult(JSON.parse(readFileSync(file, "utf8")));
  return kept.digest === digest ? kept : undefined;
}

export function keep(folder: string, result: FileResult): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(folder, result.path), `${JSON.stringify(result, undefined, 1)}\n`);
}

function fileOf(folder: string, path: string): string {
  return join(folder, `${path.replaceAll("/", ".")}.json`);
}

/** Guarantee: only `keep` writes there. */
function asResult(value: unknown): FileResult {
  return value as FileResult;
}
