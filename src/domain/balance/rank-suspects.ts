import { withClosedDays } from "./closed-days.ts";
import { withFilledHoles } from "./filled-holes.ts";
import type { LossRise } from "./find-loss-rise.ts";
import { scatterOf, type Witness, type WitnessScatter } from "./loss-evidence.ts";
import { unexplainedIn } from "./loss-model.ts";
import { weightOf } from "./loss-moments.ts";
import { ownHabit, type OwnHabit, withoutCommon } from "./own-habit.ts";
import { usualWhileStill } from "./standstill.ts";
import { shapeOdds, standstillOdds, theftOdds } from "./theft-odds.ts";
import { stepsInWeek, stepsOfWeek, usualBetween, usualWeek, type WeekSteps } from "./usual-use.ts";
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

/** What is missing in a stretch of the history, in the zone's unit. */
export interface MissingIn {
  /** Steps of the history, `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

export interface Suspect {
  /** The service point; undefined: use that passes no meter at all, day and night alike. */
  readonly pointId: number | undefined;
  /** 0 to 1; over all suspects of the rise they add up to one. */
  readonly confidence: number;
  /** What is missing if it is this one, in the zone's unit, since the rise began. */
  readonly missing: number;
  /** The same stretch by stretch, in order of time. */
  readonly missingIn: readonly MissingIn[];
  /** The share of the truth that the meter still records if it is this one; undefined: unknown. */
  readonly recorded: number | undefined;
  readonly reasons: readonly SuspectReason[];
}

/** The loss may have begun this much before or after it was first seen. */
const HOURS_BEFORE = 96;
const HOURS_AFTER = 48;
/** What went before that tells how what is missing strays: five weeks of it. */
const HOURS_OF_SCATTER = 36 * 24;
/** Use that passes no meter at all is rarer than a meter that is passed by: log odds. */
const ODDS_OF_UNMETERED = -3;
/** A register that stands still altogether is rarer than one that is passed by in part: log odds. */
const ODDS_OF_STILL = -2;
const STILL_SHARE = 0.1;
const FELL_SHARE = 0.05;
const NIGHT_FELL_SHARE = 0.1;
const NIGHT_HOURS = { from: 1, to: 5 } as const;
const TELLING_CORRELATION = 0.15;
const DAYS_OF_WEEK = 7;
const LEAST_RATIO = 0.01;
/** How far what is used strays from what was usual, in natural logarithms. */
const SCATTER_OF_USUAL = 0.4;

/**
 * Whose meter it is: every use point of the zone, and use that passes no meter, most suspect first.
 * What is missing step by step is held against what each point records (a meter that sees the share
 * r of the truth misses 1/r − 1 of what it shows), and that against its own habit: both must have
 * changed at one moment, by one share (theft-odds.ts). Suspected, never guilty: the order says where
 * to look first.
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
  const steps = Math.max(...history.uses.map(({ values }) => values.length));
  const weekHours = withClosedDays(history.uses, stepsOfWeek(history, { steps, timeZone }));
  const perHour = 1 / (history.stepHours ?? 1);
  const fromHour = Math.max(0, rise.fromHour - HOURS_BEFORE * perHour);
  const lastBlock = blocks.at(-1);
  const to = lastBlock?.to ?? fromHour;
  const witnessOf = (block: ZoneBlock): Witness => {
    const missing = unexplainedIn(block, { scale, model: rise.model });
    return { block, missing, weight: weightOf(block, coarseness) };
  };
  const about = blocks.filter((block) => block.from >= fromHour);
  const past = blocks.filter(
    (block) => block.to <= fromHour && block.from >= fromHour - HOURS_OF_SCATTER * perHour,
  );
  const scatter = scatterOf(past.map(witnessOf));
  const lastOnset = Math.min(lastBlock?.from ?? fromHour, rise.fromHour + HOURS_AFTER * perHour);
  const habits = withoutCommon(
    history.uses.map((point) => ownHabit(point, { from: fromHour, to, weekHours, perHour })),
  );
  const told = withFilledHoles(about, { history, habits, from: fromHour }).map(
    ({ block, variance }) => {
      const witness = witnessOf(block);
      // Weights are in the scatter that registers make; what a habit tells has its own.
      const weight = 1 / (1 / witness.weight + variance / scatter.variance);
      return { ...witness, weight };
    },
  );
  const asked = { witnesses: told, scatter, fromHour, lastOnset };
  const witnesses = about.filter((block) => block.from >= rise.fromHour).map(witnessOf);
  const levels = history.uses.map((point) => levelOf(point, { rise, weekHours, witnesses }));
  const common = median(levels.map(({ log }) => log).filter((log) => Number.isFinite(log)));
  const accused = history.uses.flatMap((point, index) => {
    const [habit, level] = [habits[index], levels[index]];
    if (!habit || !level) return [];
    return accuse({ point, index, rise, weekHours, witnesses, level, common, habit, asked });
  });
  accused.push(unmetered(asked, { fromHour: rise.fromHour, scale }));
  return inOrder(accused);
}

interface AskedAbout {
  readonly witnesses: readonly Witness[];
  readonly scatter: WitnessScatter;
  readonly fromHour: number;
  readonly lastOnset: number;
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

/** How alike a shape and what is missing run, 0 to 1. */
function likeness(witnesses: readonly Witness[], shape: (block: ZoneBlock) => number): number {
  let [along, square, missing] = [0, 0, 0];
  for (const witness of witnesses) {
    const x = shape(witness.block);
    along += witness.weight * x * witness.missing;
    square += witness.weight * x * x;
    missing += witness.weight * witness.missing * witness.missing;
  }
  return square > 0 && along > 0 && missing > 0 ? along / Math.sqrt(square * missing) : 0;
}

