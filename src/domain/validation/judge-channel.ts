import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { onGrid } from "#domain/consumption/known-consumption.ts";
import { registerConsumption } from "#domain/consumption/register-consumption.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import {
  prolongedFindings,
  siblingFindings,
  sumFindings,
  vacancyFindings,
} from "./compare-findings.ts";
import { dayFindings, stuckFindings } from "./day-findings.ts";
import type { Finding, FindingRule } from "./finding.ts";
import { registerFindings, type RegisterHistory } from "./register-findings.ts";
import { rulesAt } from "./validation-rules.ts";

/** Rules that are judged each time, and cleared when what they found is gone. */
export const REGISTER_RULES: readonly FindingRule[] = [
  "register-restarted",
  "register-backwards",
  "jump",
  "estimate-exceeded",
  "exchange-incomplete",
  "missing",
  "misread",
  "rollover",
  "prolonged-estimation",
];

/** Rules that are judged once a local day is over. */
export const DAY_RULES: readonly FindingRule[] = [
  "spike",
  "stuck",
  "zero-use",
  "high-use",
  "low-use",
  "sum-check",
  "missing-sibling",
  "vacant-use",
];

/** Days looked back on to know what is usual. */
export const DAYS_LOOKED_BACK = 28;

export interface ChannelToJudge extends RegisterHistory {
  readonly name: string;
  /** What has not been judged, up to the newest reading. */
  readonly window: InstantRange;
  /** Local days in order: those looked back on, then those that are judged. */
  readonly days: readonly InstantRange[];
  /** How many of the days, at their end, are judged. */
  readonly judgedDays: number;
  /** Of the judged days those on which nobody rented what the point serves. */
  readonly vacantDays: readonly InstantRange[];
  /** Other channels of the point over the days. */
  readonly siblings: readonly Sibling[];
}

export interface Sibling {
  readonly name: string;
  readonly consumption: IntervalConsumption;
  /** Whether this is one of the registers that together make the judged one. */
  readonly isPart: boolean;
}

/** Everything that is odd about a channel since it was judged last. */
export function judgeChannel(channel: ChannelToJudge): Finding[] {
  const { window, series, rules } = channel;
  const isNew = ({ range }: Finding) => Temporal.Instant.compare(range.to, window.from) > 0;
  return [
    ...registerFindings(channel),
    ...prolongedFindings(series, rulesAt(rules, window.to)),
    ...daysFindings(channel),
  ].filter(isNew);
}

function daysFindings(channel: ChannelToJudge): Finding[] {
  const { days, judgedDays, rules, vacantDays, siblings } = channel;
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last || judgedDays === 0) return [];
  const range = onGrid({ from: first.from, to: last.to }, channel.intervalMinutes);
  const { consumption } = registerConsumption({ ...channel, range });
  const firstJudged = days.length - judgedDays;
  const parts = siblings.filter(({ isPart }) => isPart);
  const judged = days.slice(firstJudged).flatMap((day, n) => {
    const inForce = rulesAt(rules, day.from);
    const before = days.slice(Math.max(0, firstJudged + n - DAYS_LOOKED_BACK), firstJudged + n);
    const likeDays = before.filter((_, at) => (before.length - at) % 7 === 0);
    return [
      ...dayFindings({ day, consumption, likeDays, before, rules: inForce }),
      ...siblingFindings({ day, own: consumption, siblings }),
      ...(parts.length > 0
        ? sumFindings({
            day,
            whole: consumption,
            parts: parts.map((part) => part.consumption),
            rules: inForce,
          })
        : []),
    ];
  });
  const newest = rulesAt(rules, last.from);
  return [
    ...judged,
    ...stuckFindings(consumption, newest),
    ...vacancyFindings({ vacant: vacantDays, consumption, rules: newest }),
  ];
}
