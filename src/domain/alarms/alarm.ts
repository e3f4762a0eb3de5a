import type { SuspectReason } from "#domain/balance/rank-suspects.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import type { AlarmId, SiteId } from "#domain/core/id.ts";
import type { AlarmKind, AlarmRuleName, AlarmSeverity, AlarmSourceKind } from "./alarm-rule.ts";

export interface AlarmSource {
  readonly kind: AlarmSourceKind;
  /** The row's identifier; of the system 0, or what tells several sources of one rule apart. */
  readonly id: number;
  readonly name: string;
}

interface LossFigures {
  /** The judged stretch. */
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly supplied: Decimal;
  readonly used: Decimal;
  /** supplied - used. */
  readonly loss: Decimal;
  /** Loss in percent of what was supplied (of what was used where nothing was), 2 digits. */
  readonly lossPercent: Decimal;
  readonly allowed: Decimal;
  readonly unit: string;
  readonly intervals: number;
}

/** An amount of money that was estimated. */
export interface SuspectCost {
  /** Whole minor units as text. */
  readonly amountMinor: string;
  readonly currency: string;
}

/** A point of a zone that loses more than before; figures as text, for display only. */
export interface SuspectFigures {
  /** Null: use that passes no meter. */
  readonly servicePointId: number | null;
  readonly name: string | null;
  readonly confidencePercent: number;
  /** What is missing if it is this one, in the zone's unit. */
  readonly missing: string;
  /** What that would have cost by the tenant's own tariff; absent where nobody pays by one. */
  readonly cost?: SuspectCost;
  /** The share of the truth that its meter still records; null: unknown. */
  readonly recordedPercent: number | null;
  readonly reasons: readonly {
    readonly kind: SuspectReason["kind"];
    readonly percent: number | null;
  }[];
}

/** A loss that came to one of which the alarm had told: a second thief, or a larger share. */
export interface GrownLoss {
  /** When it was seen, and the alarm raised again. */
  readonly seenAt: Temporal.Instant;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  /** Null while it lasts. */
  readonly endedAt: Temporal.Instant | null;
  readonly supplied: string;
  /** Beyond what was known to be missing. */
  readonly missing: string;
  readonly missingPercent: string;
  /** Most suspect first. */
  readonly suspects: readonly SuspectFigures[];
}

/** Figures for the message, by rule; the reader's language comes later. */
export type AlarmDetails =
  | {
      readonly rule: "meter-silent";
      readonly lineName: string;
      readonly failedPolls: number;
      readonly lastGoodAt: Temporal.Instant | null;
      readonly lastError: string | null;
    }
  | {
      readonly rule: "line-down";
      readonly meters: number;
      readonly lastGoodAt: Temporal.Instant | null;
      readonly lastError: string | null;
    }
  | { readonly rule: "collector-gone"; readonly lastAttemptAt: Temporal.Instant | null }
  | {
      readonly rule: "backup-failed";
      readonly at: Temporal.Instant;
      readonly reason: string;
      readonly lastGoodAt: Temporal.Instant | null;
    }
  | { readonly rule: "backup-old"; readonly lastGoodAt: Temporal.Instant | null }
  | {
      readonly rule: "continuous-backup-failed";
      readonly since: Temporal.Instant;
      readonly reason: string;
      /** What was stored before is safe. */
      readonly keptAt: Temporal.Instant | null;
    }
  | {
      readonly rule: "disk-low";
      readonly folder: string;
      /** With one digit. */
      readonly freeGigabytes: string;
      readonly totalGigabytes: string;
    }
  | {
      readonly rule: "mail-failing";
      readonly mails: number;
      /** When the oldest of them was written. */
      readonly since: Temporal.Instant;
      readonly lastError: string | null;
    }
  | {
      readonly rule: "webhook-failing";
      /** What it has not taken. */
      readonly requests: number;
      /** When the oldest of them was written. */
      readonly since: Temporal.Instant;
      readonly lastError: string | null;
    }
  | ({
      readonly rule: "zone-loss";
      /** Most suspect first; absent until the hours since then tell. */
      readonly suspects?: readonly SuspectFigures[];
      /** What came to it while the alarm stood, oldest first; absent: nothing. */
      readonly grown?: readonly GrownLoss[];
    } & LossFigures)
  | ({ readonly rule: "zone-surplus" } & LossFigures)
  | {
      readonly rule: "zone-loss-risen";
      /** Since when, told to the hour. */
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant;
      readonly supplied: string;
      /** Beyond what the zone always lost. */
      readonly missing: string;
      readonly missingPercent: string;
      readonly unit: string;
      /** Most suspect first. */
      readonly suspects: readonly SuspectFigures[];
      /** What came to it while the alarm stood, oldest first; absent: nothing. */
      readonly grown?: readonly GrownLoss[];
    }
  | {
      readonly rule: "water-never-still";
      /** When the first of the nights began. */
      readonly from: Temporal.Instant;
      readonly nights: number;
      /** The least that any hour of these nights used. */
      readonly leastLitresPerHour: string;
    }
  | {
      readonly rule: "use-unusual";
      /** The day that was judged. */
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant;
      readonly used: string;
      readonly usual: string;
      readonly unit: string;
    }
  | ({ readonly rule: "use-over-limit" } & AmountFigures)
  | ({ readonly rule: "budget-exceeded" } & AmountFigures)
  | {
      readonly rule: "demand-near-limit";
      /** The demand interval that was running. */
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant;
      /** What it will end with, and what is contracted, in kW. */
      readonly projected: string;
      readonly limit: string;
    }
  | ({ readonly rule: "power-factor-low" } & LiveFigures)
  | ({ readonly rule: "phase-missing" } & LiveFigures)
  | ({ readonly rule: "voltage-out" } & LiveFigures)
  | ({ readonly rule: "temperature-difference-low" } & LiveFigures);

