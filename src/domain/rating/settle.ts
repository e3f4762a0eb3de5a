import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { fromMinor } from "#domain/core/money.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { TaxExemption } from "./circumstances.ts";
import type { ExactLine } from "./priced-stretch.ts";
import { type LeviedTax, rateTaxes, type TaxQuery } from "./rate-taxes.ts";
import type { RatedLine } from "./rated-line.ts";
import type { RatedTax } from "./rating-input.ts";
import { roundLines } from "./round-lines.ts";

/** The lines that one tariff version gives in a billing period, before rounding. */
export interface PricedVersion {
  readonly document: TariffDocument;
  readonly lines: readonly ExactLine[];
}

export interface Settled {
  readonly lines: readonly RatedLine[];
  readonly taxes: readonly RatedTax[];
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
  for (const { document, lines: exact } of alike(versions)) {
    const { rounding, currency, taxes: levied } = document;
    const rounded = roundLines(exact, rounding, currency);
    assertRounded(rounded, document);
    lines.push(...rounded);
    const query = { taxes: levied, lines: rounded, rounding, currency, language, exemptions };
    for (const one of rateTaxes(query)) {
      taxes.push(one.tax);
      lines.push(...taxReliefs(one, query));
    }
  }
  return { lines, taxes };
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
  lines: readonly Pick<RatedLine, "chargeId" | "amount" | "amountMinor">[],
  { currency }: Pick<TariffDocument, "currency">,
): void {
  const minorUnit = fromMinor(1n, currency);
  for (const { chargeId, amount, amountMinor } of lines) {
    const moved = fromMinor(amountMinor, currency).minus(amount);
    if (moved.absolute().lessThan(minorUnit)) continue;
    throw new Error(`line ${chargeId} of ${amount} was rounded to ${amountMinor} minor units`);
  }
}
