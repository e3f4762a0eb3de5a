/** Columns of a bill that can be left out; the others carry the sum. */
export const OPTIONAL_COLUMNS = ["multiplier", "daily-average"] as const;
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

/** Parts of a bill that its site can do without. */
export const OPTIONAL_PARTS = [
  "account",
  "payment-code",
  "history",
  "comparison",
  "emissions",
  "terms",
  "verification",
] as const;
export type OptionalPart = (typeof OPTIONAL_PARTS)[number];

export const PAPERS = ["a4", "us-letter"] as const;
export type Paper = (typeof PAPERS)[number];

/** How a site's bills look. What they say stands in the bill itself. */
export interface BillDesign {
  readonly paper: Paper;
  /** `#0f5c66`: titles, lines and the amount. */
  readonly colour: string;
  readonly columns: readonly OptionalColumn[];
  readonly parts: readonly OptionalPart[];
}

/** The look of a site that has chosen none: everything is shown. */
export const USUAL_DESIGN: BillDesign = {
  paper: "a4",
  colour: "#0f5c66",
  columns: OPTIONAL_COLUMNS,
  parts: OPTIONAL_PARTS,
};
