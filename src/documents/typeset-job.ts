/** What the renderer asks of a typesetting process. */
export interface TypesetJob {
  /** A document, or one drawing of all its pages to look at. */
  readonly output: "pdf" | "svg";
  /** A BillSheet as JSON, or what another template reads. */
  readonly sheet: string;
  /** The canonical bill, attached as it is; empty where the document is none. */
  readonly bill: string;
  /** The evidence file as JSON, attached as it is; empty where there is none. */
  readonly evidence: string;
  readonly codes: TypesetCodes;
  /** In place of ours: the site's own, or that of another document. */
  readonly template: string | null;
  readonly logo: TypesetLogo | null;
}

/** A picture as it was uploaded. */
export interface TypesetLogo {
  readonly extension: string;
  readonly bytes: Uint8Array;
}

/** Codes to be scanned: SVG each; empty where there is none. */
export interface TypesetCodes {
  readonly payment: string;
  readonly verification: string;
}

/** What a template reads beside the sheet, as `/extras.json`. */
export interface TypesetExtras {
  readonly logo: {
    readonly path: string;
    /** In mm, as it is to be shown. */
    readonly width: number;
    readonly height: number;
  } | null;
  /** Names of the files that belong into the document: `bill.json`. */
  readonly attached: readonly string[];
  readonly codes: TypesetCodes;
}

/** What a typesetting process tells: once that it is ready, then one answer for each job. */
export type TypesetReport =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly output: Uint8Array }
  | { readonly kind: "failed"; readonly reason: string };