function accuse({
  point,
  index,
  rise,
  weekHours,
  witnesses,
  level,
  common,
  habit,
  asked,
}: {
  readonly point: HourlyRegister;
  readonly index: number;
  readonly rise: LossRise;
  readonly weekHours: WeekSteps;
  readonly witnesses: readonly Witness[];
  readonly level: Level;
  readonly common: number;
  readonly habit: OwnHabit;
  readonly asked: AskedAbout;
}): Accused {
  const week = usualWeek(point, { untilHour: rise.fromHour, weekHours });
  const recordedIn = (block: ZoneBlock) => Math.max(0, block.uses[index] ?? 0);
  const noMoreIn = (block: ZoneBlock) =>
    Math.max(0, usualBetween(week, { ...block, weekHours }) - (block.uses[index] ?? 0));
  const meansNothing = usualWhileStill(point, { untilHour: rise.fromHour, week, weekHours });
  const isStill = level.ratio < STILL_SHARE && level.usualAmount > meansNothing;
  const reasons = reasonsOf({
    follows: likeness(witnesses, recordedIn),
    replaces: likeness(witnesses, noMoreIn),
    isStill,
    level,
    common,
  });
  const theft = theftOdds({ index, habit }, asked);
  const still = isStill
    ? shapeOdds(asked, noMoreIn, { densityOf: asUsualDensity, habitOdds: standstillOdds(habit) })
    : undefined;
  const { pointId } = point;
  if (still && still.odds + ODDS_OF_STILL > theft.odds) {
    const lost = lostSince(asked, {
      fromHour: rise.fromHour,
      lostIn: (block) => still.multiple * noMoreIn(block),
    });
    const recorded = level.recordedAmount / Math.max(level.recordedAmount + lost.missing, 1e-9);
    return { pointId, score: still.odds + ODDS_OF_STILL, ...lost, recorded, reasons };
  }
  const recorded = 1 - theft.share;
  const lost = lostSince(asked, {
    fromHour: theft.fromHour,
    lostIn: (block) => (theft.share / recorded) * recordedIn(block),
  });
  return { pointId, score: theft.odds, ...lost, recorded, reasons };
}

function lostSince(
  { witnesses }: AskedAbout,
  {
    fromHour,
    lostIn,
  }: { readonly fromHour: number; readonly lostIn: (block: ZoneBlock) => number },
): Pick<Suspect, "missing" | "missingIn"> {
  const missingIn = witnesses
    .filter(({ block }) => block.from >= fromHour)
    .map(({ block }) => ({ from: block.from, to: block.to, amount: lostIn(block) }));
  return { missingIn, missing: missingIn.reduce((sum, { amount }) => sum + amount, 0) };
}

