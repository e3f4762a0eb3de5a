import type { LossRise } from "./find-loss-rise.ts";
import { unexplainedIn } from "./loss-model.ts";
import { weightOf } from "./loss-moments.ts";
import { hoursOfWeek, usualBetween, usualWeek } from "./usual-use.ts";
import type { HourlyRegister, ZoneBlock, ZoneHistory } from "./zone-history.ts";

/** Why a point is suspected; figures, for the reader's language. */
export type SuspectReason =
  /** The missing amount rises and falls with what the point still records: a coefficient of 1/r − 1. */
  | { readonly kind: "loss-follows-use"; readonly correlation: number }
  /** The missing amount looks like what the point used to record and records no more. */
  | { readonly kind: "loss-replaces-use"; readonly correlation: number }
  /** It records less than in the same hours of the weeks before, while its neighbours do not. */
  | { readonly kind: "use-fell"; readonly share: number }
  /** Nothing is recorded any more. */
  | { readonly kind: "register-still" }
  /** The register ran backwards. */
  | { readonly kind: "register-reversed" }
  /** It records less at night than it did: what always ran no longer passes the meter. */
  | { readonly kind: "night-base-fell"; readonly share: number };

export interface Suspect {
  /** The service point; undefined: use that passes no meter at all, day and night alike. */
  readonly pointId: number | undefined;
  /** 0 to 1; over all suspects of the rise they add up to one. */
  readonly confidence: number;
  /** What is missing if it is this one, in the zone's unit, since the rise began. */
  readonly missing: number;
  /** The share of the truth that the meter still records if it is this one; undefined: unknown. */
  readonly recorded: number | undefined;
  readonly reasons: readonly SuspectReason[];
}

/** How loud a change of level may speak, in natural logarithms of odds: people move and travel. */
const LOUDEST_DROP = 8;
/** Neighbouring hours are alike: they are not as many witnesses as they are hours. */
const WITNESSES_PER_HOUR = 0.5;
/** Use of the same weeks strays by at least this, in natural logarithms. */
const LEAST_LEVEL_SCATTER = 0.05;
const STILL_SHARE = 0.1;
const FELL_SHARE = 0.05;
const NIGHT_FELL_SHARE = 0.1;
const NIGHT_HOURS = { from: 1, to: 5 } as const;
const TELLING_CORRELATION = 0.15;
const WEEK_HOURS = 168;
const MAD_TO_DEVIATION = 1.4826;
const LEAST_RATIO = 0.01;

/** A block since the rise, with what is missing in it. */
interface Witness {
  readonly block: ZoneBlock;
  readonly missing: number;
  readonly weight: number;
}

/**
 * Whose meter it is: every use point of the zone, and use that passes no meter, most suspect first.
 * What is missing hour by hour is held against what each point records (a meter that sees the share
 * r of the truth misses 1/r − 1 of what it shows) and against what it used to record, and its level
 * against its own past and its neighbours'. Suspected, never guilty: the order says where to look
 * first.
 */
export function rankSuspects(
  history: ZoneHistory,
  {
    rise,
    blocks,
    scale,
    coarseness,
    timeZone,
  }: {
    readonly rise: LossRise;
    readonly blocks: readonly ZoneBlock[];
    readonly scale: number;
    readonly coarseness: number;
    readonly timeZone: string;
  },
): Suspect[] {
  const hours = Math.max(...history.uses.map(({ values }) => values.length));
  const weekHours = hoursOfWeek(history.fromMs, { hours, timeZone });
  const witnesses = blocks
    .filter((block) => block.from >= rise.fromHour)
    .map((block): Witness => {
      const missing = unexplainedIn(block, { scale, model: rise.model });
      return { block, missing, weight: weightOf(block, coarseness) / rise.model.variance };
    });
  const levels = history.uses.map((point) => levelOf(point, { rise, weekHours, witnesses }));
  const common = median(levels.map(({ log }) => log).filter((log) => Number.isFinite(log)));
  const accused = history.uses.map((point, index) =>
    accuse({ point, index, rise, weekHours, witnesses, level: levels[index], common }),
  );
  accused.push(unmetered(witnesses));
  return inOrder(accused);
}

