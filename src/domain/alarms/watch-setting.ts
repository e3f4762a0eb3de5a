import type { AlarmSeverity } from "./alarm-rule.ts";

/** The alarms on what is used whose limits a person may set; the others know theirs. */
export const WATCHED_RULES = [
  "water-never-still",
  "use-unusual",
  "use-over-limit",
  "budget-exceeded",
  "demand-near-limit",
  "power-factor-low",
  "phase-missing",
  "voltage-out",
  "temperature-difference-low",
] as const;
export type WatchedRule = (typeof WATCHED_RULES)[number];

/** When a rule raises an alarm. */
export interface WatchLimits {
  /** False: it raises none here. */
  readonly enabled: boolean;
  /** In the unit of the rule, see WATCH_DEFAULTS; undefined: none was set, and it raises none. */
  readonly threshold: number | undefined;
  readonly severity: AlarmSeverity;
  /** How long it must have been so; of water the nights, in minutes. */
  readonly delayMinutes: number;
}

/** What somebody set for a point, or for all points of the site. */
export interface WatchSetting extends WatchLimits {
  readonly rule: WatchedRule;
  /** Undefined: for every point that has no setting of its own. */
  readonly servicePointId: number | undefined;
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** What holds where nobody set anything: chosen so that a sound building raises nothing in a year. */
export const WATCH_DEFAULTS: Readonly<Record<WatchedRule, WatchLimits>> = {
  /** Litres an hour: a running cistern loses ten and more. */
  "water-never-still": { enabled: true, threshold: 2, severity: "warning", delayMinutes: 3 * DAY },
  /** Percent above what is usual. */
  "use-unusual": { enabled: true, threshold: 100, severity: "info", delayMinutes: 0 },
  /** The point's unit a day: only who lives there knows. */
  "use-over-limit": { enabled: true, threshold: undefined, severity: "warning", delayMinutes: 0 },
  /** The point's unit a month. */
  "budget-exceeded": { enabled: true, threshold: undefined, severity: "info", delayMinutes: 0 },
  /** kW, as the contract with the supplier says. */
  "demand-near-limit": {
    enabled: true,
    threshold: undefined,
    severity: "critical",
    delayMinutes: 0,
  },
  /** Below it suppliers begin to charge reactive energy. Of supply points only. */
  "power-factor-low": { enabled: true, threshold: 0.8, severity: "info", delayMinutes: HOUR },
  /** Percent of the strongest phase's voltage. */
  "phase-missing": { enabled: true, threshold: 50, severity: "critical", delayMinutes: 2 },
  /** Percent below or above the voltages of the grid: EN 50160 and ANSI C84.1 keep within ten. */
  "voltage-out": { enabled: true, threshold: 10, severity: "warning", delayMinutes: 10 },
  /** Kelvin between flow and return: below three a heat meter measures almost nothing well. */
  "temperature-difference-low": {
    enabled: true,
    threshold: 3,
    severity: "info",
    delayMinutes: 6 * HOUR,
  },
};

/** A rule's limits at a point: its own setting, else the site's, else what holds by itself. */
export function limitsAt(
  settings: readonly WatchSetting[],
  { rule, servicePointId }: { readonly rule: WatchedRule; readonly servicePointId: number },
): WatchLimits {
  const ofRule = settings.filter((setting) => setting.rule === rule);
  return (
    ofRule.find((setting) => setting.servicePointId === servicePointId) ??
    ofRule.find((setting) => setting.servicePointId === undefined) ??
    WATCH_DEFAULTS[rule]
  );
}

/** The threshold by which a rule judges; undefined: it raises no alarm there. */
export function thresholdOf({ enabled, threshold }: WatchLimits): number | undefined {
  return enabled ? threshold : undefined;
}
