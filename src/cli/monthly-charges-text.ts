import { Decimal } from "#domain/core/decimal.ts";
import { textIn } from "#domain/core/local-text.ts";
import { fromMinor, minorDigits } from "#domain/core/money.ts";
import type { MonthlyCharges } from "#domain/rating/monthly-charges.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";

/**
 * The months as JSON on one line, unrounded but for the binary numbers of JSON. Where the tariff
 * has taxes, `tax` says how much of `total` they are.
 */
export function monthsJson({ taxes }: TariffDocument, months: readonly MonthlyCharges[]): string {
  const hasOther = months.some(({ other }) => !other.isZero());
  return JSON.stringify({
    months: months.map((charges) => ({
      month: charges.days.from.toPlainYearMonth().toString(),
      energyKwh: charges.quantity.toDisplayNumber(),
      fixed: charges.fixed.toDisplayNumber(),
      energy: charges.energy.toDisplayNumber(),
      flatDemand: charges.flatDemand.toDisplayNumber(),
      touDemand: charges.touDemand.toDisplayNumber(),
      minimumTopUp: charges.minimumTopUp.toDisplayNumber(),
      ...(hasOther && { other: charges.other.toDisplayNumber() }),
      ...(taxes.length > 0 && { tax: charges.tax.toDisplayNumber() }),
      total: charges.total.toDisplayNumber(),
      peakKw: charges.peakKw.toDisplayNumber(),
    })),
  });
}

interface Column {
  readonly title: string;
  readonly digits: number;
  readonly of: (charges: MonthlyCharges) => Decimal;
  /** Whether its sum over the months says anything. */
  readonly summed: boolean;
  /** Left out where it is zero in every month. */
  readonly dispensable: boolean;
}

const ENERGY_DIGITS = 1;

/** The months as a table for people: rounded, the total as it would be billed. */
export function monthsTable(document: TariffDocument, months: readonly MonthlyCharges[]): string {
  const columns = columnsOf(document).filter(
    ({ dispensable, of }) => !dispensable || months.some((charges) => !of(charges).isZero()),
  );
  const rows = [
    ["Month", ...columns.map(({ title }) => title)],
    ...months.map((charges) => [
      charges.days.from.toPlainYearMonth().toString(),
      ...columns.map(({ of, digits }) => of(charges).toFixed(digits)),
    ]),
    [
      "Sum",
      ...columns.map(({ of, digits, summed }) =>
        summed ? Decimal.sum(months.map(of)).toFixed(digits) : "",
      ),
    ],
  ];
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const rule = "-".repeat(Math.max(...lines.map((line) => line.length)));
  const heading = `${textIn(document.name, "en")}, amounts in ${document.currency}`;
  return [heading, "", lines[0], rule, ...lines.slice(1, -1), rule, lines.at(-1)].join("\n");
}

function columnsOf({ currency }: TariffDocument): readonly Column[] {
  const money = { digits: minorDigits(currency), summed: true };
  const part = { ...money, dispensable: true };
  return [
    {
      title: "kWh",
      digits: ENERGY_DIGITS,
      summed: true,
      dispensable: false,
      of: ({ quantity }) => quantity,
    },
    {
      title: "Peak kW",
      digits: ENERGY_DIGITS,
      summed: false,
      dispensable: false,
      of: ({ peakKw }) => peakKw,
    },
    { title: "Fixed", ...part, of: ({ fixed }) => fixed },
    { title: "Energy", ...part, of: ({ energy }) => energy },
    { title: "Demand", ...part, of: ({ flatDemand }) => flatDemand },
    { title: "TOU demand", ...part, of: ({ touDemand }) => touDemand },
    { title: "To minimum", ...part, of: ({ minimumTopUp }) => minimumTopUp },
    { title: "Other", ...part, of: ({ other }) => other },
    { title: "Tax", ...part, of: ({ tax }) => tax },
    {
      title: "Total",
      ...money,
      dispensable: false,
      of: ({ rated }) => fromMinor(rated.totalMinor, currency),
    },
  ];
}