interface Accused extends Omit<Suspect, "confidence"> {
  readonly score: number;
}

function inOrder(accused: readonly Accused[]): Suspect[] {
  const loudest = Math.max(...accused.map(({ score }) => score));
  const odds = accused.map(({ score }) => Math.exp(score - loudest));
  const total = odds.reduce((sum, odd) => sum + odd, 0);
  return accused
    .map(({ score, ...suspect }, n) => ({ score, suspect, odd: (odds[n] ?? 0) / total }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ suspect, odd }) => ({ ...suspect, confidence: odd }));
}

/** How well `shape` explains what is missing: the fitted multiple and the log odds it earns. */
function explain(
  witnesses: readonly Witness[],
  shape: (witness: Witness) => number,
): {
  readonly multiple: number;
  readonly odds: number;
  readonly correlation: number;
  readonly total: number;
} {
  let [along, square, missing, total] = [0, 0, 0, 0];
  for (const witness of witnesses) {
    const x = shape(witness);
    along += witness.weight * x * witness.missing;
    square += witness.weight * x * x;
    missing += witness.weight * witness.missing * witness.missing;
    total += x;
  }
  if (square <= 0 || along <= 0) return { multiple: 0, odds: 0, correlation: 0, total };
  const explained = (along * along) / square;
  const left = Math.max(missing - explained, missing * 1e-6);
  // The gain of one regressor over none, its scatter unknown: n/2 ln(all squares / squares left).
  const odds = (WITNESSES_PER_HOUR * witnesses.length * Math.log(missing / left)) / 2;
  return { multiple: along / square, odds, correlation: Math.sqrt(explained / missing), total };
}

function accuse({
  point,
  index,
  rise,
  weekHours,
  witnesses,
  level,
  common,
}: {
  readonly point: HourlyRegister;
  readonly index: number;
  readonly rise: LossRise;
  readonly weekHours: Uint8Array;
  readonly witnesses: readonly Witness[];
  readonly level: Level | undefined;
  readonly common: number;
}): Accused {
  const week = usualWeek(point, { untilHour: rise.fromHour, weekHours });
  const follows = explain(witnesses, ({ block }) => Math.max(0, block.uses[index] ?? 0));
  const replaces = explain(witnesses, ({ block }) =>
    Math.max(0, usualBetween(week, { ...block, weekHours }) - (block.uses[index] ?? 0)),
  );
  const isStill = (level?.ratio ?? 1) < STILL_SHARE;
  const best = isStill && replaces.odds > follows.odds ? replaces : follows;
  const missing = best.multiple * best.total;
  const truth = level ? level.recordedAmount + missing : 0;
  const recorded = truth > 0 ? (level?.recordedAmount ?? 0) / truth : undefined;
  const fall = (level?.log ?? 0) - common;
  const drop = dropOdds({
    fall,
    expected: Math.log(Math.max(LEAST_RATIO, recorded ?? 1)),
    scatter: level?.scatter ?? 1,
  });
  return {
    pointId: point.pointId,
    score: best.odds + drop,
    missing,
    recorded,
    reasons: reasonsOf({ follows, replaces, isStill, level, common }),
  };
}

/** How much likelier the fall of the level is with the theft than without; bounded. */
function dropOdds({
  fall,
  expected,
  scatter,
}: Readonly<Record<"fall" | "expected" | "scatter", number>>) {
  if (!Number.isFinite(fall)) return 0;
  const misfit = (value: number) => Math.min(9, (value / scatter) ** 2);
  const odds = (misfit(fall) - misfit(fall - expected)) / 2;
  return Math.max(-LOUDEST_DROP, Math.min(LOUDEST_DROP, odds));
}

/** Use that no meter sees, alike day and night: what remains when no point explains the loss. */
function unmetered(witnesses: readonly Witness[]): Accused {
  const { odds, multiple, total } = explain(witnesses, ({ block }) => block.hours);
  return {
    pointId: undefined,
    score: odds,
    missing: multiple * total,
    recorded: undefined,
    reasons: [],
  };
}

