import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { FileResult } from "./kept-results.ts";
import type { Mutant } from "./mutants.ts";

/** A fault that no test notices, as docs/mutants-survivors.json lists it under its file. */
interface Survivor {
  readonly line: number;
  /** The line as it is, and what the fault makes of a part of it. */
  readonly code: string;
  readonly mutation: string;
  readonly reason: string;
}

type List = Readonly<Record<string, readonly Survivor[]>>;

const NO_REASON = "";
const LONGEST = 70;

/**
 * Writes the survivors of the files into the list; a reason that it gave before stays with its line,
 * wherever the line has moved to. Other files stay as they are.
 */
export function listSurvivors(file: string, results: readonly FileResult[]): string {
  const before: List = existsSync(file) ? asList(JSON.parse(readFileSync(file, "utf8"))) : {};
  const list: Record<string, readonly Survivor[]> = { ...before };
  for (const { path, left } of results) {
    const source = readFileSync(path, "utf8");
    const reasons = new Map(before[path]?.map((one) => [keyOf(one), one.reason]));
    list[path] = left.map((mutant) => {
      const one = survivorOf(source, mutant);
      return { ...one, reason: reasons.get(keyOf(one)) ?? NO_REASON };
    });
  }
  const files = Object.entries(list).filter(([, own]) => own.length > 0);
  const sorted = Object.fromEntries(files.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
  const all = Object.values(sorted).flat();
  const without = all.filter(({ reason }) => reason === NO_REASON);
  return `${all.length} survivors in ${file}, ${without.length} without a reason\n`;
}

function survivorOf(source: string, { from, to, replacement }: Mutant): Omit<Survivor, "reason"> {
  const line = source.slice(0, from).split("\n").length;
  return {
    line,
    code: source.split("\n")[line - 1]!.trim(),
    mutation: `${short(source.slice(from, to))} → ${short(replacement) || "nothing"}`,
  };
}

function short(text: string): string {
  const flat = text.replace(/\s+/g, " ");
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST)}…` : flat;
}

function keyOf({ code, mutation }: Omit<Survivor, "reason">): string {
  return `${code}\n${mutation}`;
}

/** Guarantee: only `listSurvivors` writes it; people fill in reasons. */
function asList(value: unknown): List {
  return value as List;
}