/** An amount against the limit of its day or month. */
interface AmountFigures {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly used: string;
  /** What the whole of it will come to. */
  readonly expected: string;
  readonly limit: string;
  readonly unit: string;
}

/** A value that a meter shows against the limit of its rule. */
interface LiveFigures {
  readonly since: Temporal.Instant;
  readonly value: string;
  readonly limit: string;
  /** `L1, L3`; empty where it is not about phases. */
  readonly phases: string;
}

/**
 * raised: nobody has seen to it; acknowledged: somebody has; cleared: the cause is gone. Only the
 * cause going away clears an alarm, never a person.
 */
export type AlarmState = "raised" | "acknowledged" | "cleared";

export interface Alarm {
  readonly id: AlarmId;
  readonly siteId: SiteId;
  readonly kind: AlarmKind;
  readonly severity: AlarmSeverity;
  readonly state: AlarmState;
  readonly source: AlarmSource;
  /** With instants as ISO text and figures as decimal text, as they were stored. */
  readonly details: unknown;
  readonly raisedAt: Temporal.Instant;
  /** When it was raised again because its cause grew worse; nobody sees to that by having seen to it. */
  readonly raisedAgainAt: Temporal.Instant | null;
  readonly acknowledgedAt: Temporal.Instant | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgementNote: string | null;
  readonly clearedAt: Temporal.Instant | null;
  /** Put aside by a person until then: it lights no lamp and tells nobody. */
  readonly shelvedUntil: Temporal.Instant | null;
  readonly shelvedBy: string | null;
  readonly shelvingNote: string | null;
}

/** The state that follows from an alarm's dates. */
export function alarmState(alarm: Pick<Alarm, "acknowledgedAt" | "clearedAt">): AlarmState {
  if (alarm.clearedAt !== null) return "cleared";
  return alarm.acknowledgedAt === null ? "raised" : "acknowledged";
}

/** What a rule says about one source now; `undecided` leaves its alarm as it is. */
export type AlarmVerdict = { readonly source: AlarmSource } & (
  | {
      readonly state: "on";
      readonly rule: AlarmRuleName;
      readonly details: AlarmDetails;
      /** As somebody set it; the rule's own where it is left out. */
      readonly severity?: AlarmSeverity;
      /** How often the cause has grown worse; more often than the alarm knows raises it again. */
      readonly occasion?: number;
    }
  | { readonly state: "off" | "undecided"; readonly rule: AlarmRuleName }
);

