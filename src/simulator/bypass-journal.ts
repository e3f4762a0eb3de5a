import { readFile } from "node:fs/promises";
import type { Bypass } from "./bypass.ts";
import type { Bypasses } from "./consumption-model.ts";
import { writeWholeFile } from "#platform/whole-file.ts";

/** One bypass in the file; instants as ISO 8601 in UTC. */
interface JournalEntry {
  readonly point: string;
  readonly from: string;
  readonly to?: string;
  readonly permille: number;
}

/**
 * The bypasses kept in `file`; none when there is no such file. A bypass must outlive the
 * simulator: without it the register of a bypassed meter would jump to the truth at a restart.
 * Throws when the file is not what `saveBypasses` writes.
 */
export async function loadBypasses(file: string): Promise<Bypasses> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "[]";
    throw error;
  });
  const bypasses = new Map<string, readonly Bypass[]>();
  for (const { point, from, to, permille } of entriesIn(text, file)) {
    const bypass = {
      from: Temporal.Instant.from(from),
      ...(to !== undefined && { to: Temporal.Instant.from(to) }),
      permille,
    };
    bypasses.set(point, [...(bypasses.get(point) ?? []), bypass]);
  }
  return bypasses;
}

function entriesIn(text: string, file: string): readonly JournalEntry[] {
  try {
    const entries: unknown = JSON.parse(text);
    if (Array.isArray(entries) && entries.every(isEntry)) return entries;
  } catch (error) {
    throw new Error(`${file} is not JSON; delete it to forget all bypasses`, { cause: error });
  }
  throw new Error(`${file} is not a list of bypasses; delete it to forget all bypasses`);
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== "object" || value === null) return false;
  const { point, from, to, permille } = value as Partial<Record<keyof JournalEntry, unknown>>;
  return (
    typeof point === "string" &&
    typeof from === "string" &&
    (to === undefined || typeof to === "string") &&
    Number.isInteger(permille)
  );
}

/** Writes them all, whole or not at all: a new file takes the place of the old one. */
export async function saveBypasses(file: string, bypasses: Bypasses): Promise<void> {
  const entries: JournalEntry[] = [...bypasses].flatMap(([point, ofPoint]) =>
    ofPoint.map(({ from, to, permille }) => ({
      point,
      from: from.toString(),
      ...(to && { to: to.toString() }),
      permille,
    })),
  );
  await writeWholeFile(file, `${JSON.stringify(entries, null, 2)}\n`);
}
