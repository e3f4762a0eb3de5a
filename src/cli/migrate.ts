import { configurationOf, readSettings } from "#platform/configuration.ts";
import { openInstallation } from "#service/open-installation.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";

export const migrateCommand: Command = {
  usage: `Usage: ./smartpm migrate [--data FOLDER]

Brings the database of a stopped service to this version's schema, as ./smartpm start does by itself
and ./smartpm upgrade before it. A database of a newer version is refused.

  --data FOLDER   the data folder, as for ./smartpm start`,

  async run(args) {
    const options = { data: { type: "string" } } as const;
    const { values } = parseCommandLine({ args, options, words: [] });
    const flags = { data: values.data };
    const configuration = configurationOf(readSettings({ flags, env: process.env }));
    const installation = await openInstallation(configuration);
    await installation.close();
    process.stdout.write("The database is as this version wants it.\n");
    return 0;
  },
};
