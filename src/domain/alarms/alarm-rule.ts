/** Communication and evasion have a red light each on the main screen. */
export type AlarmKind = "communication" | "evasion" | "consumption" | "system";

/** Worst last: sorting by the index in ALARM_SEVERITIES sorts by weight. */
export const ALARM_SEVERITIES = ["info", "warning", "critical"] as const;
export type AlarmSeverity = (typeof ALARM_SEVERITIES)[number];

/** What an alarm is about; the identifier is the row's of that kind, 0 for the system. */
export type AlarmSourceKind = "meter" | "line" | "balance-zone" | "system";

interface AlarmRule {
  readonly kind: AlarmKind;
  readonly severity: AlarmSeverity;
  readonly sourceKind: AlarmSourceKind;
}

/** Every rule by which alarms are raised. */
export const ALARM_RULES = {
  /** A meter does not answer although its line lives. */
  "meter-silent": { kind: "communication", severity: "warning", sourceKind: "meter" },
  /** No meter of a line answers: one cause, hence one alarm and none for its meters. */
  "line-down": { kind: "communication", severity: "critical", sourceKind: "line" },
  /** Nothing polls the meters any more: whatever the screen shows is old. */
  "collector-gone": { kind: "communication", severity: "critical", sourceKind: "system" },
  /** The last backup could not be made, or could not be restored elsewhere. */
  "backup-failed": { kind: "system", severity: "critical", sourceKind: "system" },
  /** No good backup for longer than a night and half a day, and nobody tries. */
  "backup-old": { kind: "system", severity: "critical", sourceKind: "system" },
  /** What is stored is no longer backed up as it is stored, or what was could not be restored. */
  "continuous-backup-failed": { kind: "system", severity: "critical", sourceKind: "system" },
  /** The disk of the data folder is almost full: soon nothing can be stored. */
  "disk-low": { kind: "system", severity: "critical", sourceKind: "system" },
  /** Mails were not taken and have waited for long: bills and alarms reach nobody. */
  "mail-failing": { kind: "system", severity: "warning", sourceKind: "system" },
  /** A receiver of webhooks has taken nothing for long: what a program of theirs does with alarms stays undone. */
  "webhook-failing": { kind: "system", severity: "warning", sourceKind: "system" },
  /** More went into a balance zone than its points used and its band allows. */
  "zone-loss": { kind: "evasion", severity: "critical", sourceKind: "balance-zone" },
  /** A balance zone loses more than its own past explains: small thefts, within the allowed loss. */
  "zone-loss-risen": { kind: "evasion", severity: "critical", sourceKind: "balance-zone" },
  /**
   * Points used more than went in: a wrong multiplier or point list, or a bypassed supply meter.
   * Never hidden as a negative loss.
   */
  "zone-surplus": { kind: "system", severity: "warning", sourceKind: "balance-zone" },
  /** Water runs all night, night after night: a leak behind the meter. */
  "water-never-still": { kind: "consumption", severity: "warning", sourceKind: "meter" },
  /** A day's use is far above what the meter's own past makes usual. */
  "use-unusual": { kind: "consumption", severity: "info", sourceKind: "meter" },
  /** More was used in a day than somebody set as its limit. */
  "use-over-limit": { kind: "consumption", severity: "warning", sourceKind: "meter" },
  /** The month will end above its budget. */
  "budget-exceeded": { kind: "consumption", severity: "info", sourceKind: "meter" },
  /** The running demand interval will end near the contracted power, or above it. */
  "demand-near-limit": { kind: "consumption", severity: "critical", sourceKind: "meter" },
  /** Reactive energy that the supplier charges: compensation is missing or broken. */
  "power-factor-low": { kind: "consumption", severity: "info", sourceKind: "meter" },
  /** A phase that had voltage has none: a fuse, a clamp, a broken neutral. */
  "phase-missing": { kind: "consumption", severity: "critical", sourceKind: "meter" },
  /** Too little or too much voltage for what is connected. */
  "voltage-out": { kind: "consumption", severity: "warning", sourceKind: "meter" },
  /** Water flows through a heat meter and hardly leaves heat: a valve, a short circuit, a sensor. */
  "temperature-difference-low": { kind: "consumption", severity: "info", sourceKind: "meter" },
} as const satisfies Record<string, AlarmRule>;

export type AlarmRuleName = keyof typeof ALARM_RULES;
