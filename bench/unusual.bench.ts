/**
 * How often the alarm "far more than usual" cries wolf: the honest ones of simulated buildings
 * (bench/simulated-zone.ts) over 90 days, in which one tenant in six moves out or in, every use point
 * looked at every six hours from the day on that five weeks are known. Once without knowing of leases,
 * once with leases that end and begin with the vacancy, once with leases that begin ten days before
 * anybody moves in. `--seed N` draws other buildings, `--size full` takes 200 in place of 20.
 */
import { judgeUnusual, type OccupiedHistory, UNUSUAL_LIMITS } from "#domain/alarms/use-unusual.ts";
import { hoursOfWeek } from "#domain/balance/usual-use.ts";
import type { BenchOptions, Figure } from "./figure.ts";
import { DAYS, type SimulatedZone, simulateZone, type Vacancy } from "./simulated-zone.ts";

const BUILDINGS = { small: 20, full: 200 };
const SEED = 20_261_126;
const HOURS = DAYS * 24;
const HOURS_LOOKED_BACK = 36 * 24;
const STEP_HOURS = 6;
const DAYS_A_YEAR = 365.25;
const EMPTY_AFTER_LEASE_HOURS = 10 * 24;
const PERCENT = 100;

/** When leases end and begin, for what is known of a vacancy. */
const KNOWN: readonly (readonly [string, (vacancy: Vacancy) => readonly number[]])[] = [
  ["no leases told", () => []],
  ["leases told", ({ fromHour, toHour }) => [fromHour, toHour]],
  [
    "leases told, moved in ten days later",
    ({ fromHour, toHour }) => [fromHour, Math.max(fromHour, toHour - EMPTY_AFTER_LEASE_HOURS)],
  ],
];

interface Count {
  infos: number;
  looks: number;
  undecided: number;
}

/** Yields, for each of what may be known, the infos of a building-year and how often it cannot tell. */
export async function* run({
  seed = SEED,
  size = "small",
}: BenchOptions = {}): AsyncGenerator<Figure> {
  const counts = KNOWN.map((): Count => ({ infos: 0, looks: 0, undecided: 0 }));
  let buildings = 0;
  for (let n = 0; n < BUILDINGS[size]; n += 1) {
    const zone = simulateZone(seed, { n, perHour: 1 });
    if (zone.theft) continue;
    buildings += 1;
    for (const [at, [, changesOf]] of KNOWN.entries()) {
      const count = counts[at];
      if (count) countInfos(zone, { changesOf, count });
    }
  }
  const years = (buildings * (HOURS - HOURS_LOOKED_BACK)) / 24 / DAYS_A_YEAR;
  for (const [at, [known]] of KNOWN.entries()) {
    const { infos, looks, undecided } = counts[at] ?? { infos: 0, looks: 0, undecided: 0 };
    yield { figure: `false infos, ${known}`, value: infos / years, unit: "/building-year" };
    yield { figure: `cannot tell, ${known}`, value: (PERCENT * undecided) / looks, unit: "%" };
  }
}

/** An info stands until the rule says that it is over, as src/jobs/watch-consumption.ts has it. */
function countInfos(
  { history, timeZone, vacancies }: SimulatedZone,
  {
    changesOf,
    count,
  }: { readonly changesOf: (vacancy: Vacancy) => readonly number[]; readonly count: Count },
): void {
  const weekHours = hoursOfWeek(history.fromMs, { hours: HOURS + 1, timeZone });
  for (const { pointId, values, resolution } of history.uses) {
    const changes = vacancies.filter((one) => one.pointId === pointId).flatMap(changesOf);
    let stands = false;
    for (let hour = HOURS_LOOKED_BACK; hour <= HOURS; hour += STEP_HOURS) {
      const first = hour - HOURS_LOOKED_BACK;
      const known: OccupiedHistory = {
        values: values.subarray(first, hour + 1),
        resolution,
        weekHours: weekHours.subarray(first, hour + 1),
        occupantChanges: changes.map((changedAt) => changedAt - first),
      };
      const { state } = judgeUnusual(known, UNUSUAL_LIMITS);
      count.looks += 1;
      if (state === "undecided") count.undecided += 1;
      if (state === "on" && !stands) count.infos += 1;
      if (state !== "undecided") stands = state === "on";
    }
  }
}
