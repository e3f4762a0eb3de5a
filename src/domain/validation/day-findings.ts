import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { knownConsumption } from "#domain/consumption/known-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { hasQuality, READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Finding } from "./finding.ts";
import type { ValidationRules } from "./validation-rules.ts";

/** A local day to be judged, with the days before it to compare with. */
export interface DayToJudge {
  readonly day: InstantRange;
  /** Covers the day and the days compared with. */
  readonly consumption: IntervalConsumption;
  /** Days of the same weekday before it: like days. */
  readonly likeDays: readonly InstantRange[];
  /** All days looked back on, like days among them. */
  readonly before: readonly InstantRange[];
  readonly rules: ValidationRules;
}

/** With fewer days there is no telling what is usual. */
const LIKE_DAYS_AT_LEAST = 2;
const DAYS_AT_LEAST = 7;

const USE_DIGITS = 3;

/** What is odd about how much was used on a day: rules that look at differences, not registers. */
export function dayFindings(judged: DayToJudge): Finding[] {
  const known = knownConsumption(judged.consumption, judged.day);
  if (!known.quantity || !known.complete) return [];
  const use = normalised(known.quantity, judged.day);
  return [...spikeFindings(judged), ...useFindings(judged, use)];
}

const MS_PER_DAY = 86_400_000;

/** As if the day had 24 hours: a day of 25 hours uses more, and nothing is odd about it. */
function normalised(quantity: Decimal, { from, to }: InstantRange): Decimal {
  const lengthMs = to.epochMilliseconds - from.epochMilliseconds;
  if (lengthMs === MS_PER_DAY) return quantity;
  return quantity
    .times(Decimal.of(MS_PER_DAY))
    .dividedBy(Decimal.of(lengthMs), USE_DIGITS, "half-up");
}

function useFindings({ consumption, day, likeDays, before, rules }: DayToJudge, use: Decimal) {
  const usesOf = (days: readonly InstantRange[]) =>
    days.flatMap((range) => {
      const { quantity, complete } = knownConsumption(consumption, range);
      return quantity && complete ? [normalised(quantity, range)] : [];
    });
  const all = usesOf(before);
  if (use.isZero()) {
    const isUnusual = all.length >= DAYS_AT_LEAST && all.every((one) => !one.isZero());
    return isUnusual ? [{ rule: "zero-use", range: day, details: {} } as const] : [];
  }
  const like = usesOf(likeDays);
  if (like.length < LIKE_DAYS_AT_LEAST) return [];
  const usual = Decimal.sum(like).dividedBy(Decimal.of(like.length), USE_DIGITS, "half-up");
  if (usual.isZero()) return [];
  const percent = use.times(Decimal.of(100)).dividedBy(usual, 0, "half-up");
  const details = { use: use.toString(), usual: usual.toString(), percent: percent.toString() };
  if (Decimal.of(rules.highPercent).lessThan(percent)) {
    return [{ rule: "high-use", range: day, details } as const];
  }
  if (percent.lessThan(Decimal.of(rules.lowPercent))) {
    return [{ rule: "low-use", range: day, details } as const];
  }
  return [];
}

/**
 * The highest against the third highest interval of the day, as the Californian VEE standard has
 * it; only where it is above all that was measured on the days before, so that a kettle that boils
 * every morning is no spike.
 */
function spikeFindings({ consumption, day, before, rules }: DayToJudge): Finding[] {
  const own = measuredIn(consumption, day);
  const percent = spikePercent(own);
  if (percent === undefined || percent <= rules.spikePercent) return [];
  const highest = own.reduce((most, one) => Math.max(most, one), 0);
  const seen = before.flatMap((range) => measuredIn(consumption, range));
  if (seen.some((amount) => amount >= highest)) return [];
  const quantity = Decimal.of(highest).times(consumption.perCount);
  return [{ rule: "spike", range: day, details: { highest: quantity.toString(), percent } }];
}

/** (h1 - h3) / h3 in whole percent, rounded down; undefined where there is no third above zero. */
export function spikePercent(amounts: readonly number[]): number | undefined {
  const [highest, , third] = amounts.toSorted((a, b) => b - a);
  if (highest === undefined || third === undefined || third <= 0) return undefined;
  return Math.floor(((highest - third) * 100) / third);
}

const MS_PER_MINUTE = 60_000;

/** The measured amounts of the intervals in a range, in counts. */
function measuredIn(
  { from, intervalMinutes, amounts, qualities }: IntervalConsumption,
  range: InstantRange,
): number[] {
  const stepMs = intervalMinutes * MS_PER_MINUTE;
  const index = (at: Temporal.Instant) =>
    Math.ceil((at.epochMilliseconds - from.epochMilliseconds) / stepMs);
  const first = Math.max(0, index(range.from));
  const end = Math.min(amounts.length, index(range.to));
  const found: number[] = [];
  for (let i = first; i < end; i += 1) {
    const bits = qualities ? (qualities[i] ?? 0) : READING_QUALITY.measured;
    if (hasQuality(bits, "measured") && !hasQuality(bits, "estimated")) found.push(amounts[i] ?? 0);
  }
  return found;
}

/**
 * A register that has stood still for longer than the rule's hours, and longer than ever on the
 * days before. The range of the finding begins where it stopped.
 */
export function stuckFindings(
  consumption: IntervalConsumption,
  { stuckHours }: Pick<ValidationRules, "stuckHours">,
): Finding[] {
  const { from, intervalMinutes, amounts, qualities } = consumption;
  const runs: { readonly first: number; readonly end: number }[] = [];
  let first = -1;
  const isStill = (i: number) => amounts[i] === 0 && (qualities ? (qualities[i] ?? 0) !== 0 : true);
  for (let i = 0; i <= amounts.length; i += 1) {
    if (i < amounts.length && isStill(i)) {
      if (first < 0) first = i;
    } else if (first >= 0) {
      runs.push({ first, end: i });
      first = -1;
    }
  }
  const least = (stuckHours * 60) / intervalMinutes;
  let longest = 0;
  let hasClimbed = false;
  return runs.flatMap(({ first, end }) => {
    hasClimbed ||= first > 0;
    const length = end - first;
    const isStuck = hasClimbed && length >= least && length > longest;
    longest = Math.max(longest, length);
    if (!isStuck) return [];
    const at = (i: number) => from.add({ minutes: i * intervalMinutes });
    const hours = Math.floor((length * intervalMinutes) / 60);
    return [
      { rule: "stuck", range: { from: at(first), to: at(end) }, details: { hours } } as const,
    ];
  });
}
