import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { isHeading, type TableForm } from "#domain/consumption/readings-table.ts";
import { faultText } from "#domain/core/fault.ts";
import { importTable, type TableImported } from "#jobs/import-table.ts";
import { csvRows, openTable, withoutHeading } from "#jobs/table-rows.ts";
import { findSite } from "#jobs/import-target.ts";
import { systemClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { didYouMean } from "#platform/nearest-name.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { channelsByName } from "#storage/import-channels.ts";
import { oneOf, timeZoneOption, wholeNumberOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const OPTIONS = {
  time: { type: "string" },
  value: { type: "string" },
  names: { type: "string" },
  point: { type: "string" },
  site: { type: "string" },
  values: { type: "string", default: "registers" },
  zone: { type: "string", default: "UTC" },
  dates: { type: "string", default: "iso" },
  decimals: { type: "string", default: "point" },
  "valid-rows": { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  data: { type: "string" },
} as const;

const FAULTS_SHOWN = 20;

/** `./smartpm import table FILE`: register values or interval use of many points, from CSV or Excel. */
export async function importTableFile(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({
    args,
    options: OPTIONS,
    words: ["table", "FILE"],
  });
  const [, path = ""] = words;
  const column = (name: "time" | "value" | "names") => {
    const text = values[name];
    return text === undefined ? undefined : wholeNumberOption(`--${name}`, text);
  };
  const time = column("time");
  const value = column("value");
  const names = column("names");
  if (!time || !value)
    throw new Refusal("say which columns hold time and value: --time 2 --value 3");
  if ((names === undefined) === (values.point === undefined)) {
    throw new Refusal(
      "say which points the rows are of with one of --names COLUMN and --point NAME",
    );
  }
  const form: TableForm = {
    columns: { ...(names !== undefined && { point: names }), time, value },
    values: oneOf("--values", values.values, ["registers", "intervals"] as const),
    timeZone: timeZoneOption("--zone", values.zone),
    dates: oneOf("--dates", values.dates, ["iso", "day-first", "month-first"] as const),
    decimals:
      oneOf("--decimals", values.decimals, ["point", "comma"] as const) === "point" ? "." : ",",
  };
  const isDryRun = values["dry-run"];
  const done = await withDatabase({ data: values.data }, async (database) =>
    takeIn(database, {
      path,
      form,
      site: values.site,
      point: values.point,
      policy: values["valid-rows"] ? "valid" : "all",
      isDryRun,
    }),
  );
  for (const fault of done.faults.slice(0, FAULTS_SHOWN)) {
    process.stderr.write(`${faultText(fault)}\n`);
  }
  if (done.faulty > FAULTS_SHOWN) process.stderr.write(`${done.faulty} rows are wrong in all\n`);
  process.stdout.write(outcome(done, isDryRun));
  return done.faulty > 0 && !values["valid-rows"] ? 1 : 0;
}

function outcome(
  { rows, stored, same, faulty, importId }: TableImported,
  isDryRun: boolean,
): string {
  const what = isDryRun ? "would be new" : "were new";
  const number = importId === undefined ? "" : `; import ${importId}`;
  return `${stored} of ${rows} rows ${what}, ${same} were there already, ${faulty} are wrong${number}\n`;
}

async function takeIn(
  database: Database,
  options: {
    readonly path: string;
    readonly form: TableForm;
    readonly site: string | undefined;
    readonly point: string | undefined;
    readonly policy: "all" | "valid";
    readonly isDryRun: boolean;
  },
): Promise<TableImported> {
  const { path, form, point } = options;
  const site = await findSite(database, options.site);
  if (!site.ok) throw new Refusal(site.faults.map(faultText).join("; "));
  const byName = await channelsByName(database, site.value.id);
  const own = point === undefined ? undefined : byName.get(point);
  if (point !== undefined && !own) {
    throw new Refusal(
      `--point: no point with a channel is called "${point}"${didYouMean(point, [...byName.keys()])}`,
    );
  }
  const sha256 = await hashOf(path);
  // A text may be larger than memory: it is read line by line.
  const rows = path.toLowerCase().endsWith(".xlsx")
    ? (await openTable(path, await readFile(path))).rows
    : csvRows(linesOf(path));
  return importTable({
    database,
    clock: systemClock,
    siteId: site.value.id,
    rows: withoutHeading(rows, (cells) => isHeading(cells, form.columns)),
    form,
    channelOf: (name) => own ?? byName.get(name),
    policy: options.policy,
    dryRun: options.isDryRun,
    fileName: basename(path),
    sha256,
    actor: "import",
    onProgress: (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} rows`);
    },
  });
}

/**
 * The lines of a file, which is opened when the first of them is asked for: readline reads from the
 * moment it exists, and what it reads before anybody listens is lost.
 */
async function* linesOf(path: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity });
}

/** Also tells, before anything else, that the file cannot be read. */
async function hashOf(path: string): Promise<string> {
  try {
    if (!(await stat(path)).isFile()) throw new Error("it is no file");
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    return hash.digest("hex");
  } catch (error) {
    throw new Refusal(`cannot read ${path}: ${errorText(error)}`);
  }
}
