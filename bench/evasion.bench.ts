/**
 * How thefts are found: 200 simulated buildings (bench/simulated-zone.ts) over 90 days, half of them
 * with a thief, each looked at with nothing but what its meters had shown by then: after every interval
 * as the job of the newest interval does, four times a day as that of the hours before does. Beside it
 * the plain rule that others have: a day's difference above a fixed share of the supply. `--seed N`
 * draws other buildings, `--interval 15` reads the same ones every quarter of an hour.
 */
import { BINS_TO_LEARN, onsetHour, riseAt } from "#domain/balance/find-loss-rise.ts";
import { judgeRise } from "#domain/balance/judge-rise.ts";
import { BIN_HOURS, MomentsByBin } from "#domain/balance/loss-moments.ts";
import {
  findNewestLoss,
  type LearnedLoss,
  learnLoss,
  NEWEST_INTERVALS,
  newestFinding,
} from "#domain/balance/newest-loss.ts";
import { rankSuspects, type Suspect } from "#domain/balance/rank-suspects.ts";
import { type ZoneBlock, zoneBlocks, type ZoneHistory } from "#domain/balance/zone-history.ts";
import type { BenchOptions, Figure } from "./figure.ts";
import { DAYS, type SimulatedZone, simulateZone, type Theft } from "./simulated-zone.ts";

const BUILDINGS = 200;
const SEED = 20_261_125;
const METER_ERROR = 0.01;
const HOURS = DAYS * 24;
const MINUTES_IN_HOUR = 60;
const HOUR_MS = 3_600_000;
const FIRST_HOUR = BINS_TO_LEARN * BIN_HOURS;
/** As in src/jobs/watch-newest-loss.ts: what is learned from, what is too new, how long it serves. */
const HOURS_LEARNED = 36 * 24;
const HOURS_NOT_LEARNED = 6;
const LEARNED_FOR_HOURS = 6;
/** A false alarm that was seen to is not raised again for a week. */
const QUIET_HOURS = 7 * 24;
const LARGE_SHARE = 0.03;
const SOON_DAYS = 3;
/** What an owner enters who wants to hear of thefts and not of cables. */
const PLAIN_SHARES = [0.03, 0.05] as const;
const PERCENT = 100;
const DAYS_LATER = [0, 1, 3] as const;

/** What one rule made of one building. */
interface Outcome {
  readonly theft: Theft | undefined;
  readonly honestYears: number;
  readonly falseAlarms: number;
  /** From the first stolen hour; undefined: never found. */
  readonly daysToFind: number | undefined;
  /** By the newest intervals alone, before the hours tell. */
  readonly atOnce?: boolean;
  /** Of the true tenant among the suspects, from 0, when it was raised, a day and three days later. */
  readonly places: readonly number[];
}

/** Yields the figures of our rule, then those of the plain ones. */
export async function* run({
  seed = SEED,
  interval = MINUTES_IN_HOUR,
}: BenchOptions = {}): AsyncGenerator<Figure> {
  const perHour = MINUTES_IN_HOUR / interval;
  const learned: Outcome[] = [];
  const plain = PLAIN_SHARES.map((): Outcome[] => []);
  for (let n = 0; n < BUILDINGS; n += 1) {
    const zone = simulateZone(seed, { n, perHour });
    const seen = { ...zone, perHour, hourly: hourlyOf(zone.history, perHour) };
    learned.push(learnedOutcome(seen));
    for (const [at, share] of PLAIN_SHARES.entries()) plain[at]?.push(plainOutcome(seen, share));
  }
  yield* figuresOf("learned", learned);
  yield* placesOf(learned);
  for (const [at, share] of PLAIN_SHARES.entries()) {
    yield* figuresOf(`a day's loss above ${share * PERCENT} %`, plain[at] ?? []);
  }
}

/** A building as the worker sees it: its intervals, and its hours. */
interface SeenZone extends SimulatedZone {
  readonly perHour: number;
  readonly hourly: ZoneHistory;
}

function hourlyOf(history: ZoneHistory, perHour: number): ZoneHistory {
  const everyHour = <Register extends ZoneHistory["uses"][number]>(register: Register) => ({
    ...register,
    values: register.values.filter((_, step) => step % perHour === 0),
  });
  const { fromMs, supplies, uses } = history;
  return { fromMs, supplies: supplies.map(everyHour), uses: uses.map(everyHour) };
}

