import type { Bill } from "./bill.ts";

/** What a credit note has of its own. */
export interface CreditNoteFrame {
  readonly number: string;
  readonly issuedOn: string;
  readonly reason: string;
}

/**
 * The document that takes an issued bill back as a whole: every amount and quantity with the other
 * sign, so that bill and credit note sum to nothing line by line (R37).
 */
export function creditNoteOf(bill: Bill, { number, issuedOn, reason }: CreditNoteFrame): Bill {
  const { account: _account, comparisons: _comparisons, emissions: _emissions, ...rest } = bill;
  return {
    ...rest,
    number,
    kind: "credit-note",
    issuedOn,
    dueOn: issuedOn,
    corrects: { number: bill.number, issuedOn: bill.issuedOn, reason },
    lines: bill.lines.map((line) => ({
      ...line,
      quantity: negated(line.quantity),
      formula: `−(${line.formula})`,
      amountMinor: negated(line.amountMinor),
    })),
    taxes: bill.taxes.map((tax) => ({
      ...tax,
      baseMinor: negated(tax.baseMinor),
      amountMinor: negated(tax.amountMinor),
      ...(tax.containedInMinor && { containedInMinor: negated(tax.containedInMinor) }),
    })),
    netMinor: negated(bill.netMinor),
    taxMinor: negated(bill.taxMinor),
    totalMinor: negated(bill.totalMinor),
    ...(bill.sharedCosts && {
      sharedCosts: bill.sharedCosts.map((share) => ({
        ...share,
        amountMinor: negated(share.amountMinor),
        parts: share.parts.map((part) => ({ ...part, amountMinor: negated(part.amountMinor) })),
      })),
    }),
  };
}

/** Of decimal text; nothing has no sign. */
function negated(text: string): string {
  if (/^-?0+(\.0+)?$/.test(text)) return text.replace("-", "");
  return text.startsWith("-") ? text.slice(1) : `-${text}`;
}
