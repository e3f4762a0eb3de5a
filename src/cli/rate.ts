import { readFile } from "node:fs/promises";
import type { TariffDocument, TierAllocation } from "#domain/tariff/tariff-document.ts";
import { faultText, type Fault } from "#domain/core/fault.ts";
import { monthlyCharges } from "#domain/rating/monthly-charges.ts";
import { convertUrdb, isUrdb } from "#domain/tariff/convert-urdb.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { untoldDemandMinutes, withDemandAsRead } from "#domain/tariff/with-demand-interval.ts";
import { withTierAllocation } from "#domain/tariff/with-tier-allocation.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import type { Command } from "./command.ts";
import { monthsJson, monthsTable } from "./monthly-charges-text.ts";
import { timeZoneOption, wholeNumberOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readLoad } from "./read-load.ts";

const OPTIONS = {
  start: { type: "string" },
  zone: { type: "string", default: "UTC" },
  step: { type: "string", default: "60" },
  tiers: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

export const rateCommand: Command = {
  usage: `Usage: ./smartpm rate TARIFF.json LOAD.csv --start 2026-01-01 [OPTIONS]

Says what a tariff would cost: prices a load file month by month, without a database.

TARIFF.json is a tariff document (docs/adding-a-tariff.md, catalogue/tariffs), or one of the US
utility rate database, which is converted. LOAD.csv holds one number a line: the average power of
an interval in kW. A first line of words is a heading.

  --start DAY         local day that the first interval begins: 2026-01-01
  --zone ZONE         time zone of the tariff and the load: Europe/Berlin; UTC unless told
  --step MINUTES      length of an interval: 60 unless told
  --tiers HOW         how TOU periods share the tiers of a ladder: proportional (each period has its
                      share of every tier) or chronological (in the order of use); as the tariff
                      says unless told
  --json              exact figures for programs, in place of a table`,

  async run(args) {
    const { values, words } = parseCommandLine({
      args,
      options: OPTIONS,
      words: ["TARIFF.json", "LOAD.csv"],
    });
    const [tariffPath = "", loadPath = ""] = words;
    const from = dayOption("--start", values.start);
    const timeZone = timeZoneOption("--zone", values.zone);
    const stepMinutes = stepOption(values.step);
    const allocation = allocationOption(values.tiers);
    const read = await readTariff(tariffPath);
    const load = await readLoad(loadPath, { from, timeZone, stepMinutes });
    const shared = allocation ? withTierAllocation(read, allocation) : read;
    const document = withTellableDemand(shared, stepMinutes);
    const rated = monthlyCharges({ document, ...load, timeZone });
    if (!rated.ok) throw new Refusal(`${tariffPath}, ${faultLine(rated.faults)}`);
    const text = values.json
      ? monthsJson(document, rated.value)
      : monthsTable(document, rated.value);
    process.stdout.write(`${text}\n`);
    return 0;
  },
};

/** Who wonders what a tariff would cost often has coarser figures than the tariff asks for. */
function withTellableDemand(document: TariffDocument, stepMinutes: number): TariffDocument {
  const minutes = untoldDemandMinutes(document, stepMinutes);
  if (minutes === undefined) return document;
  process.stderr.write(
    `smartpm: note: the tariff averages demand over ${minutes} min; this load tells only averages over ${stepMinutes} min, so its demand charges are estimates on the low side\n`,
  );
  return withDemandAsRead(document);
}

async function readTariff(path: string): Promise<TariffDocument> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Refusal(`cannot read ${path}: ${errorText(error)}`);
  });
  const json = jsonOf(path, text);
  const own = isUrdb(json) ? convertUrdb(json) : ({ ok: true, value: json } as const);
  if (!own.ok) throw new Refusal(`${path}, ${faultLine(own.faults)}`);
  const parsed = parseTariff(own.value);
  if (!parsed.ok) throw new Refusal(`${path}, ${faultLine(parsed.faults)}`);
  return parsed.value;
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Refusal(`${path} is no JSON document: ${errorText(error)}`);
  }
}

const FAULTS_SHOWN = 3;

function faultLine(faults: readonly Fault[]): string {
  const shown = faults.slice(0, FAULTS_SHOWN).map(faultText).join("; ");
  const left = faults.length - FAULTS_SHOWN;
  return left > 0 ? `${shown}; and ${left} more` : shown;
}

function dayOption(option: string, text: string | undefined): Temporal.PlainDate {
  if (text === undefined) {
    throw new Refusal(`${option} is missing: the local day on which the load begins`);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    try {
      return Temporal.PlainDate.from(text, { overflow: "reject" });
    } catch {
      // Said below.
    }
  }
  throw new Refusal(`${option}: "${text}" is no day; write it like 2026-01-01`);
}

const DAY_MINUTES = 24 * 60;

function stepOption(text: string): number {
  const minutes = wholeNumberOption("--step", text);
  if (DAY_MINUTES % minutes === 0) return minutes;
  throw new Refusal(`--step: a day is no whole number of ${text} minutes; write 15, 30 or 60`);
}

function allocationOption(text: string | undefined): TierAllocation | undefined {
  if (text === undefined || text === "proportional" || text === "chronological") return text;
  throw new Refusal(`--tiers: "${text}" is neither proportional nor chronological`);
}
