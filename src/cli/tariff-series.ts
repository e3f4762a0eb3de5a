import { readFile } from "node:fs/promises";
import { tariffName } from "#api/contract/tariff-inputs.ts";
import { faultText, type Result } from "#domain/core/fault.ts";
import { type ImportedSeries, importSeries } from "#jobs/import-series.ts";
import { systemClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { siteOf } from "./bill-lookup.ts";
import { wholeNumberOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const OPTIONS = {
  name: { type: "string" },
  site: { type: "string" },
  step: { type: "string" },
  data: { type: "string" },
} as const;

/**
 * `./smartpm tariff series import`: prices of a file for a series of a site. Every fault of the file
 * is told with its line, and then nothing is stored.
 */
export async function importPriceSeries(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({ args, options: OPTIONS, words: ["import", "FILE"] });
  const [task = "", path = ""] = words;
  if (task !== "import")
    throw new Refusal(`./smartpm tariff series has no "${task}"; there is import`);
  const name = nameOf(values.name);
  const stepMinutes =
    values.step === undefined ? undefined : wholeNumberOption("--step", values.step);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Refusal(`cannot read ${path}: ${errorText(error)}`);
  });
  const imported = await withDatabase({ data: values.data }, (database) =>
    store(database, { name, site: values.site, text, stepMinutes }),
  );
  if (!imported.ok) {
    for (const fault of imported.faults) process.stderr.write(`${path}, ${faultText(fault)}\n`);
    return 1;
  }
  const { steps, from, to } = imported.value;
  const prices = steps === 1 ? "1 price" : `${steps} prices`;
  process.stdout.write(`${prices} of "${name}", from ${from} until ${to}\n`);
  return 0;
}

function nameOf(text: string | undefined): string {
  if (text === undefined)
    throw new Refusal("--name is missing: the name that the tariff has for it");
  const name = tariffName.safeParse(text);
  if (name.success) return name.data;
  throw new Refusal(`--name: "${text}" is no name of a series (${name.error.issues[0]?.message})`);
}

interface FileToStore {
  readonly name: string;
  readonly site: string | undefined;
  readonly text: string;
  readonly stepMinutes: number | undefined;
}

async function store(
  database: Database,
  { name, site, text, stepMinutes }: FileToStore,
): Promise<Result<ImportedSeries>> {
  const { id: siteId, timeZone } = await siteOf(database, site);
  return database.transaction(async (tx) => {
    const imported = await importSeries(tx, { siteId, name, text, timeZone, stepMinutes });
    if (!imported.ok) return imported;
    const { id, from, to, steps } = imported.value;
    await recordAudit(tx, {
      at: systemClock.now(),
      actor: "command line",
      action: "price-series.imported",
      subject: `price series ${id}`,
      after: { name, id, from: from.toString(), to: to.toString(), steps },
    });
    return imported;
  });
}
