/**
 * How thefts are found: 200 simulated buildings (bench/simulated-zone.ts) over 90 days, half of them
 * with a thief, each looked at with nothing but what its meters had shown by then: every hour as the
 * job of the newest interval does, four times a day as that of the hours before does. Beside it the
 * plain rule that others have: a day's difference above a fixed share of the supply. `--seed N` draws
 * other buildings.
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
export async function* run({ seed = SEED }: BenchOptions = {}): AsyncGenerator<Figure> {
  const learned: Outcome[] = [];
  const plain = PLAIN_SHARES.map((): Outcome[] => []);
  for (let n = 0; n < BUILDINGS; n += 1) {
    const zone = simulateZone(seed, n);
    const blocks = zoneBlocks(zone.history);
    learned.push(learnedOutcome(zone, blocks));
    for (const [at, share] of PLAIN_SHARES.entries()) {
      plain[at]?.push(plainOutcome(zone, { blocks, share }));
    }
  }
  yield* figuresOf("learned", learned);
  yield* placesOf(learned);
  for (const [at, share] of PLAIN_SHARES.entries()) {
    yield* figuresOf(`a day's loss above ${share * PERCENT} %`, plain[at] ?? []);
  }
}

/** Both rules as the worker asks them: whichever sees a loss first has the alarm. */
function learnedOutcome(zone: SimulatedZone, blocks: readonly ZoneBlock[]): Outcome {
  const { history, theft, timeZone } = zone;
  const newest = new NewestRule(history, blocks);
  const rises = new RiseRule(history, blocks);
  const outcome = watched({
    theft,
    isRaised: (hour) => newest.lossAt(hour) !== undefined || rises.riseAt(hour) !== undefined,
  });
  const { foundAt } = outcome;
  if (foundAt === undefined) return { ...outcome, places: [] };
  const atOnce = newest.lossAt(foundAt) !== undefined;
  let { fromHour, suspects } = atOnce
    ? newest.findingAt(foundAt, timeZone)
    : rises.findingAt(foundAt, timeZone);
  const places = DAYS_LATER.map((days) => {
    if (days > 0) {
      const judged = judgeRise(cut(history, { to: foundAt + days * 24 }), {
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
  readonly fromHour: number;
  readonly suspects: readonly Suspect[];
}

/** The hours `[from, to)` of a history. */
function cut(
  history: ZoneHistory,
  { from = 0, to }: { readonly from?: number; readonly to: number },
) {
  const within = <Register extends ZoneHistory["uses"][number]>(register: Register) => ({
    ...register,
    values: register.values.subarray(from, to + 1),
  });
  return {
    fromMs: history.fromMs + from * 3_600_000,
    supplies: history.supplies.map(within),
    uses: history.uses.map(within),
  };
}

/** What src/jobs/watch-newest-loss.ts makes of each hour. */
class NewestRule {
  readonly #history: ZoneHistory;
  readonly #blocks: readonly ZoneBlock[];
  #learned: { readonly hour: number; readonly loss: LearnedLoss | undefined } | undefined;

  constructor(history: ZoneHistory, blocks: readonly ZoneBlock[]) {
    this.#history = history;
    this.#blocks = blocks;
  }

  lossAt(hour: number) {
    const learned = this.#learnedAt(hour);
    const seen = this.#between(hour - NEWEST_INTERVALS - 1, hour);
    if (!learned || seen.at(-1)?.to !== hour) return undefined;
    return findNewestLoss(seen, learned);
  }

  findingAt(hour: number, timeZone: string): Accusation {
    const [learned, loss] = [this.#learnedAt(hour), this.lossAt(hour)];
    if (!learned || !loss) throw new Error(`no loss at ${hour}`);
    const first = Math.max(0, hour - HOURS_LEARNED);
    const seen = cut(this.#history, { from: first, to: hour });
    const found = newestFinding(seen, { learned, loss: { from: loss.from - first }, timeZone });
    return { fromHour: found.fromHour + first, suspects: found.suspects };
  }

  #learnedAt(hour: number): LearnedLoss | undefined {
    const slot = Math.floor(hour / LEARNED_FOR_HOURS) * LEARNED_FOR_HOURS;
    if (this.#learned?.hour !== slot) {
      const blocks = this.#between(slot - HOURS_LEARNED, slot - HOURS_NOT_LEARNED);
      const loss = learnLoss(this.#history, { blocks, meterError: METER_ERROR });
      this.#learned = { hour: slot, loss };
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

  constructor(history: ZoneHistory, blocks: readonly ZoneBlock[]) {
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

function plainOutcome(
  { theft }: SimulatedZone,
  { blocks, share }: { readonly blocks: readonly ZoneBlock[]; readonly share: number },
): Outcome {
  const isRaised = (hour: number) => {
    if (hour % BIN_HOURS !== 0) return false;
    const day = blocks.filter(({ from, to }) => from >= hour - 24 && to <= hour);
    const supplied = day.reduce((sum, block) => sum + block.supplied, 0);
    return day.reduce((sum, block) => sum + block.loss, 0) > share * supplied;
  };
  return { ...watched({ theft, isRaised }), places: [] };
}

/** Looks at a building hour by hour: first while it is honest, then for the theft. */
function watched({
  theft,
  isRaised,
}: {
  readonly theft: Theft | undefined;
  readonly isRaised: (hour: number) => boolean;
}) {
  const honestHours = theft?.fromHour ?? HOURS;
  let falseAlarms = 0;
  for (let hour = FIRST_HOUR; hour <= honestHours; hour += 1) {
    if (!isRaised(hour)) continue;
    falseAlarms += 1;
    hour += QUIET_HOURS;
  }
  let foundAt: number | undefined;
  for (let hour = honestHours + 1; hour <= HOURS && foundAt === undefined; hour += 1) {
    if (isRaised(hour)) foundAt = hour;
  }
  return {
    theft,
    falseAlarms,
    foundAt,
    daysToFind: theft && foundAt !== undefined ? (foundAt - theft.fromHour) / 24 : undefined,
    honestYears: (honestHours - FIRST_HOUR) / 24 / 365,
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
