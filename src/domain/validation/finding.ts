import type { InstantRange } from "#domain/core/instant-range.ts";

/** Everything that is looked for, the gravest first. */
export const FINDING_RULES = [
  "register-restarted",
  "register-backwards",
  "jump",
  "estimate-exceeded",
  "exchange-incomplete",
  "missing",
  "misread",
  "spike",
  "stuck-in-use",
  "stuck",
  "zero-use",
  "sum-check",
  "missing-sibling",
  "clock-ahead",
  "vacant-use",
  "prolonged-estimation",
  "high-use",
  "low-use",
  "rollover",
] as const;
export type FindingRule = (typeof FINDING_RULES)[number];

export type Severity = "info" | "warning" | "critical";

/** Something that a person should know of a channel's readings. With rule and start it is one. */
export interface Finding {
  readonly rule: FindingRule;
  /** What is doubtful; its start is the same each time the finding is made. */
  readonly range: InstantRange;
  /** Figures for the message, which the web words in the reader's language. */
  readonly details: Readonly<Record<string, string | number>>;
}

const CRITICAL: ReadonlySet<FindingRule> = new Set([
  "register-restarted",
  "register-backwards",
  "jump",
  "estimate-exceeded",
  "exchange-incomplete",
]);

/** A rollover is what registers do; it is listed so that nobody need wonder. */
export function severityOf(rule: FindingRule): Severity {
  if (rule === "rollover") return "info";
  return CRITICAL.has(rule) ? "critical" : "warning";
}

/**
 * Whether no bill is made over it until a person has decided: where a bill would rest on a reading
 * that cannot be right, or leave out what was used. A misread holds nothing back, because nothing
 * is counted from it.
 */
export function holdsBilling(rule: FindingRule): boolean {
  return CRITICAL.has(rule);
}
