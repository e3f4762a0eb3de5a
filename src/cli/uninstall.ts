import { uninstall } from "#setup/install.ts";
import { findInstallation } from "#setup/installation-record.ts";
import { requireOwner } from "#setup/kept-service.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";

export const uninstallCommand: Command = {
  usage: `Usage: smartpm uninstall [--program FOLDER]

Stops the service and takes the program away. The data stay where they are, with the account that
owns them; ./smartpm install --data FOLDER goes on with them.

  --program FOLDER   where it was installed, if not in the usual place`,

  async run(args) {
    const { values } = parseCommandLine({
      args,
      options: { program: { type: "string" } },
      words: [],
    });
    const record = await findInstallation(values.program);
    requireOwner(record, "uninstall");
    await uninstall(record);
    process.stdout.write(
      `SmartPM is uninstalled. Its data stay in ${record.places.data}, owned by ${record.account}.\n`,
    );
    return 0;
  },
};
