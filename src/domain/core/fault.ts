/**
 * A fault in data, as a value: what is wrong, where, and what would be right.
 * Faults in code or machine are thrown instead.
 */
export interface Fault {
  /** Stable, for programs: `tariff.hole-in-day`. */
  readonly code: string;
  /** Where: a path in a document, a line of a file, the name of a setting. */
  readonly subject: string;
  /** What is wrong, one sentence without a full stop at its end. */
  readonly message: string;
  /** What would be right, one sentence; always said when we know it. */
  readonly remedy?: string;
}

/** Either a value or every fault that stands in its way. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(faults: readonly Fault[]): {
  readonly ok: false;
  readonly faults: readonly Fault[];
} {
  return { ok: false, faults };
}

/** One line for a person: `charges[1].rate: is not a number (write it like "0.25")`. */
export function faultText(fault: Fault): string {
  return `${fault.subject}: ${fault.message}${fault.remedy ? ` (${fault.remedy})` : ""}`;
}
