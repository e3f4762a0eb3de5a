import type { Chance } from "./chance.ts";
import { generatedAmounts, type LoadStretch } from "./generated-load.ts";
import type { NaiveEvent, NaiveLoad, NaiveSeries, NaiveSurroundings } from "./naive-scene.ts";
import { beginOfDay, dayNumber } from "./wall-clock.ts";
import type { Term } from "./written-tariff.ts";

interface Surrounded extends LoadStretch {
  readonly load: NaiveLoad;
  readonly countsFrom: Temporal.PlainDate;
  /** First day of the bill. */
  readonly billedFrom: Temporal.PlainDate;
}

/** What a lease, other channels, markets and a control room say; a tariff takes of it what it asks for. */
export function generatedSurroundings(chance: Chance, of: Surrounded): NaiveSurroundings {
  const { load } = of;
  const side = (perCount: string): NaiveLoad => ({
    ...load,
    amounts: generatedAmounts(chance, load.amounts.length, { most: 4000, sendsBack: false }),
    perCount,
  });
  return {
    terms: terms(chance, of),
    received: side(load.perCount),
    reactiveImport: side(chance.pick([load.perCount, "0.001"])),
    reactiveExport: side("0.001"),
    series: {
      spot: series(chance, of, { every: chance.pick([15, 60, 1440]), digits: 5 }),
      index: series(chance, of, { every: 10_080, digits: 4 }),
      calorific: series(chance, of, { every: 4320, digits: 3 }),
    },
    events: [...declared(chance, of), ...sitePeaks(chance, of)],
    earlierPeaks: earlierPeaks(chance, of),
    earlierUsed: earlierUsed(chance, of),
  };
}

function terms(chance: Chance, { countsFrom, from, to }: Surrounded) {
  const values = (): Record<Term, string> => ({
    area: `${chance.whole(1, 300)}.5`,
    "contract-demand": String(chance.whole(1, 200)),
    "transformer-capacity": String(chance.whole(1, 400)),
    "connected-capacity": String(chance.whole(1, 60)),
    dwellings: String(chance.whole(1, 4)),
    persons: String(chance.whole(0, 9)),
    "service-points": "1",
  });
  const first = { from: countsFrom, values: values() };
  const days = from.until(to).days;
  if (days < 2 || chance.percent(65)) return [first];
  return [first, { from: from.add({ days: chance.whole(1, days - 1) }), values: values() }];
}

/** Steps from before the load to its end: some the same price, some below zero, some at odd minutes. */
function series(
  chance: Chance,
  { load }: Surrounded,
  { every, digits }: { readonly every: number; readonly digits: number },
): NaiveSeries {
  const end = load.startMinute + load.amounts.length * load.intervalMinutes;
  const begin = load.startMinute - chance.whole(0, every - 1);
  const steps: { from: number; price: string }[] = [];
  let state = chance.whole(1, 2 ** 31 - 1);
  for (let from = begin; from < end; from += every) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const text = String(state % 10 ** digits).padStart(digits, "0");
    const isBelow = digits === 5 && state % 7 === 0;
    steps.push({ from, price: `${isBelow ? "-" : ""}${text.slice(0, 1)}.${text.slice(1)}` });
  }
  return { steps, to: end };
}

/** Some stretches of two names, at any minute, which may lie over each other. */
function declared(chance: Chance, { load }: Surrounded): NaiveEvent[] {
  const end = load.startMinute + load.amounts.length * load.intervalMinutes;
  return Array.from({ length: chance.whole(0, 3) }, () => {
    const from = chance.whole(load.startMinute, end - 1);
    return {
      name: chance.pick(["critical", "genset"]),
      from,
      to: from + chance.pick([15, 60, 77, 240]),
    };
  });
}

/** One a day, within it. */
function sitePeaks(chance: Chance, { from, to, timeZone }: Surrounded): NaiveEvent[] {
  const hour = chance.whole(0, 19);
  const minutes = chance.pick([15, 60, 45]);
  const events: NaiveEvent[] = [];
  for (let day = dayNumber(from); day < dayNumber(to); day += 1) {
    const begin = beginOfDay(day, timeZone) + hour * 60 + chance.pick([0, 7]);
    events.push({ name: "site-peak", from: begin, to: begin + minutes });
  }
  return events;
}

const MONTHS_TOLD = 16;

function earlierPeaks(chance: Chance, { to }: Surrounded): Record<string, string> {
  const first = to.with({ day: 1 });
  return Object.fromEntries(
    Array.from({ length: MONTHS_TOLD }, (_, n) => [
      first.subtract({ months: n }).toString(),
      `${chance.whole(0, 300)}.${chance.whole(0, 9)}`,
    ]),
  );
}

/** For each window that a ladder may count from, what was used until the readings or a day of them. */
function earlierUsed(chance: Chance, { countsFrom, billedFrom, from }: Surrounded) {
  const { compare } = Temporal.PlainDate;
  const begins = [1, 3, 12].map((months) => {
    const begin = billedFrom.with({
      day: 1,
      month: billedFrom.month - ((billedFrom.month - 1) % months),
    });
    return (compare(begin, countsFrom) < 0 ? countsFrom : begin).toString();
  });
  return [...new Set(begins)]
    .map((begin) => Temporal.PlainDate.from(begin))
    .filter((begin) => compare(begin, from) < 0)
    .map((begin) => ({
      from: begin,
      to: from.add({ days: chance.whole(0, from.until(billedFrom).days) }),
      quantity: `${chance.whole(0, 2000)}.${chance.whole(0, 99)}`,
    }));
}
