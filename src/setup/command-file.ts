import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Refusal } from "#platform/refusal.ts";
import type { InstallationRecord } from "./installation-record.ts";
import { currentFolder } from "./release.ts";

const MARK = "# Made by ./smartpm install.";

/** Commands that root does itself; all others are the service's account's. */
const ROOTS_OWN = ["doctor", "install", "service", "uninstall", "upgrade"];

/** Puts `smartpm` on the PATH: the release in use, on the service's data, as its account. */
export async function writeCommand(
  record: Pick<InstallationRecord, "places" | "account">,
): Promise<void> {
  const { command, data, program } = record.places;
  await refuseForeign(command);
  await mkdir(dirname(command), { recursive: true });
  const current = `${currentFolder(program)}/smartpm`;
  const text = `#!/bin/sh
${MARK}
export SMARTPM_DATA="\${SMARTPM_DATA:-${data}}"
case "\${1:-help}" in
${ROOTS_OWN.join(" | ")}) ;;
*)
  # What root would write the service could not read.
  if [ "$(id -u)" = 0 ]; then
    export HOME='${data}'
    exec setpriv --reuid='${record.account}' --regid="$(id -g '${record.account}')" --init-groups \\
      '${current}' "$@"
  fi
  ;;
esac
exec '${current}' "$@"
`;
  await writeFile(command, text, { mode: 0o755 });
}

/** Takes it away again, where it is ours. */
export async function removeCommand(command: string): Promise<void> {
  if (existsSync(command) && (await isOurs(command))) await rm(command);
}

async function refuseForeign(command: string): Promise<void> {
  if (!existsSync(command) || (await isOurs(command))) return;
  throw new Refusal(`${command} is another program: choose another place with --command`);
}

async function isOurs(command: string): Promise<boolean> {
  return (await readFile(command, "utf8")).includes(MARK);
}
