/** How a reader writes the two kinds of things that a formula's text is made of. */
export interface FormulaWriter {
  /** Decimal text, all of whose digits count. */
  readonly number: (text: string) => string;
  /** A unit or sign, with what stands before it: of one `day`, of several `days`. */
  readonly unit: (text: string, before: string) => string;
}

/** A line's formula, `412.5 kWh × 0.2832`, in the figures and units of its reader. */
export function tellFormula(formula: string, { number, unit }: FormulaWriter): string {
  const tokens = formula.match(/service point|\S+/gu) ?? [];
  const texts = tokens.map((token, n) =>
    /^-?\d+(\.\d+)?$/.test(token) ? number(token) : unit(token, tokens[n - 1] ?? ""),
  );
  return texts.join(" ");
}
