import type { TierAllocation } from "#domain/tariff/tariff-document.ts";
import { monthlyCharges } from "#domain/rating/monthly-charges.ts";
import { withTierAllocation } from "#domain/tariff/with-tier-allocation.ts";
import { Refusal } from "#platform/refusal.ts";
import { CIRCUMSTANCE_OPTIONS, readCircumstances } from "./circumstance-options.ts";
import type { Command } from "./command.ts";
import { monthsJson, monthsTable } from "./monthly-charges-text.ts";
import { dayOption, stepOption, timeZoneOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readLoad } from "./read-load.ts";
import { faultLine, readTariff, withTellableDemand } from "./tariff-file.ts";

const OPTIONS = {
  start: { type: "string" },
  zone: { type: "string", default: "UTC" },
  step: { type: "string", default: "60" },
  tiers: { type: "string" },
  ...CIRCUMSTANCE_OPTIONS,
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
  --terms LIST        what the lease says that the tariff counts by: area=120,contract-demand=2400
  --series NAME=FILE  prices by the name that the tariff has for them; FILE has a time and a price on
                      each line: 2026-01-01T00:00;0.085. Several times for several series
  --event NAME=FROM/TO  a declared event in local time, several times for several of them:
                      critical-peak=2026-07-10T15:00/2026-07-10T20:00
  --peaks LIST        the highest demand of months before the load, in kW or kVA, for ratchets and
                      means of months: 2025-11=320,2025-12=410
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
    const { around, countsFrom } = await readCircumstances(values, { from, timeZone });
    const read = await readTariff(tariffPath);
    const load = await readLoad(loadPath, { from, timeZone, stepMinutes });
    const shared = allocation ? withTierAllocation(read, allocation) : read;
    const document = withTellableDemand(shared, stepMinutes);
    const rated = monthlyCharges({ document, ...load, timeZone, around, countsFrom });
    if (!rated.ok) throw new Refusal(`${tariffPath}, ${faultLine(rated.faults)}`);
    const text = values.json
      ? monthsJson(document, rated.value)
      : monthsTable(document, rated.value);
    process.stdout.write(`${text}\n`);
    return 0;
  },
};

function allocationOption(text: string | undefined): TierAllocation | undefined {
  if (text === undefined || text === "proportional" || text === "chronological") return text;
  throw new Refusal(`--tiers: "${text}" is neither proportional nor chronological`);
}
