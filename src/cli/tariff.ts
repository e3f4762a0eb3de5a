import { didYouMean } from "#platform/nearest-name.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Command } from "./command.ts";

const TASKS: Readonly<Record<string, () => Promise<Command["run"]>>> = {
  validate: async () => (await import("./tariff-validate.ts")).validateTariffs,
  explain: async () => (await import("./tariff-explain.ts")).explainTariffFile,
  convert: async () => (await import("./tariff-convert.ts")).convertTariffFile,
  schema: async () => (await import("./tariff-schema.ts")).printTariffSchema,
  series: async () => (await import("./tariff-series.ts")).importPriceSeries,
  compare: async () => (await import("./tariff-compare.ts")).compareTariffFiles,
};

export const tariffCommand: Command = {
  usage: `Usage: ./smartpm tariff validate FILE...
       ./smartpm tariff explain FILE [--language en|zh]
       ./smartpm tariff convert URDB.json
       ./smartpm tariff schema
       ./smartpm tariff series import FILE --name NAME [--site ID] [--step MINUTES]
       ./smartpm tariff compare LOAD.csv TARIFF... --start DAY [--zone ZONE] [--step MINUTES]

A TARIFF or FILE is a tariff document (docs/adding-a-tariff.md, catalogue/tariffs), or one of the US
utility rate database.

  validate   Every fault on a line: the file, where in it, what is wrong, what would be right. The
             exit code is 1 when there is one.
  explain    What each charge costs and when, in words, with the hours of every TOU period.
               --language LANG    en or zh; en unless told
  convert    Prints a document of the rate database as one of ours. What cannot be carried over is
             an error that says so.
  schema     Prints the JSON Schema of tariff documents (docs/tariff.schema.json), for editors that
             complete and check while one writes.
  series     Takes the prices or index values of a file into the series of a site that tariffs ask for
             by that name, in place of what it said of their time. On each line stands when one
             begins and what it is: 2026-01-01T00:00;0.085. Every fault is told with its line, and
             nothing is stored then.
               --name NAME        as the tariff writes it
               --site ID          where there are several
               --step MINUTES     how long the last price holds: as long as the one before unless told
               --data FOLDER      the data folder, as for ./smartpm start
  compare    What a load costs by each tariff, the least first. LOAD.csv holds one average power in
             kW a line, as for ./smartpm rate.
               --start DAY        local day that the first interval begins: 2026-01-01
               --zone ZONE        time zone of tariffs and load: Europe/Berlin; UTC unless told
               --step MINUTES     length of an interval: 60 unless told
               --terms, --series, --event   what tariffs ask for beside the load, as for
                                  ./smartpm rate`,

  async run([task, ...args]) {
    const names = Object.keys(TASKS);
    if (task === undefined) throw new Refusal(`say what to do: ${names.join(", ")}`);
    const load = Object.hasOwn(TASKS, task) ? TASKS[task] : undefined;
    if (load) return (await load())(args);
    const hint = didYouMean(task, names) || `; there are ${names.join(", ")}`;
    throw new Refusal(`./smartpm tariff has no "${task}"${hint}`);
  },
};
