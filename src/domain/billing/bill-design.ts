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

/** What WCAG 2.2 asks between text and what is behind it (1.4.3). */
const LEAST_CONTRAST = 4.5;

/** Whether a colour, `#rrggbb`, can be read on white paper. */
export function isReadableColour(colour: string): boolean {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return false;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linearLight(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= LEAST_CONTRAST;
}

/** Of a channel from 0 to 1 (WCAG 2.2, relative luminance). */
function linearLight(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

/** The look of a site that has chosen none: everything is shown. */
export const USUAL_DESIGN: BillDesign = {
  paper: "a4",
  colour: "#0f5c66",
  columns: OPTIONAL_COLUMNS,
  parts: OPTIONAL_PARTS,
};
