import * as fc from "fast-check";
import type { Chance } from "./chance.ts";
import { generatedCalendar } from "./generated-calendar.ts";
import type { WrittenCalendar } from "./naive-calendar.ts";
import type { NaiveInput } from "./naive-engine.ts";
import type { NaiveLoad } from "./naive-scene.ts";
import { beginOfDay, dayNumber } from "./wall-clock.ts";
import type { WrittenPrices, WrittenTariff } from "./written-tariff.ts";

/** What a tariff of a case may be made of. */
export interface TariffKinds {
  readonly ladders: boolean;
  readonly demand: boolean;
  readonly minimum: boolean;
  /** Amounts that are charged whole, however short the period. */
  readonly unprorated: boolean;
}

export const EVERY_KIND: TariffKinds = {
  ladders: true,
  demand: true,
  minimum: true,
  unprorated: true,
};

/** Clock changes at 02:00, at midnight, by half an hour; offsets that are not whole hours. */
const ZONES = [
  "Europe/Berlin",
  "Asia/Shanghai",
  "America/Santiago",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Asia/Kathmandu",
  "UTC",
];
/** Near clock changes of those zones, the leap day, new year, the ends of quarters. */
const BEGINS = [
  "2026-03-25",
  "2026-10-20",
  "2026-04-01",
  "2026-09-01",
  "2028-02-25",
  "2025-12-20",
  "2026-03-05",
  "2026-10-30",
];
const CURRENCIES = [
  { currency: "EUR", currencyDigits: 2 },
  { currency: "JPY", currencyDigits: 0 },
  { currency: "KWD", currencyDigits: 3 },
];

/** A tariff document, with what the second engine needs to know of its currency. */
export interface GeneratedTariff extends WrittenTariff {
  readonly currency: string;
}

export interface GeneratedCase extends NaiveInput {
  readonly versions: readonly {
    readonly from: Temporal.PlainDate;
    readonly tariff: GeneratedTariff;
  }[];
  readonly countsFrom: Temporal.PlainDate;
}

/** A billing period of one to some days, a load that covers it, one version or two. */
export function generatedCase(chance: Chance, kinds: TariffKinds): GeneratedCase {
  const timeZone = chance.pick(ZONES);
  const from = Temporal.PlainDate.from(chance.pick(BEGINS)).add({ days: chance.whole(0, 9) });
  const days = chance.percent(8) ? chance.whole(28, 40) : chance.whole(1, 8);
  const to = from.add({ days });
  const countsFrom = from.subtract({ days: chance.percent(40) ? chance.whole(0, 8) : 0 });
  const tariff = generatedTariff(chance, kinds);
  const versions = [{ from: countsFrom, tariff }];
  if (days > 1 && chance.percent(25)) {
    const later = from.add({ days: chance.whole(1, days - 1) });
    const next = { ...generatedTariff(chance, kinds), currency: tariff.currency };
    const sameRules = chance.percent(50) && { rounding: tariff.rounding, taxes: undefined };
    versions.push({
      from: later,
      tariff: { ...next, currencyDigits: tariff.currencyDigits, ...withoutUndefined(sameRules) },
    });
  }
  const load = generatedLoad(chance, { from: countsFrom, to, timeZone });
  const made = { versions, from, to, countsFrom, timeZone, load };
  return Object.assign(made, { [fc.toStringMethod]: () => caseText(made) });
}

/** All but the thousands of amounts, which the seed brings back. */
function caseText({ load: { amounts, ...load }, ...rest }: GeneratedCase): string {
  return JSON.stringify({ ...rest, load: { ...load, first: amounts.slice(0, 5).map(String) } });
}

function withoutUndefined(fields: object | false): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The greatest count of an interval, and whether some of them are sent back. */
const LOADS = [
  { most: 5000, sendsBack: false },
  { most: 5000, sendsBack: false },
  { most: 3, sendsBack: false },
  { most: 5000, sendsBack: true },
  { most: 2 ** 50, sendsBack: false },
  { most: 0, sendsBack: false },
];

interface LoadStretch {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly timeZone: string;
}

export function generatedLoad(chance: Chance, { from, to, timeZone }: LoadStretch): NaiveLoad {
  const intervalMinutes = chance.pick([5, 15, 30, 60]);
  const begin = beginOfDay(dayNumber(from), timeZone);
  const end = beginOfDay(dayNumber(to), timeZone);
  // Some readings do not lie on the local day's begin.
  const startMinute = begin - (chance.percent(30) ? chance.whole(0, intervalMinutes - 1) : 0);
  const length = Math.ceil((end - startMinute) / intervalMinutes);
  const { most, sendsBack } = chance.pick(LOADS);
  let state = chance.whole(1, 2 ** 31 - 1);
  const amounts = Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const amount = Math.floor((state / 2 ** 32) * most);
    return BigInt(sendsBack && state % 3 === 0 ? -amount : amount);
  });
  const perCount = chance.pick(["1", "0.001", "0.01", "0.25", "0.0024", "40"]);
  return { startMinute, intervalMinutes, amounts, perCount };
}