/** Both rules as the worker asks them: whichever sees a loss first has the alarm. */
function learnedOutcome(zone: SeenZone): Outcome {
  const { hourly, theft, timeZone, perHour } = zone;
  const newest = new NewestRule(zone);
  const rises = new RiseRule(hourly);
  const outcome = watched(zone, (step) => {
    return newest.lossAt(step) !== undefined || rises.riseAt(step / perHour) !== undefined;
  });
  const { foundAt } = outcome;
  if (foundAt === undefined) return { ...outcome, places: [] };
  const atOnce = newest.lossAt(foundAt) !== undefined;
  let { fromHour, suspects } = atOnce
    ? newest.findingAt(foundAt, timeZone)
    : rises.findingAt(foundAt / perHour, timeZone);
  const places = DAYS_LATER.map((days) => {
    if (days > 0) {
      const judged = judgeRise(cut(hourly, { to: Math.ceil(foundAt / perHour) + days * 24 }), {
        knownFromHour: fromHour,
        endedLosses: [],
        meterError: METER_ERROR,
        timeZone,
      });
      if (judged.state === "risen") ({ fromHour, suspects } = judged.finding);
    }
    return suspects.findIndex(({ pointId }) => pointId === theft?.pointId);
  });
  return { ...outcome, atOnce, places };
}

interface Accusation {
  /** Of the hourly history. */
  readonly fromHour: number;
  readonly suspects: readonly Suspect[];
}

/** The steps `[from, to)` of a history. */
function cut(
  history: ZoneHistory,
  { from = 0, to }: { readonly from?: number; readonly to: number },
) {
  const within = <Register extends ZoneHistory["uses"][number]>(register: Register) => ({
    ...register,
    values: register.values.subarray(from, to + 1),
  });
  const { fromMs, stepHours = 1 } = history;
  return {
    fromMs: fromMs + from * stepHours * HOUR_MS,
    stepHours,
    supplies: history.supplies.map(within),
    uses: history.uses.map(within),
  };
}

/** What src/jobs/watch-newest-loss.ts makes of each interval. */
class NewestRule {
  readonly #history: ZoneHistory;
  readonly #perHour: number;
  readonly #blocks: readonly ZoneBlock[];
  #learned: { readonly step: number; readonly loss: LearnedLoss | undefined } | undefined;

  constructor({ history, perHour }: SeenZone) {
    this.#history = history;
    this.#perHour = perHour;
    this.#blocks = zoneBlocks(history);
  }

  lossAt(step: number) {
    const learned = this.#learnedAt(step);
    const seen = this.#between(step - NEWEST_INTERVALS - 1, step);
    if (!learned || seen.at(-1)?.to !== step) return undefined;
    return findNewestLoss(seen, learned);
  }

