/**
 * Why a line gave no value, in kinds that a person can act on.
 *
 * - not-connected: the port or the gateway cannot be reached;
 * - closed: the other end closed the connection while it was asked;
 * - no-answer: nothing came in time;
 * - noisy: bytes come without end, the line does not fall silent;
 * - wrong-checksum, wrong-unit: something came, spoiled or from another meter;
 * - wrong-answer: a whole answer that does not answer the question;
 * - refused: the device answered that it cannot; `code` says why;
 * - no-value: the device answered that it has no value now;
 * - unsupported: this line cannot carry what was asked.
 */
export const LINE_ERROR_KINDS = [
  "not-connected",
  "closed",
  "no-answer",
  "noisy",
  "wrong-checksum",
  "wrong-unit",
  "wrong-answer",
  "refused",
  "no-value",
  "unsupported",
] as const;
export type LineErrorKind = (typeof LINE_ERROR_KINDS)[number];

/** A line or a meter behind it did not do what was asked. Its message is for people. */
export class LineError extends Error {
  override readonly name: string = "LineError";
  readonly kind: LineErrorKind;
  /** Of `refused`: the device's own code. */
  readonly code: number | undefined;

  constructor(kind: LineErrorKind, message: string, code?: number) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

/** The kind of whatever was thrown while a line was asked. */
export function lineErrorKind(error: unknown): LineErrorKind {
  return error instanceof LineError ? error.kind : "wrong-answer";
}
