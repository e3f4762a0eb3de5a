import { Decimal } from "#domain/core/decimal.ts";
import type {
  EarlierUse,
  LeaseTerms,
  PointCircumstances,
  TaxExemption,
} from "#domain/rating/circumstances.ts";
import type { LeaseTerm } from "#domain/tariff/lease-term.ts";

/** What a point's tariffs ask for beside the registers, as plain JSON. */
export interface CircumstancesInFile {
  /** What the lease says, from a local day until the next entry's. */
  readonly terms: readonly {
    readonly from: string;
    readonly values: Readonly<Partial<Record<LeaseTerm, string>>>;
  }[];
  readonly exemptions: readonly TaxExemption[];
  readonly series: Readonly<Record<string, SeriesInFile>>;
  readonly events: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** What was used and demanded before the readings begin. */
  readonly peaks: readonly {
    readonly month: string;
    readonly demand: string;
    readonly chargeId?: string;
  }[];
  readonly used: readonly {
    readonly from: string;
    readonly to: string;
    readonly quantity: string;
  }[];
}

interface SeriesInFile {
  /** Prices with the instant from which each holds. */
  readonly steps: readonly (readonly [string, string])[];
  readonly to: string;
}

export function circumstancesInFile(around: PointCircumstances): CircumstancesInFile {
  return {
    terms: (around.terms ?? []).map(({ from, values }) => ({
      from: from.toString(),
      values: Object.fromEntries(
        Object.entries(values).map(([term, value]) => [term, value.toString()]),
      ),
    })),
    exemptions: around.exemptions ?? [],
    series: Object.fromEntries(
      Object.entries(around.series ?? {}).map(([name, { steps, to }]) => [
        name,
        {
          steps: steps.map(({ from, price }) => [from.toString(), price.toString()] as const),
          to: to.toString(),
        },
      ]),
    ),
    events: (around.events ?? []).map(({ name, from, to }) => ({
      name,
      from: from.toString(),
      to: to.toString(),
    })),
    peaks: (around.earlier?.peaks ?? []).map(({ month, demand, chargeId }) => ({
      month: month.toString(),
      demand: demand.toString(),
      ...(chargeId !== undefined && { chargeId }),
    })),
    used: (around.earlier?.used ?? []).map(({ from, to, quantity }) => ({
      from: from.toString(),
      to: to.toString(),
      quantity: quantity.toString(),
    })),
  };
}

/** Throws a RangeError where the file is not what it should be. */
export function circumstancesOfFile(file: CircumstancesInFile): PointCircumstances {
  const { terms, exemptions, series, events } = file;
  return {
    terms: terms.map(({ from, values }) => ({ from: dayOf(from), values: termsOf(values) })),
    exemptions,
    series: Object.fromEntries(
      Object.entries(series).map(([name, { steps, to }]) => [
        name,
        {
          steps: steps.map(([from, price]) => ({
            from: Temporal.Instant.from(from),
            price: Decimal.parse(price),
          })),
          to: Temporal.Instant.from(to),
        },
      ]),
    ),
    events: events.map(({ name, from, to }) => ({
      name,
      from: Temporal.Instant.from(from),
      to: Temporal.Instant.from(to),
    })),
    earlier: earlierOf(file),
  };
}

function termsOf(values: CircumstancesInFile["terms"][number]["values"]): LeaseTerms {
  return Object.fromEntries(
    Object.entries(values).map(([term, value]) => [term, Decimal.parse(value)]),
  );
}

function earlierOf({ peaks, used }: CircumstancesInFile): EarlierUse {
  return {
    peaks: peaks.map(({ month, demand, ...charge }) => ({
      month: dayOf(month),
      demand: Decimal.parse(demand),
      ...charge,
    })),
    used: used.map(({ from, to, quantity }) => ({
      from: dayOf(from),
      to: dayOf(to),
      quantity: Decimal.parse(quantity),
    })),
  };
}

function dayOf(text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text);
}
