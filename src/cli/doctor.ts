import { systemClock } from "#platform/clock.ts";
import { configurationOf, readSettings } from "#platform/configuration.ts";
import type { Finding } from "#setup/check.ts";
import { examine } from "#setup/doctor.ts";
import { findInstallation, type InstallationRecord } from "#setup/installation-record.ts";
import { requireOwner } from "#setup/kept-service.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";

const OPTIONS = {
  data: { type: "string" },
  json: { type: "boolean" },
  program: { type: "string" },
} as const;

const SIGNS = { good: "ok   ", doubtful: "LOOK ", bad: "WRONG" } as const;
const WIDTH = 20;

export const doctorCommand: Command = {
  usage: `Usage: ./smartpm doctor [--data FOLDER] [--program FOLDER] [--json]

Checks everything: Node, the data folder and its keys, disks, clock, service, port, database and its
safety settings, migrations, backups, readings, lines, serial ports, webhooks, mail. Says of everything that
is wrong what to do. Changes nothing, and may be asked while the service runs or not. The exit code
is 1 when something does not work or data are in danger.

  --data FOLDER      the data folder; that of the installed service when left out
  --program FOLDER   where it was installed, if not in the usual place
  --json             one line a finding: {"about","verdict","found","remedy"}`,

  async run(args) {
    const { values } = parseCommandLine({ args, options: OPTIONS, words: [] });
    const record = await installationOf(values);
    if (record) requireOwner(record, "doctor");
    const data = values.data ?? record?.places.data;
    const configuration = configurationOf(readSettings({ flags: { data }, env: process.env }));
    const print = values.json === true ? asJson : asText;
    let isWell = true;
    for await (const finding of examine({ clock: systemClock, configuration, record })) {
      if (finding.verdict === "bad") isWell = false;
      process.stdout.write(`${print(finding)}\n`);
    }
    return isWell ? 0 : 1;
  },
};

/** Undefined where none is, or where somebody asks for the data of another. */
async function installationOf({
  data,
  program,
}: {
  readonly data?: string | undefined;
  readonly program?: string | undefined;
}): Promise<InstallationRecord | undefined> {
  if (program !== undefined) return findInstallation(program);
  const record = await findInstallation(undefined).catch(() => undefined);
  return data === undefined || record?.places.data === data ? record : undefined;
}

function asJson(finding: Finding): string {
  return JSON.stringify(finding);
}

function asText({ about, found, remedy, verdict }: Finding): string {
  const line = `${SIGNS[verdict]}  ${about.padEnd(WIDTH)}  ${found}`;
  return remedy === undefined ? line : `${line}\n       ${" ".repeat(WIDTH)}  -> ${remedy}`;
}
