import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { fromMinor } from "#domain/core/money.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { TaxExemption } from "./circumstances.ts";
import type { ExactLine } from "./priced-stretch.ts";
import { type LeviedTax, rateTaxes, type TaxQuery } from "./rate-taxes.ts";
import type { RatedLine } from "./rated-line.ts";
import type { RatedTax } from "./rating-input.ts";
import { type RoundedLines, roundLines } from "./round-lines.ts";
import { addSums, sumOfAll, type SumsByKind, sumsByKind } from "./sums-by-kind.ts";

/** The lines that one tariff version gives in a billing period, before rounding. */
export interface PricedVersion {
  readonly document: TariffDocument;
  readonly lines: readonly ExactLine[];
}

export interface Settled {
  readonly lines: readonly RatedLine[];
  readonly taxes: readonly RatedTax[];
  /** The lines before rounding. */
  readonly byKind: SumsByKind;
  /** The sum of all of these. */
  readonly exact: Decimal;
}

export interface SettleOptions {
  readonly language: string;
  readonly exemptions: readonly TaxExemption[] | undefined;
}

/**
 * Rounds the lines of a billing period and levies the taxes on them. Neighbouring versions that
 * round and tax alike are settled together: a change of price alone must not round twice.
 */
export function settle(
  versions: readonly PricedVersion[],
  { language, exemptions }: SettleOptions,
): Settled {
  const lines: RatedLine[] = [];
  const taxes: RatedTax[] = [];
  let byKind: SumsByKind = [];
  let sum = Decimal.ZERO;
  for (const { document, lines: unrounded } of alike(versions)) {
    const { rounding, currency, taxes: levied } = document;
    const round = roundLines(unrounded, rounding, currency);
    const { lines: rounded, byKind: sums, exact } = round;
    assertRounded(round, document);
    lines.push(...rounded);
    byKind = addSums(byKind, sums);
    sum = sum.plus(exact);
    const query = { taxes: levied, lines: rounded, rounding, currency, language, exemptions };
    for (const one of rateTaxes(query)) {
      taxes.push(one.tax);
      const reliefs = taxReliefs(one, query);
      if (reliefs.length === 0) continue;
      lines.push(...reliefs);
      const relieved = sumsByKind(reliefs);
      byKind = addSums(byKind, relieved);
      sum = sum.plus(sumOfAll(relieved));
    }
  }
  return { lines, taxes, byKind, exact: sum };
}

/** What an exempt customer does not pay of prices that contain the tax; no line where there is none. */
function taxReliefs({ tax, reliefMinor }: LeviedTax, { currency, lines }: TaxQuery): RatedLine[] {
  const range = reliefMinor === undefined ? undefined : wholeRange(lines);
  if (reliefMinor === undefined || !range) return [];
  const { id, label, percent, baseMinor } = tax;
  const amount = fromMinor(-reliefMinor, currency);
  return [
    {
      kind: "tax",
      chargeId: id,
      label,
      range,
      quantity: Decimal.ONE,
      unit: "bill",
      price: amount,
      amount,
      amountMinor: -reliefMinor,
      formula: [`−${percent.toString()} % × ${fromMinor(baseMinor, currency).toString()}`],
      estimatedShare: 0,
    },
  ];
}

/** From the first moment of any line to the last. */
function wholeRange(lines: readonly RatedLine[]): InstantRange | undefined {
  const { compare } = Temporal.Instant;
  const from = lines
    .map(({ range }) => range.from)
    .toSorted(compare)
    .at(0);
  const to = lines
    .map(({ range }) => range.to)
    .toSorted(compare)
    .at(-1);
  return from && to ? { from, to } : undefined;
}

function alike(versions: readonly PricedVersion[]): readonly PricedVersion[] {
  if (versions.length === 1) return versions;
  const groups: PricedVersion[] = [];
  for (const version of versions) {
    const last = groups.at(-1);
    if (last && rulesOf(last.document) === rulesOf(version.document)) {
      groups[groups.length - 1] = { ...last, lines: [...last.lines, ...version.lines] };
    } else groups.push(version);
  }
  return groups;
}

function rulesOf({ currency, rounding, taxes }: TariffDocument): string {
  return JSON.stringify({ currency, rounding, taxes });
}

/** Throws where rounding moved a line by a minor unit or more: it would be no rounding. */
export function assertRounded(
  {
    lines,
    nearly,
  }: {
    readonly lines: readonly Pick<RatedLine, "chargeId" | "amount" | "amountMinor">[];
    readonly nearly: RoundedLines["nearly"];
  },
  { currency }: Pick<TariffDocument, "currency">,
): void {
  const minorUnit = fromMinor(1n, currency);
  for (let n = 0; n < lines.length; n += 1) {
    const line = lines[n];
    if (!line) continue;
    const { chargeId, amount, amountMinor } = line;
    if (Math.abs(Number(amountMinor) - (nearly[n] ?? Number.NaN)) < SURELY_MOVED) continue;
    const moved = fromMinor(amountMinor, currency).minus(amount);
    if (moved.absolute().lessThan(minorUnit)) continue;
    throw new Error(`line ${chargeId} of ${amount} was rounded to ${amountMinor} minor units`);
  }
}

/**
 * Minor units: binary numbers are nearer to amounts than what it leaves to a whole one. Beyond it the
 * exact difference is asked for, which takes five times as long.
 */
const SURELY_MOVED = 0.99;
