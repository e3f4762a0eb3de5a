import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { rate } from "./rate.ts";
import type { RatedVersion, RatingInput, RatingResult } from "./rating-input.ts";
import { addSums } from "./sums-by-kind.ts";

/** One of several tariffs on one service point: the supply, the grid, an add-on. */
export interface TariffOnPoint {
  readonly name: string;
  readonly versions: readonly RatedVersion[];
  /** The days of the billing period that it prices; all of them where left out. */
  readonly period?: DateRange;
}

/**
 * Prices one consumption by several tariffs that stand together on a lease: all of their lines, in
 * the order of the tariffs, each with the name of its tariff. A charge counts only charges of its own
 * tariff, and so does a tax. Faults name the tariff; there is no bill without one of them. What was
 * used and its peak are those of the first.
 */
export function rateTogether(
  tariffs: readonly TariffOnPoint[],
  input: Omit<RatingInput, "versions">,
): Result<RatingResult> {
  const results: RatingResult[] = [];
  const faults: Fault[] = mixtureFaults(tariffs);
  for (const { name, versions, period = input.period } of tariffs) {
    const rated = rate({ ...input, versions, period });
    if (rated.ok) results.push(rated.value);
    else faults.push(...rated.faults.map((fault) => at(name, fault)));
  }
  const [first] = results;
  if (!first || faults.length > 0) return failed(faults);
  const sumOf = (minor: (result: RatingResult) => bigint) =>
    results.reduce((sum, result) => sum + minor(result), 0n);
  return ok({
    lines: results.flatMap(({ lines }, n) =>
      lines.map((line) => ({ ...line, tariff: tariffs[n]?.name ?? "" })),
    ),
    taxes: results.flatMap(({ taxes }) => taxes),
    netMinor: sumOf(({ netMinor }) => netMinor),
    taxMinor: sumOf(({ taxMinor }) => taxMinor),
    totalMinor: sumOf(({ totalMinor }) => totalMinor),
    exact: Decimal.sum(results.map(({ exact }) => exact)),
    byKind: results.map(({ byKind }) => byKind).reduce(addSums),
    quantity: first.quantity,
    peakKw: first.peakKw,
    versionIds: results.flatMap(({ versionIds }) => versionIds),
  });
}

function at(name: string, fault: Fault): Fault {
  return { ...fault, subject: `tariff "${name}", ${fault.subject}` };
}

function mixtureFaults(tariffs: readonly TariffOnPoint[]): Fault[] {
  const currencies = new Set(
    tariffs.flatMap(({ versions }) => versions.map(({ document }) => document.currency)),
  );
  if (tariffs.length === 0 || currencies.size > 1) {
    const message =
      tariffs.length === 0
        ? "there is none to price by"
        : `they are in ${[...currencies].join(" and ")}, and a bill has one currency`;
    const remedy = "let a point have tariffs of one currency";
    return [{ code: "rating.tariffs-not-alike", subject: "tariffs", message, remedy }];
  }
  return [];
}
