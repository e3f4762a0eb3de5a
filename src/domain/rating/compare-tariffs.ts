import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { fromMinor } from "#domain/core/money.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { Circumstances } from "./circumstances.ts";
import { monthlyCharges } from "./monthly-charges.ts";

/** A tariff to choose from, under the name that the reader knows it by. */
export interface TariffChoice {
  readonly name: string;
  readonly document: TariffDocument;
}

export interface TariffsToCompare {
  /** At least one; all in one currency and for one commodity. */
  readonly choices: readonly TariffChoice[];
  /** In kWh; covers `days`. */
  readonly consumption: IntervalConsumption;
  readonly days: DateRange;
  readonly timeZone: string;
  /** What the tariffs ask for beside the consumption. */
  readonly around?: Circumstances;
  /** First day of the contract; that of `days` unless told. */
  readonly countsFrom?: Temporal.PlainDate;
}

/** What a load costs by one tariff. */
export interface RankedTariff extends TariffChoice {
  /** The sum of the monthly bills with their taxes, each rounded as the tariff says. */
  readonly total: Decimal;
  /** How much more that is than by the first; 0 for the first. */
  readonly more: Decimal;
}

/**
 * Prices one load by every tariff, the least total first; those of one total in the order given.
 * Faults name the tariff: a ranking that left one out would mislead.
 */
export function compareTariffs(request: TariffsToCompare): Result<readonly RankedTariff[]> {
  const { choices, ...load } = request;
  const faults: Fault[] = [...mixtureFaults(choices)];
  if (faults.length > 0) return failed(faults);
  const priced: (TariffChoice & { readonly total: Decimal })[] = [];
  for (const choice of choices) {
    const months = monthlyCharges({ document: choice.document, ...load });
    if (months.ok) {
      const minor = months.value.reduce((sum, { rated }) => sum + rated.totalMinor, 0n);
      priced.push({ ...choice, total: fromMinor(minor, choice.document.currency) });
    } else faults.push(...months.faults.map((fault) => at(choice, fault)));
  }
  if (faults.length > 0) return failed(faults);
  const ranked = priced.toSorted((a, b) => a.total.compare(b.total));
  const [least] = ranked;
  return ok(ranked.map((one) => ({ ...one, more: one.total.minus(least?.total ?? one.total) })));
}

function at({ name }: TariffChoice, fault: Fault): Fault {
  return { ...fault, subject: `${name}, ${fault.subject}` };
}

function mixtureFaults([first, ...others]: readonly TariffChoice[]): readonly Fault[] {
  if (!first) return [];
  return others
    .filter(({ document }) => measureOf(document) !== measureOf(first.document))
    .map(({ name, document }) => ({
      code: "rating.tariffs-not-alike",
      subject: name,
      message: `prices ${measureOf(document)}, and ${first.name} ${measureOf(first.document)}`,
      remedy: "compare tariffs for one commodity and in one currency",
    }));
}

function measureOf({ commodity, currency }: TariffDocument): string {
  return `${commodity} in ${currency}`;
}
