import { spawn } from "node:child_process";
import { once } from "node:events";
import { relative } from "node:path";
import { errorText, Refusal } from "#platform/refusal.ts";

const OUTPUT_CHARACTERS = 2_000;

export interface CopyElsewhere {
  /** `backup.copyCommand`. */
  readonly command: string;
  readonly backupFolder: string;
  /** Of the file to copy, in the backup folder. */
  readonly path: string;
  /** A copy over a slow line takes its time, and one that hangs must not stop all later ones. */
  readonly withinMs: number;
}

/**
 * Lets the owner's command take a file elsewhere: it finds the file in `BACKUP_FILE` and its place in
 * the backup folder in `BACKUP_NAME`. Throws a Refusal with what it said where it does not end with 0.
 */
export async function copyElsewhere(copy: CopyElsewhere): Promise<void> {
  const { backupFolder, command, path, withinMs } = copy;
  const child = spawn("/bin/sh", ["-c", command], {
    env: { ...process.env, BACKUP_FILE: path, BACKUP_NAME: relative(backupFolder, path) },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: withinMs,
  });
  let output = "";
  const collect = (text: string) => (output = (output + text).slice(-OUTPUT_CHARACTERS));
  child.stdout.setEncoding("utf8").on("data", collect);
  child.stderr.setEncoding("utf8").on("data", collect);
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (code === 0) return;
  throw new Refusal(
    `backup.copyCommand ended with ${signal ?? code} and did not copy ${path}: ${errorText(output)}`,
  );
}
