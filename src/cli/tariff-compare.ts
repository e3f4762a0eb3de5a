import { Decimal } from "#domain/core/decimal.ts";
import { textIn } from "#domain/core/local-text.ts";
import { minorDigits } from "#domain/core/money.ts";
import { compareTariffs, type RankedTariff } from "#domain/rating/compare-tariffs.ts";
import { Refusal } from "#platform/refusal.ts";
import { CIRCUMSTANCE_OPTIONS, readCircumstances } from "./circumstance-options.ts";
import { dayOption, stepOption, timeZoneOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readLoad } from "./read-load.ts";
import { faultLine, readTariff, withTellableDemand } from "./tariff-file.ts";

const OPTIONS = {
  start: { type: "string" },
  zone: { type: "string", default: "UTC" },
  step: { type: "string", default: "60" },
  ...CIRCUMSTANCE_OPTIONS,
} as const;

/** `./smartpm tariff compare`: what a load costs by each tariff, the least first. */
export async function compareTariffFiles(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({
    args,
    options: OPTIONS,
    words: ["LOAD.csv", "TARIFF"],
    lastRepeats: true,
  });
  const [loadPath = "", ...paths] = words;
  const from = dayOption("--start", values.start);
  const timeZone = timeZoneOption("--zone", values.zone);
  const stepMinutes = stepOption(values.step);
  const { around, countsFrom } = await readCircumstances(values, { from, timeZone });
  const load = await readLoad(loadPath, { from, timeZone, stepMinutes });
  const choices = [];
  for (const name of paths) {
    choices.push({ name, document: withTellableDemand(await readTariff(name), stepMinutes) });
  }
  const ranked = compareTariffs({ choices, ...load, timeZone, around, countsFrom });
  if (!ranked.ok) throw new Refusal(faultLine(ranked.faults));
  const last = load.days.to.subtract({ days: 1 });
  process.stdout.write(`${load.days.from} to ${last}, with taxes\n\n${tableOf(ranked.value)}\n`);
  return 0;
}

/** Amounts first: names are as long as they are. */
function tableOf(ranked: readonly RankedTariff[]): string {
  const [least] = ranked;
  const currency = least?.document.currency ?? "";
  const digits = minorDigits(currency);
  const rows = [
    [currency, "More", "%"],
    ...ranked.map(({ total, more }) => [
      total.toFixed(digits),
      more.toFixed(digits),
      percentText(more, least?.total ?? total),
    ]),
  ];
  const names = ["Tariff", ...ranked.map(nameOf)];
  const widths = [0, 1, 2].map((c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  return rows
    .map((row, r) => {
      const cells = row.map((cell, c) => cell.padStart(widths[c] ?? 0));
      return [...cells, names[r]].join("  ");
    })
    .join("\n");
}

function nameOf({ document, name }: RankedTariff): string {
  return `${textIn(document.name, "en")} (${name})`;
}

const HUNDRED = Decimal.of(100);

/** A share of nothing, or of a credit, says nothing. */
function percentText(more: Decimal, of: Decimal): string {
  if (of.isZero() || of.isNegative()) return "";
  return more.times(HUNDRED).dividedBy(of, 1, "half-up").toFixed(1);
}