export function generatedTariff(chance: Chance, kinds: TariffKinds): GeneratedTariff {
  const calendars = Array.from({ length: chance.whole(1, 2) }, (_, n) =>
    generatedCalendar(chance, `calendar-${n}`),
  );
  const prorations = kinds.unprorated ? (["days", "none"] as const) : (["days"] as const);
  const charges: WrittenTariff["charges"][number][] = [];
  const count = chance.whole(1, 4);
  for (let n = 0; n < count; n += 1) {
    const id = `charge-${n}`;
    const kind = chance.pick(["consumption", "consumption", "demand", "fixed", "minimum"]);
    if (kind === "consumption") {
      charges.push(consumption(chance, { id, calendars, ladders: kinds.ladders }));
    } else if (kind === "demand" && kinds.demand) {
      charges.push(demand(chance, id, calendars));
    } else if (kind === "minimum" && kinds.minimum && charges.length > 0) {
      const earlier = charges.map((charge) => charge.id);
      const on = earlier.filter(() => chance.percent(60));
      charges.push({
        kind,
        id,
        amount: price(chance, 90_000, 2).replace("-", ""),
        ...recurring(chance, prorations),
        ...(on.length > 0 && { on }),
      });
    } else {
      charges.push({
        kind: "fixed",
        id,
        price: price(chance, 9999, 3),
        ...recurring(chance, prorations),
      });
    }
  }
  return {
    ...chance.pick(CURRENCIES),
    ...(chance.percent(70) && {
      rounding: {
        line: chance.pick(["half-up", "half-even", "none"]),
        tax: chance.pick(["half-up", "half-even"]),
        total: chance.pick(["half-up", "half-even"]),
      },
    }),
    ...(chance.percent(50) && { holidays: { dates: ["12-25", "2026-04-03", "2026-11-01"] } }),
    calendars,
    charges,
    taxes: taxes(
      chance,
      charges.map(({ id }) => id),
    ),
  };
}

/** As decimal text, at times with many digits or below zero. */
function price(chance: Chance, most: number, digits: number): string {
  const sign = chance.percent(5) ? "-" : "";
  const text = String(chance.whole(0, most)).padStart(digits + 1, "0");
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function recurring(chance: Chance, prorations: readonly ("days" | "none")[]) {
  const per = chance.pick(["day", "month", "year", "billing-period"] as const);
  switch (per) {
    case "day":
    case "billing-period":
      return prorations.includes("none") ? { per } : { per: "day" as const };
    case "month":
      return { per, prorate: chance.pick(prorations) };
    case "year":
      return { per, prorate: chance.pick(["days", "months"] as const) };
  }
}

function tiered(chance: Chance, ladders: boolean, digits: number) {
  if (!ladders || chance.percent(30)) return { price: price(chance, 99_999, digits) };
  let end = 0;
  const ends = Array.from({ length: chance.whole(1, 3) }, () => {
    end += chance.whole(1, 100_000);
    return `${Math.floor(end / 100)}.${String(end % 100).padStart(2, "0")}`;
  });
  const tiers = ends.map((upTo) => ({ upTo, price: price(chance, 99_999, digits) }));
  return { tiers: [...tiers, { price: price(chance, 99_999, digits) }] };
}

/** The prices of a charge: the same at all times, or by season, TOU period or both. */
function prices(
  chance: Chance,
  {
    calendars,
    ladders,
  }: { readonly calendars: readonly WrittenCalendar[]; readonly ladders: boolean },
): Omit<WrittenPrices, "id"> {
  if (chance.percent(25)) return tiered(chance, ladders, 5);
  const { id: calendar, seasons, touPeriods } = chance.pick(calendars);
  const bySeason = chance.percent(40) ? seasons!.map(({ id }) => [id]) : [undefined];
  const ids = touPeriods!.map((touPeriod) => touPeriod.id);
  const byPeriod = chance.percent(80) ? groups(chance, ids) : [undefined];
  const rates = bySeason.flatMap((season) =>
    byPeriod.map((periods) => ({
      ...(season && { seasons: season }),
      ...(periods && { touPeriods: periods }),
      ...tiered(chance, ladders, 5),
    })),
  );
  return { calendar, rates };
}

/** Each id alone, or the first two together. */
function groups(chance: Chance, ids: readonly string[]): string[][] {
  if (ids.length < 3 || chance.percent(70)) return ids.map((id) => [id]);
  return [ids.slice(0, 2), ...ids.slice(2).map((id) => [id])];
}

function consumption(
  chance: Chance,
  { id, ...among }: { readonly id: string } & Parameters<typeof prices>[1],
) {
  const charged = prices(chance, among);
  const hasTiers = "tiers" in charged || (charged.rates?.some((rate) => "tiers" in rate) ?? false);
  return {
    kind: "consumption" as const,
    id,
    ...charged,
    ...(chance.percent(20) && { quantityFactor: chance.pick(["0.9", "1.035", "0"]) }),
    ...(hasTiers && {
      ladder: {
        counts: chance.pick(["month", "billing-period", "quarter", "year"] as const),
        kind: chance.pick(["marginal", "marginal", "volume"] as const),
        allocation: chance.pick(["proportional", "chronological", "per-period"] as const),
        prorate: chance.pick(["days", "none"] as const),
      },
    }),
  };
}

function demand(chance: Chance, id: string, calendars: readonly WrittenCalendar[]) {
  const intervalMinutes = chance.pick([undefined, 60, 120]);
  const per = chance.pick(["month", "year"] as const);
  return {
    kind: "demand" as const,
    id,
    ...prices(chance, { calendars, ladders: true }),
    ...(intervalMinutes !== undefined && {
      intervalMinutes,
      averaging: chance.pick(["block", "rolling"] as const),
    }),
    per,
    prorate: per === "month" ? chance.pick(["days", "none"] as const) : ("days" as const),
  };
}

function taxes(chance: Chance, charges: readonly string[]) {
  const ids: string[] = [];
  return Array.from({ length: chance.whole(0, 3) }, (_, n) => {
    const id = `tax-${n}`;
    const on = charges.filter(() => chance.percent(70));
    const included = chance.percent(25);
    const onTaxes = included ? [] : ids.filter(() => chance.percent(40));
    ids.push(id);
    return {
      id,
      percent: price(chance, 2500, 2).replace("-", ""),
      ...(included && { included }),
      ...(on.length > 0 && { on }),
      ...(onTaxes.length > 0 && { onTaxes }),
    };
  });
}
