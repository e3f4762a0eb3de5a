import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BACKUP_KEY_FILE, backupKeyText, openBackupKey } from "#backup/backup-key.ts";
import { backUp } from "#jobs/back-up.ts";
import { systemClock } from "#platform/clock.ts";
import { configurationOf, readSettings } from "#platform/configuration.ts";
import { openDataFolder } from "#platform/data-folder.ts";
import { didYouMean } from "#platform/nearest-name.ts";
import { Refusal } from "#platform/refusal.ts";
import { listBackups, type StoredBackup } from "#storage/backups.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const OPTIONS = { data: { type: "string" }, to: { type: "string" } } as const;
const TASKS = ["make", "list", "key"] as const;
const LISTED_AT_MOST = 50;

export const backupCommand: Command = {
  usage: `Usage: ./smartpm backup [make] [--to FOLDER] [--data FOLDER]
       ./smartpm backup list [--data FOLDER]
       ./smartpm backup key [--data FOLDER]

A running service backs up every night by itself (backup.time in ./smartpm config).

  make    Backs up now, while the service runs or not: one encrypted file with the whole database
          and the key of its secrets. The file is restored onto a server of its own and last
          month's bills are computed there; only if they come out to the same cents is it good.
          The exit code is 1 when it is not.
            --to FOLDER    where the file goes, instead of backup.folder
  list    The last backups, newest first.
  key     Prints the key that backups are encrypted with. Keep it on paper, away from this
          machine: without it no backup can be read, by anybody.

  --data FOLDER   the data folder, as for ./smartpm start`,

  async run(args) {
    const { values, words } = parseCommandLine({
      args,
      options: OPTIONS,
      words: [TASKS.join(" or ")],
      wordsAtLeast: 0,
    });
    const { data, to } = values;
    switch (taskOf(words[0] ?? "make")) {
      case "make":
        return make({ data, to });
      case "list":
        return list({ data });
      case "key":
        return printKey({ data });
    }
  },
};

function taskOf(word: string): (typeof TASKS)[number] {
  const task = TASKS.find((one) => one === word);
  if (task) return task;
  const hint = didYouMean(word, TASKS) || `; there are ${TASKS.join(", ")}`;
  throw new Refusal(`./smartpm backup has no "${word}"${hint}`);
}

async function make({ data, to }: { data: string | undefined; to: string | undefined }) {
  const stored = await withDatabase({ data }, async (database, { backup, dataFolder }) => {
    if (to !== undefined) await mkdir(to, { recursive: true, mode: 0o700 });
    const key = await openBackupKey(dataFolder);
    const target = { ...backup, folder: to ?? backup.folder };
    return backUp({ database, clock: systemClock, dataFolder, key, backup: target }, "person");
  });
  if (!stored) throw new Refusal("a backup is being made just now: wait for it, then try again");
  if (stored.outcome.kind === "failed") throw new Refusal(`no backup: ${stored.outcome.reason}`);
  process.stdout.write(`${lineOf(stored)}\n`);
  return 0;
}

async function list({ data }: { data: string | undefined }) {
  const backups = await withDatabase({ data }, (database) => listBackups(database, LISTED_AT_MOST));
  const lines = backups.map(lineOf);
  process.stdout.write(`${lines.length === 0 ? "No backup yet." : lines.join("\n")}\n`);
  return 0;
}

async function printKey({ data }: { data: string | undefined }) {
  const { dataFolder } = configurationOf(readSettings({ flags: { data }, env: process.env }));
  await openDataFolder(dataFolder);
  const key = await openBackupKey(dataFolder);
  process.stdout.write(`${backupKeyText(key)}\n`);
  process.stderr.write(
    `Keep it on paper, away from this machine; it also lies in ${join(dataFolder, BACKUP_KEY_FILE)}.\n`,
  );
  return 0;
}

function lineOf({ startedAt, finishedAt, outcome }: StoredBackup): string {
  const at = startedAt.toString({ smallestUnit: "second" });
  if (outcome.kind === "failed") return `${at}  FAILED  ${outcome.reason}`;
  const seconds = (finishedAt.epochMilliseconds - startedAt.epochMilliseconds) / 1000;
  const { file, fileBytes, rows, billsRecalculated } = outcome;
  const size = `${(fileBytes / 1e6).toFixed(1)} MB`;
  return `${at}  good    ${file}  ${size}, ${rows} rows, restored and ${billsRecalculated} bills recalculated in ${seconds.toFixed(1)} s`;
}