/** How likely it is that who used to record so much uses so many times as much now, unseen. */
function asUsualDensity(multiple: number): number {
  const strayed = Math.log(Math.max(multiple, LEAST_RATIO)) / SCATTER_OF_USUAL;
  const scale = multiple * SCATTER_OF_USUAL * Math.sqrt(2 * Math.PI);
  return Math.exp(-0.5 * strayed ** 2) / scale;
}

/** Use that no meter sees, alike day and night, of anything up to the zone's mean: what remains when no point explains the loss. */
function unmetered(
  asked: AskedAbout,
  { fromHour, scale }: { readonly fromHour: number; readonly scale: number },
): Accused {
  const { odds, multiple } = shapeOdds(asked, ({ hours }) => hours, { densityOf: () => 1 / scale });
  return {
    pointId: undefined,
    score: odds + ODDS_OF_UNMETERED,
    ...lostSince(asked, { fromHour, lostIn: ({ hours }) => multiple * hours }),
    recorded: undefined,
    reasons: [],
  };
}

/** What a point records since the rise, against the same hours of the weeks before. */
interface Level {
  readonly recordedAmount: number;
  readonly usualAmount: number;
  readonly ratio: number;
  /** Of the ratio, natural logarithm; NaN when nothing was usual. */
  readonly log: number;
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
    readonly weekHours: WeekSteps;
    readonly witnesses: readonly Witness[];
  },
): Level {
  const spans = witnesses.map(({ block }) => block);
  const week = usualWeek(point, { untilHour: rise.fromHour, weekHours });
  const { ratio, recordedAmount, usualAmount } = ratioIn(point, { week, weekHours, spans });
  const perDay = stepsInWeek(weekHours) / DAYS_OF_WEEK;
  const nights = spans.filter(({ from }) => isNight(weekHours[from] ?? 0, perDay));
  return {
    recordedAmount,
    usualAmount,
    ratio,
    log: Math.log(Math.max(LEAST_RATIO, ratio)),
    nightRatio: ratioIn(point, { week, weekHours, spans: nights }).ratio,
    isReversed: spans.some(({ from, to }) => amountIn(point, { from, to }) < -2 * point.resolution),
  };
}

function isNight(weekStep: number, stepsPerDay: number): boolean {
  const hour = ((weekStep % stepsPerDay) * 24) / stepsPerDay;
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
    readonly weekHours: WeekSteps;
    readonly spans: readonly Span[];
  },
): Pick<Level, "ratio" | "recordedAmount" | "usualAmount"> {
  let [recordedAmount, usualAmount] = [0, 0];
  for (const span of spans) {
    const amount = amountIn(point, span);
    if (Number.isNaN(amount)) continue;
    recordedAmount += amount;
    usualAmount += usualBetween(week, { ...span, weekHours });
  }
  const ratio = usualAmount > 0 ? recordedAmount / usualAmount : Number.NaN;
  return { ratio, recordedAmount, usualAmount };
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
  readonly follows: number;
  readonly replaces: number;
  readonly isStill: boolean;
  readonly level: Level;
  readonly common: number;
}): SuspectReason[] {
  const reasons: SuspectReason[] = [];
  const fellBy = 1 - Math.exp(level.log - common);
  const nightFellBy = 1 - level.nightRatio / Math.exp(common);
  if (level.isReversed) reasons.push({ kind: "register-reversed" });
  if (isStill) reasons.push({ kind: "register-still" });
  if (isStill && replaces > TELLING_CORRELATION) {
    reasons.push({ kind: "loss-replaces-use", correlation: replaces });
  }
  if (!isStill && follows > TELLING_CORRELATION) {
    reasons.push({ kind: "loss-follows-use", correlation: follows });
  }
  if (!isStill && fellBy > FELL_SHARE) reasons.push({ kind: "use-fell", share: fellBy });
  if (!isStill && nightFellBy > NIGHT_FELL_SHARE) {
    reasons.push({ kind: "night-base-fell", share: nightFellBy });
  }
  return reasons;
}
