import { join } from "node:path";
import { Refusal } from "#platform/refusal.ts";
import { findInstallation } from "#setup/installation-record.ts";
import { requireOwner } from "#setup/kept-service.ts";
import { upgrade } from "#setup/upgrade.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readyWithin, SETUP_OPTIONS, step } from "./setup-options.ts";

const ROOT = join(import.meta.dirname, "../..");

export const upgradeCommand: Command = {
  usage: `Usage: git pull && sudo ./smartpm upgrade [--program FOLDER] [--within SECONDS]

Brings this version to the installation: makes a backup and proves it, stops the service, keeps its
data as they lie, migrates the database, starts the new version and waits until it works. Should
anything go wrong, the old version and its data are brought back, and the exit code is 1. Meters are
not read between the stop and the start.

  --program FOLDER   where it was installed, if not in the usual place
  --within SECONDS   so long the new version may take to come up (600)`,

  async run(args) {
    const { values } = parseCommandLine({ args, options: SETUP_OPTIONS, words: [] });
    const record = await findInstallation(values.program);
    requireOwner(record, "upgrade");
    if (ROOT.startsWith(join(record.places.program, "/"))) {
      throw new Refusal(
        "this is the installed version itself: start ./smartpm upgrade in a checkout of the new one",
      );
    }
    const done = await upgrade({
      checkout: ROOT,
      record,
      readyWithinMs: readyWithin(values.within),
      progress: step,
    });
    switch (done.kind) {
      case "current":
        process.stdout.write(`${record.release} is installed already.\n`);
        return 0;
      case "upgraded":
        process.stdout.write(
          `SmartPM ${done.record.release} runs: ${done.address ?? "without the web"}\n`,
        );
        return 0;
      case "rolled-back":
        throw new Refusal(
          `the upgrade did not work: ${done.reason}. ${record.release} runs again, with its data as they were`,
        );
    }
  },
};
