/** What the renderer asks of a typesetting process. */
export interface TypesetJob {
  /** A BillSheet as JSON. */
  readonly sheet: string;
  /** The canonical bill, attached as it is. */
  readonly bill: string;
  readonly logo: { readonly extension: string; readonly bytes: Uint8Array } | null;
}

/** What a typesetting process tells: once that it is ready, then one answer for each job. */
export type TypesetReport =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly pdf: Uint8Array }
  | { readonly kind: "failed"; readonly reason: string };