/** What a point records since the rise, against the same hours of the weeks before. */
interface Level {
  readonly recordedAmount: number;
  readonly ratio: number;
  /** Of the ratio, natural logarithm; NaN when nothing was usual. */
  readonly log: number;
  /** How far that logarithm strayed in stretches of the past as long. */
  readonly scatter: number;
  readonly nightRatio: number;
  readonly isReversed: boolean;
}

function levelOf(
  point: HourlyRegister,
  {
    rise,
    weekHours,
    witnesses,
  }: {
    readonly rise: LossRise;
    readonly weekHours: Uint8Array;
    readonly witnesses: readonly Witness[];
  },
): Level {
  const spans = witnesses.map(({ block }) => block);
  const length = Math.max(24, Math.min(WEEK_HOURS, (spans.at(-1)?.to ?? 0) - rise.fromHour));
  const week = usualWeek(point, { untilHour: rise.fromHour, weekHours });
  const logs: number[] = [];
  for (let to = rise.fromHour; to - length >= WEEK_HOURS; to -= length) {
    const before = usualWeek(point, { untilHour: to - length, weekHours });
    const ratio = ratioIn(point, {
      week: before,
      weekHours,
      spans: [{ from: to - length, to }],
    }).ratio;
    if (ratio > 0) logs.push(Math.log(ratio));
  }
  const { ratio, recordedAmount } = ratioIn(point, { week, weekHours, spans });
  const nights = spans.filter(({ from }) => isNight(weekHours[from] ?? 0));
  return {
    recordedAmount,
    ratio,
    log: Math.log(Math.max(LEAST_RATIO, ratio)),
    scatter: Math.max(LEAST_LEVEL_SCATTER, MAD_TO_DEVIATION * median(logs.map(Math.abs))),
    nightRatio: ratioIn(point, { week, weekHours, spans: nights }).ratio,
    isReversed: spans.some(({ from, to }) => amountIn(point, { from, to }) < -2 * point.resolution),
  };
}

function isNight(weekHour: number): boolean {
  const hour = weekHour % 24;
  return hour >= NIGHT_HOURS.from && hour < NIGHT_HOURS.to;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function amountIn({ values }: HourlyRegister, { from, to }: Span): number {
  return (values[to] ?? Number.NaN) - (values[from] ?? Number.NaN);
}

function ratioIn(
  point: HourlyRegister,
  {
    week,
    weekHours,
    spans,
  }: {
    readonly week: Float64Array;
    readonly weekHours: Uint8Array;
    readonly spans: readonly Span[];
  },
): { readonly ratio: number; readonly recordedAmount: number } {
  let [recordedAmount, usual] = [0, 0];
  for (const span of spans) {
    const amount = amountIn(point, span);
    if (Number.isNaN(amount)) continue;
    recordedAmount += amount;
    usual += usualBetween(week, { ...span, weekHours });
  }
  return { ratio: usual > 0 ? recordedAmount / usual : Number.NaN, recordedAmount };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function reasonsOf({
  follows,
  replaces,
  isStill,
  level,
  common,
}: {
  readonly follows: { readonly correlation: number };
  readonly replaces: { readonly correlation: number };
  readonly isStill: boolean;
  readonly level: Level | undefined;
  readonly common: number;
}): SuspectReason[] {
  const reasons: SuspectReason[] = [];
  const fellBy = level ? 1 - Math.exp(level.log - common) : 0;
  const nightFellBy = level ? 1 - level.nightRatio / Math.exp(common) : 0;
  if (level?.isReversed) reasons.push({ kind: "register-reversed" });
  if (isStill) reasons.push({ kind: "register-still" });
  if (isStill && replaces.correlation > TELLING_CORRELATION) {
    reasons.push({ kind: "loss-replaces-use", correlation: replaces.correlation });
  }
  if (!isStill && follows.correlation > TELLING_CORRELATION) {
    reasons.push({ kind: "loss-follows-use", correlation: follows.correlation });
  }
  if (!isStill && fellBy > FELL_SHARE) reasons.push({ kind: "use-fell", share: fellBy });
  if (!isStill && nightFellBy > NIGHT_FELL_SHARE) {
    reasons.push({ kind: "night-base-fell", share: nightFellBy });
  }
  return reasons;
}
