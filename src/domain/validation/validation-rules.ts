/** What makes a reading or a day of use doubtful at a site. Rules have a first day: see rulesAt. */
export interface ValidationRules {
  /** A stretch without readings is told from this length on, in minutes. */
  readonly gapMinutes: number;
  /** (highest - third highest) / third highest interval of a day, in percent, is a spike above it. */
  readonly spikePercent: number;
  /** A register that used to climb has stood still for so many hours. */
  readonly stuckHours: number;
  /** A day's use above this percentage of like days is high. */
  readonly highPercent: number;
  /** A day's use below this percentage of like days is low. */
  readonly lowPercent: number;
  /** By how many seconds a reading's time may lie ahead of our clock. */
  readonly clockSeconds: number;
  /** Estimates for so many days without a reading between are told. */
  readonly estimatedDays: number;
  /** By how many counts of the coarser register the parts may differ from the whole in a day. */
  readonly sumCounts: number;
  /** Use of a vacant unit in a day is told above this quantity, in the channel's unit. */
  readonly vacantUse: number;
  /**
   * After so many days a meter that does not answer is estimated by its history, so that bills can
   * go out; null: bills wait until it is read, or somebody estimates it.
   */
  readonly estimateAfterDays: number | null;
}

/** Sources: the spike rule of the Californian VEE standard; the others are common settings. */
export const DEFAULT_RULES: ValidationRules = {
  gapMinutes: 60,
  spikePercent: 180,
  stuckHours: 48,
  highPercent: 300,
  lowPercent: 10,
  clockSeconds: 60,
  estimatedDays: 31,
  sumCounts: 2,
  vacantUse: 1,
  estimateAfterDays: null,
};

/** Rules that hold from an instant until the next ones. */
export interface DatedRules {
  readonly effectiveFrom: Temporal.Instant;
  readonly rules: ValidationRules;
}

/**
 * The rules in force at an instant; the defaults before any. `dated` is oldest first. Readings are
 * judged by the rules of their own time, so that a changed rule never re-judges the past.
 */
export function rulesAt(dated: readonly DatedRules[], at: Temporal.Instant): ValidationRules {
  const inForce = dated.findLast(
    ({ effectiveFrom }) => Temporal.Instant.compare(effectiveFrom, at) <= 0,
  );
  return inForce?.rules ?? DEFAULT_RULES;
}
