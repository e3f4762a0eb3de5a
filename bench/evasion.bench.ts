/**
 * How thefts are found: 200 simulated buildings (bench/simulated-zone.ts) over 90 days, half of them
 * with a thief, each looked at four times a day with nothing but what its meters had shown by then.
 * Beside it the plain rule that others have: a day's difference above a fixed share of the supply.
 * `--seed N` draws other buildings.
 */
import { BINS_TO_LEARN, onsetHour, riseAt } from "#domain/balance/find-loss-rise.ts";
import { BIN_HOURS, MomentsByBin } from "#domain/balance/loss-moments.ts";
import { rankSuspects } from "#domain/balance/rank-suspects.ts";
import { type ZoneBlock, zoneBlocks } from "#domain/balance/zone-history.ts";
import type { BenchOptions, Figure } from "./figure.ts";
import { DAYS, type SimulatedZone, simulateZone, type Theft } from "./simulated-zone.ts";

const BUILDINGS = 200;
const SEED = 20_261_125;
const METER_ERROR = 0.01;
const BINS_PER_DAY = 24 / BIN_HOURS;
/** A false alarm that was seen to is not raised again for a week. */
const QUIET_BINS = 7 * BINS_PER_DAY;
const LARGE_SHARE = 0.03;
const SOON_DAYS = 3;
/** What an owner enters who wants to hear of thefts and not of cables. */
const PLAIN_SHARES = [0.03, 0.05] as const;
const PERCENT = 100;

/** What one rule made of one building. */
interface Outcome {
  readonly theft: Theft | undefined;
  readonly honestYears: number;
  readonly falseAlarms: number;
  /** From the first stolen hour; undefined: never found. */
  readonly daysToFind: number | undefined;
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

function learnedOutcome(
  { history, theft, timeZone }: SimulatedZone,
  blocks: readonly ZoneBlock[],
): Outcome {
  const used = blocks.reduce((sum, block) => sum + block.used, 0);
  const scale = used / blocks.reduce((sum, block) => sum + block.hours, 0);
  const registers = [...history.supplies, ...history.uses];
  const coarseness = registers.reduce((sum, { resolution }) => sum + resolution, 0) / 2;
  const moments = new MomentsByBin(blocks, {
    points: history.uses.length,
    hours: DAYS * 24,
    scale,
    coarseness,
  });
  const riseOf = (now: number) =>
    riseAt(moments, { now, prior: { scale, meterError: METER_ERROR } });
  const outcome = watched({
    theft,
    first: BINS_TO_LEARN,
    isRaised: (now) => riseOf(now) !== undefined,
  });
  const { foundAt } = outcome;
  const rise = foundAt === undefined ? undefined : riseOf(foundAt);
  if (foundAt === undefined || !rise) return { ...outcome, places: [] };
  const places = [0, 1, 3].map((days) => {
    const until = (foundAt + days * BINS_PER_DAY) * BIN_HOURS;
    const seen = blocks.filter((block) => block.to <= until);
    const fromHour = onsetHour(seen, { rise, scale, coarseness });
    const options = { rise: { ...rise, fromHour }, blocks: seen, scale, coarseness, timeZone };
    return rankSuspects(history, options).findIndex(({ pointId }) => pointId === theft?.pointId);
  });
  return { ...outcome, places };
}

function plainOutcome(
  { theft }: SimulatedZone,
  { blocks, share }: { readonly blocks: readonly ZoneBlock[]; readonly share: number },
): Outcome {
  const isRaised = (now: number) => {
    const day = blocks.filter(
      ({ from, to }) => from >= (now - BINS_PER_DAY) * BIN_HOURS && to <= now * BIN_HOURS,
    );
    const supplied = day.reduce((sum, block) => sum + block.supplied, 0);
    return day.reduce((sum, block) => sum + block.loss, 0) > share * supplied;
  };
  return { ...watched({ theft, first: BINS_TO_LEARN, isRaised }), places: [] };
}

/** Looks at a building four times a day: first while it is honest, then for the theft. */
function watched({
  theft,
  first,
  isRaised,
}: {
  readonly theft: Theft | undefined;
  readonly first: number;
  readonly isRaised: (now: number) => boolean;
}) {
  const bins = DAYS * BINS_PER_DAY;
  const honestBins = theft ? Math.floor(theft.fromHour / BIN_HOURS) : bins;
  let falseAlarms = 0;
  for (let now = first; now <= honestBins; now += 1) {
    if (!isRaised(now)) continue;
    falseAlarms += 1;
    now += QUIET_BINS;
  }
  const afterwards = Array.from({ length: bins - honestBins }, (_, n) => honestBins + 1 + n);
  const foundAt = afterwards.find(isRaised);
  const daysToFind =
    theft && foundAt !== undefined ? (foundAt * BIN_HOURS - theft.fromHour) / 24 : undefined;
  return {
    theft,
    falseAlarms,
    foundAt,
    daysToFind,
    honestYears: (honestBins - first) / BINS_PER_DAY / 365,
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
