import { fromMinor } from "#domain/core/money.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { ExactLine } from "./priced-stretch.ts";
import { rateTaxes } from "./rate-taxes.ts";
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

/**
 * Rounds the lines of a billing period and levies the taxes on them. Neighbouring versions that
 * round and tax alike are settled together: a change of price alone must not round twice.
 */
export function settle(versions: readonly PricedVersion[], language: string): Settled {
  const lines: RatedLine[] = [];
  const taxes: RatedTax[] = [];
  for (const { document, lines: exact } of alike(versions)) {
    const { rounding, currency, taxes: levied } = document;
    const rounded = roundLines(exact, rounding, currency);
    assertRounded(rounded, document);
    lines.push(...rounded);
    taxes.push(...rateTaxes({ taxes: levied, lines: rounded, rounding, currency, language }));
  }
  return { lines, taxes };
}

function alike(versions: readonly PricedVersion[]): PricedVersion[] {
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
function assertRounded(lines: readonly RatedLine[], { currency }: TariffDocument): void {
  const minorUnit = fromMinor(1n, currency);
  for (const { chargeId, amount, amountMinor } of lines) {
    const moved = fromMinor(amountMinor, currency).minus(amount).absolute();
    if (moved.compare(minorUnit) < 0) continue;
    throw new Error(`line ${chargeId} of ${amount} was rounded to ${amountMinor} minor units`);
  }
}