  findingAt(step: number, timeZone: string): Accusation {
    const [learned, loss] = [this.#learnedAt(step), this.lossAt(step)];
    if (!learned || !loss) throw new Error(`no loss at ${step}`);
    const first = Math.max(0, step - HOURS_LEARNED * this.#perHour);
    const seen = cut(this.#history, { from: first, to: step });
    const found = newestFinding(seen, { learned, loss: { from: loss.from - first }, timeZone });
    const fromHour = Math.floor((found.fromHour + first) / this.#perHour);
    return { fromHour, suspects: found.suspects };
  }

  #learnedAt(step: number): LearnedLoss | undefined {
    const hours = (count: number) => count * this.#perHour;
    const slot = Math.floor(step / hours(LEARNED_FOR_HOURS)) * hours(LEARNED_FOR_HOURS);
    if (this.#learned?.step !== slot) {
      const blocks = this.#between(slot - hours(HOURS_LEARNED), slot - hours(HOURS_NOT_LEARNED));
      const loss = learnLoss(this.#history, { blocks, meterError: METER_ERROR });
      this.#learned = { step: slot, loss };
    }
    return this.#learned.loss;
  }

  #between(from: number, to: number): ZoneBlock[] {
    const first = this.#blocks.findIndex((block) => block.from >= from);
    const after = this.#blocks.findIndex((block) => block.to > to);
    return this.#blocks.slice(first, after < 0 ? undefined : after);
  }
}

/** What src/jobs/watch-loss-rise.ts makes of every sixth. */
class RiseRule {
  readonly #history: ZoneHistory;
  readonly #blocks: readonly ZoneBlock[];
  readonly #scale: number;
  readonly #coarseness: number;
  readonly #moments: MomentsByBin;

  constructor(history: ZoneHistory) {
    const blocks = zoneBlocks(history);
    const used = blocks.reduce((sum, block) => sum + block.used, 0);
    const registers = [...history.supplies, ...history.uses];
    this.#history = history;
    this.#blocks = blocks;
    this.#scale = used / blocks.reduce((sum, block) => sum + block.hours, 0);
    this.#coarseness = registers.reduce((sum, { resolution }) => sum + resolution, 0) / 2;
    this.#moments = new MomentsByBin(blocks, {
      points: history.uses.length,
      hours: HOURS,
      scale: this.#scale,
      coarseness: this.#coarseness,
    });
  }

  riseAt(hour: number) {
    if (hour % BIN_HOURS !== 0) return undefined;
    const prior = { scale: this.#scale, meterError: METER_ERROR };
    return riseAt(this.#moments, { now: hour / BIN_HOURS, prior });
  }

  findingAt(hour: number, timeZone: string): Accusation {
    const rise = this.riseAt(hour);
    if (!rise) throw new Error(`no rise at ${hour}`);
    const blocks = this.#blocks.filter((block) => block.to <= hour);
    const zone = { scale: this.#scale, coarseness: this.#coarseness };
    const fromHour = onsetHour(blocks, { rise, ...zone });
    const options = { rise: { ...rise, fromHour }, blocks, ...zone, timeZone };
    return { fromHour, suspects: rankSuspects(this.#history, options) };
  }
}

function plainOutcome(zone: SeenZone, share: number): Outcome {
  const blocks = zoneBlocks(zone.hourly);
  const isRaised = (step: number) => {
    const hour = step / zone.perHour;
    if (hour % BIN_HOURS !== 0) return false;
    const day = blocks.filter(({ from, to }) => from >= hour - 24 && to <= hour);
    const supplied = day.reduce((sum, block) => sum + block.supplied, 0);
    return day.reduce((sum, block) => sum + block.loss, 0) > share * supplied;
  };
  return { ...watched(zone, isRaised), places: [] };
}

/** Looks at a building step by step: first while it is honest, then for the theft. */
function watched(
  { theft, perHour }: Pick<SeenZone, "theft" | "perHour">,
  isRaised: (step: number) => boolean,
) {
  const [first, last] = [FIRST_HOUR * perHour, HOURS * perHour];
  const honest = theft?.fromStep ?? last;
  let falseAlarms = 0;
  for (let step = first; step <= honest; step += 1) {
    if (!isRaised(step)) continue;
    falseAlarms += 1;
    step += QUIET_HOURS * perHour;
  }
  let foundAt: number | undefined;
  for (let step = honest + 1; step <= last && foundAt === undefined; step += 1) {
    if (isRaised(step)) foundAt = step;
  }
  return {
    theft,
    falseAlarms,
    foundAt,
    daysToFind:
      theft && foundAt !== undefined ? (foundAt - theft.fromStep) / perHour / 24 : undefined,
    honestYears: (honest - first) / perHour / 24 / 365,
  };
}

function* figuresOf(rule: string, outcomes: readonly Outcome[]): Generator<Figure> {
  const thefts = outcomes.filter(({ theft }) => theft);
  const large = thefts.filter(({ theft }) => (theft?.shareOfSupply ?? 0) > LARGE_SHARE);
  const soon = large.filter(({ daysToFind }) => (daysToFind ?? Infinity) <= SOON_DAYS);
  const found = thefts.filter(({ daysToFind }) => daysToFind !== undefined);
  const days = found.map(({ daysToFind }) => daysToFind ?? 0).toSorted((a, b) => a - b);
  const years = outcomes.reduce((sum, { honestYears }) => sum + honestYears, 0);
  const alarms = outcomes.reduce((sum, { falseAlarms }) => sum + falseAlarms, 0);
  yield {
    figure: `${rule}: ${large.length} thefts above 3 % of supply, found in 3 days`,
    value: percent(soon.length, large.length),
    unit: "%",
  };
  yield {
    figure: `${rule}: all ${thefts.length} thefts, found at all`,
    value: percent(found.length, thefts.length),
    unit: "%",
  };
  yield {
    figure: `${rule}: days to find, median`,
    value: days[days.length >> 1] ?? Number.NaN,
    unit: "days",
  };
  const atOnce = found.filter((outcome) => outcome.atOnce);
  if (atOnce.length > 0) {
    const hours = atOnce.map(({ daysToFind }) => 24 * (daysToFind ?? 0)).toSorted((a, b) => a - b);
    yield {
      figure: `${rule}: of those found, by the newest intervals`,
      value: percent(atOnce.length, found.length),
      unit: "%",
    };
    yield {
      figure: `${rule}: hours to find by these, median`,
      value: hours[hours.length >> 1] ?? Number.NaN,
      unit: "hours",
    };
  }
  yield {
    figure: `${rule}: false alarms in ${years.toFixed(1)} honest building-years`,
    value: alarms / years,
    unit: "per building-year",
  };
}

function* placesOf(outcomes: readonly Outcome[]): Generator<Figure> {
  for (const [at, when] of ["when raised", "a day later", "three days later"].entries()) {
    const places = outcomes.flatMap(({ places: ofOne }) =>
      ofOne.length > 0 ? [ofOne[at] ?? Infinity] : [],
    );
    yield {
      figure: `true tenant first, ${when}`,
      value: percent(places.filter((place) => place < 1).length, places.length),
      unit: "%",
    };
    yield {
      figure: `true tenant in the first three, ${when}`,
      value: percent(places.filter((place) => place < 3).length, places.length),
      unit: "%",
    };
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? Number.NaN : (PERCENT * part) / whole;
}
