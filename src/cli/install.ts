import { join } from "node:path";
import { readSettings, type SettingInForce } from "#platform/configuration.ts";
import { Refusal } from "#platform/refusal.ts";
import { SETTINGS } from "#platform/settings.ts";
import { install } from "#setup/install.ts";
import { type InstallationScope, placesOf } from "#setup/places.ts";
import { openServiceAccount, ownAccount } from "#setup/service-account.ts";
import { hasSystemd } from "#setup/systemd-keeper.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readyWithin, SETUP_OPTIONS, step } from "./setup-options.ts";

const ROOT = join(import.meta.dirname, "../..");
const ACCOUNT = "smartpm";

const OPTIONS = {
  ...SETUP_OPTIONS,
  account: { type: "boolean" },
  command: { type: "string" },
  data: { type: "string" },
  host: { type: "string" },
  port: { type: "string" },
  "public-url": { type: "string" },
  user: { type: "string" },
  "without-systemd": { type: "boolean" },
} as const;

export const installCommand: Command = {
  usage: `Usage: sudo ./smartpm install [options]
       ./smartpm install --account [options]

Installs this version as a service for good: it starts when the machine starts, and again should it
ever fail. It runs as an account of its own that may touch nothing but its data. Run it again after
./smartpm uninstall to change what it was given; ./smartpm upgrade brings newer versions.

  --account           for this account only, without root
  --user NAME         the account that the service runs as, made if missing (${ACCOUNT})
  --data FOLDER       where all data lies (/var/lib/smartpm)
  --program FOLDER    where the program is copied to (/opt/smartpm)
  --command FILE      how it is called from then on (/usr/local/bin/smartpm)
  --host, --port, --public-url
                      settings, written into smartpm.json of the data folder, as are those given
                      by environment variables: ./smartpm config lists them
  --without-systemd   a process of SmartPM's own keeps the service running; so it is in any case
                      where the machine was not started by systemd, as in a container
  --within SECONDS    so long it may take to come up (600)`,

  async run(args) {
    const { values } = parseCommandLine({ args, options: OPTIONS, words: [] });
    const scope: InstallationScope = values.account === true ? "account" : "machine";
    requireScope(scope);
    const places = placesOf(scope, values, process.env);
    const account =
      scope === "account"
        ? ownAccount()
        : await openServiceAccount(values.user ?? ACCOUNT, places.data);
    const isWithout = values["without-systemd"] === true || !hasSystemd();
    const { host, port, "public-url": publicUrl } = values;
    const { record, said, remaining } = await install({
      checkout: ROOT,
      places,
      account,
      keeper: isWithout ? "process" : "systemd",
      settings: givenSettings({ host, port, "public-url": publicUrl }, places.data),
      readyWithinMs: readyWithin(values.within),
      progress: step,
    });
    process.stdout.write(
      [
        `SmartPM ${said.release} is installed and runs: ${said.address ?? "without the web"}`,
        `Its data lie in ${places.data}, its command is ${places.command}.`,
        ...remaining.map((task) => `Still to do: ${task}`),
        `Keep a copy of the backup key on paper: ${record.places.command} backup key`,
        "",
      ].join("\n"),
    );
    return 0;
  },
};

function requireScope(scope: InstallationScope): void {
  const isRoot = process.getuid?.() === 0;
  if (scope === "machine" && !isRoot) {
    throw new Refusal(
      "installing for the whole machine needs root: sudo ./smartpm install; or for this account only: ./smartpm install --account",
    );
  }
  if (scope === "account" && isRoot) {
    throw new Refusal("the service does not run as root: leave --account out");
  }
}

/** What was set by an option or a variable of the environment, for the service to find later. */
function givenSettings(
  flags: Readonly<Record<string, string | undefined>>,
  data: string,
): SettingInForce[] {
  const given = readSettings({ flags: { ...flags, data }, env: process.env });
  return given.filter(
    ({ key, origin }) =>
      key !== "dataFolder" && (origin.startsWith("--") || origin === SETTINGS[key].env),
  );
}
