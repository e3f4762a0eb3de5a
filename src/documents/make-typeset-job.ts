import type { BillDesign } from "#domain/billing/bill-design.ts";
import type { Bill } from "#domain/billing/bill.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { billSheet } from "./bill-sheet.ts";
import { breakableText } from "./breakable-text.ts";
import { matrixCode } from "./matrix-code.ts";
import type { TypesetCodes, TypesetJob } from "./typeset-job.ts";

/** The issuer's picture, as a person uploaded it. */
export interface BillLogo {
  /** `image/svg+xml`, `image/png` or `image/jpeg`. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What a document has beside its bill. */
export interface RenderOptions {
  readonly logo?: BillLogo | undefined;
  readonly design?: BillDesign | undefined;
  /** Typst, in place of our own template. */
  readonly template?: string | undefined;
  /** The evidence file as JSON, to be attached. */
  readonly evidence?: string | undefined;
}

const EXTENSIONS = new Map([
  ["image/svg+xml", "svg"],
  ["image/png", "png"],
  ["image/jpeg", "jpg"],
]);

/** Everything that sets one bill. Throws a TypeError at a logo of a kind that cannot be set. */
export function typesetJob(
  bill: Bill,
  {
    logo,
    design,
    template,
    evidence,
    publicUrl,
    output,
  }: RenderOptions & {
    readonly output: TypesetJob["output"];
    readonly publicUrl: string | undefined;
  },
): TypesetJob {
  const { paymentCode, ...sheet } = billSheet(bill, { design, publicUrl });
  const codes: TypesetCodes = {
    payment: paymentCode === "" ? "" : matrixCode(paymentCode),
    verification: sheet.verification ? matrixCode(sheet.verification.address) : "",
  };
  return {
    output,
    sheet: JSON.stringify(sheet, breakable),
    bill: canonicalJson(bill),
    evidence: evidence ?? "",
    codes,
    template: template ?? null,
    logo: logoOf(logo),
  };
}

/** What is no text to be set. */
const EXACT = new Set(["address", "description", "issuedOn", "colour", "paper", "language"]);

function breakable(key: string, value: unknown): unknown {
  return typeof value === "string" && !EXACT.has(key) ? breakableText(value) : value;
}

/** A logo as it is placed. Throws a TypeError at one of a kind that cannot be set. */
export function logoOf(logo: BillLogo | undefined): TypesetJob["logo"] {
  return logo ? { extension: extensionOf(logo), bytes: logo.bytes } : null;
}

function extensionOf({ mediaType }: BillLogo): string {
  const extension = EXTENSIONS.get(mediaType);
  if (extension) return extension;
  throw new TypeError(`a logo is ${[...EXTENSIONS.keys()].join(", ")}, not "${mediaType}"`);
}