/** An open alarm, as far as verdicts are concerned. */
export interface OpenAlarm {
  readonly id: AlarmId;
  readonly rule: AlarmRuleName;
  readonly source: Pick<AlarmSource, "kind" | "id">;
  /** How often its source raised it in the last hour, this time included. */
  readonly recentRaises: number;
  /** Of one that wavers: since when its cause is gone. */
  readonly quietSince: Temporal.Instant | null;
}

/** So many times in an hour is wavering: then the cause must stay away for a while. */
export const RAISES_THAT_WAVER = 3;
const QUIET_MINUTES = 10;

/** New figures of an open alarm. */
export interface AlarmRenewal {
  readonly id: AlarmId;
  readonly details: AlarmDetails;
  /** How often the cause has grown worse since the alarm was raised. */
  readonly occasion: number;
}

export interface AlarmChanges {
  readonly raise: readonly Extract<AlarmVerdict, { state: "on" }>[];
  /** Open already; their figures are newer. */
  readonly renew: readonly AlarmRenewal[];
  readonly clear: readonly AlarmId[];
  /** Wavering ones whose cause has just gone (`quiet`) or come back (`loud`): they stay open. */
  readonly quiet: readonly AlarmId[];
  readonly loud: readonly AlarmId[];
}

/**
 * What must change so that the open alarms agree with the verdicts. `open` holds only alarms of
 * the rules that were judged; one whose source was not judged at all any more (a meter taken from
 * its line, a zone deleted) is cleared. One that came and went three times in an hour clears only
 * when its cause has stayed away for ten minutes: a loose contact is one alarm, not thirty.
 */
export function alarmChanges(
  verdicts: readonly AlarmVerdict[],
  open: readonly OpenAlarm[],
  now: Temporal.Instant,
): AlarmChanges {
  const verdictOf = new Map(
    verdicts.map((verdict) => [keyOf(verdict.rule, verdict.source), verdict]),
  );
  const openId = new Map(open.map((alarm) => [keyOf(alarm.rule, alarm.source), alarm.id]));
  const stateOf = (alarm: OpenAlarm) =>
    verdictOf.get(keyOf(alarm.rule, alarm.source))?.state ?? "off";
  const isOff = open.filter((alarm) => stateOf(alarm) === "off");
  const on = verdicts.filter((verdict) => verdict.state === "on");
  return {
    raise: on.filter((verdict) => !openId.has(keyOf(verdict.rule, verdict.source))),
    renew: on.flatMap(({ rule, source, details, occasion = 0 }) => {
      const isRenewed = RENEWED_RULES.has(rule) || occasion > 0;
      const id = isRenewed ? openId.get(keyOf(rule, source)) : undefined;
      return id === undefined ? [] : [{ id, details, occasion }];
    }),
    clear: idsOf(isOff.filter((alarm) => !isWavering(alarm) || hasBeenQuiet(alarm, now))),
    quiet: idsOf(isOff.filter((alarm) => isWavering(alarm) && alarm.quietSince === null)),
    loud: idsOf(open.filter((alarm) => stateOf(alarm) === "on" && alarm.quietSince !== null)),
  };
}

function idsOf(alarms: readonly OpenAlarm[]): AlarmId[] {
  return alarms.map(({ id }) => id);
}

function isWavering({ recentRaises }: OpenAlarm): boolean {
  return recentRaises >= RAISES_THAT_WAVER;
}

function hasBeenQuiet({ quietSince }: OpenAlarm, now: Temporal.Instant): boolean {
  if (quietSince === null) return false;
  return Temporal.Instant.compare(quietSince.add({ minutes: QUIET_MINUTES }), now) <= 0;
}

/** Rules whose figures tell more as time goes on; those of the others stay until they are raised again. */
const RENEWED_RULES: ReadonlySet<AlarmRuleName> = new Set(["zone-loss-risen"]);

function keyOf(rule: AlarmRuleName, source: OpenAlarm["source"]): string {
  return `${rule} ${source.kind} ${source.id}`;
}
