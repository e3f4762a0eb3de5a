import { archiveReadings } from "#jobs/archive-readings.ts";
import { systemClock } from "#platform/clock.ts";
import { didYouMean } from "#platform/nearest-name.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { type ListedArchive, listArchives, verifyArchive } from "#storage/archive-catalogue.ts";
import type { Command } from "./command.ts";
import { wholeNumberOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const OPTIONS = { data: { type: "string" }, "keep-years": { type: "string" } } as const;
const TASKS = ["make", "list", "verify"] as const;

export const archiveCommand: Command = {
  usage: `Usage: ./smartpm archive [make] [--keep-years NUMBER] [--data FOLDER]
       ./smartpm archive list [--data FOLDER]
       ./smartpm archive verify [--data FOLDER]

Readings of years long over may lie in Parquet files, an open format that DuckDB, pandas and many
others read, instead of in the database. Every screen and every bill reads them there as before.

  make      Moves them, while the service runs or not. Each file is read back and every reading
            compared before it leaves the database; stopped half-way nothing is lost or doubled.
              --keep-years NUMBER   so many whole years before this one stay in the database;
                                    archive.keepYears when left out
  list      The files, with what they hold.
  verify    Reads every file through and compares its digest. The exit code is 1 when one is
            missing or damaged.

  --data FOLDER   the data folder, as for ./smartpm start`,

  async run(args) {
    const { values, words } = parseCommandLine({
      args,
      options: OPTIONS,
      words: [TASKS.join(" or ")],
      wordsAtLeast: 0,
    });
    const { data, "keep-years": keepYears } = values;
    const word = words[0] ?? "make";
    const task = TASKS.find((one) => one === word);
    switch (task) {
      case "make":
        return make(data, keepYears);
      case "list":
        return list(data);
      case "verify":
        return verify(data);
      case undefined: {
        const hint = didYouMean(word, TASKS) || `; there are ${TASKS.join(", ")}`;
        throw new Refusal(`./smartpm archive has no "${word}"${hint}`);
      }
    }
  },
};

async function make(data: string | undefined, given: string | undefined): Promise<number> {
  const asked = given === undefined ? undefined : wholeNumberOption("--keep-years", given);
  const archived = await withDatabase({ data }, async (database, { archiveKeepYears }) => {
    const keepYears = asked ?? archiveKeepYears;
    if (keepYears === undefined) {
      throw new Refusal(
        "nobody has said how many years are kept in the database: say it with --keep-years, or for good with archive.keepYears",
      );
    }
    return archiveReadings({
      database,
      clock: systemClock,
      keepYears,
      done: ({ fileName, readings, fileBytes }) =>
        process.stdout.write(`${fileName}  ${readings} readings, ${sizeOf(fileBytes)}\n`),
    });
  });
  if (!archived) throw new Refusal("readings are being archived just now: wait, then try again");
  const { files, readings, putOff } = archived;
  process.stdout.write(
    files === 0 && putOff === 0
      ? "Nothing to archive.\n"
      : `${readings} readings moved to ${files} files, each read back and compared.\n`,
  );
  if (putOff === 0) return 0;
  process.stderr.write(
    `${putOff} files were put off, since readings in them were being written: run it again.\n`,
  );
  return 1;
}

async function list(data: string | undefined): Promise<number> {
  const archives = await withDatabase({ data }, listArchives);
  const lines = archives.map(lineOf);
  process.stdout.write(`${lines.length === 0 ? "No archive yet." : lines.join("\n")}\n`);
  return 0;
}

async function verify(data: string | undefined): Promise<number> {
  const faults = await withDatabase({ data }, async (database) => {
    const found: string[] = [];
    const archives = await listArchives(database);
    for (const archive of archives) {
      await verifyArchive(database, archive, systemClock.now()).catch((error: unknown) =>
        found.push(errorText(error)),
      );
    }
    process.stdout.write(`${archives.length - found.length} of ${archives.length} files whole.\n`);
    return found;
  });
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  return faults.length === 0 ? 0 : 1;
}

function lineOf({ year, fileName, readings, fileBytes, broughtBack }: ListedArchive): string {
  const back = broughtBack === 0 ? "" : `, ${broughtBack} of them brought back since`;
  return `${year}  ${fileName}  ${sizeOf(fileBytes)}, ${readings} readings${back}`;
}

function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
