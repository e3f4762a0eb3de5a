import type { Chance } from "./chance.ts";
import type { WrittenCalendar } from "./naive-calendar.ts";
import type { TariffKinds } from "./tariff-kinds.ts";
import type { Term, WrittenCharge, WrittenPrices } from "./written-tariff.ts";

/** What a charge of a generated tariff can refer to. */
export interface ChargePlace {
  readonly id: string;
  readonly calendars: readonly WrittenCalendar[];
  /** The ids of the charges before it. */
  readonly earlier: readonly string[];
  readonly kinds: TariffKinds;
  readonly isGas: boolean;
}

const KINDS = [
  "consumption",
  "consumption",
  "consumption",
  "demand",
  "demand",
  "fixed",
  "series",
  "percentage",
  "minimum",
  "maximum",
  "reactive",
  "power-factor",
] as const;

/** A charge of any kind; a fixed one where the tariff may not have what was drawn. */
export function chargeOf(chance: Chance, place: ChargePlace): WrittenCharge {
  const { id, kinds, earlier } = place;
  const kind = chance.pick(KINDS);
  const hasEarlier = earlier.length > 0;
  switch (kind) {
    case "consumption":
      return consumption(chance, place);
    case "demand":
      return kinds.demand ? demand(chance, place) : fixed(chance, place);
    case "series":
      return {
        kind,
        id,
        series: chance.pick(["spot", "index"]),
        ...(chance.percent(40) && { unit: "MWh" as const }),
        ...(chance.percent(40) && { multiplier: chance.pick(["1.03", "-1", "0.5"]) }),
        ...(chance.percent(40) && { markup: price(chance, 999, 3) }),
        ...(chance.percent(20) && { quantityFactor: "1.035" }),
      };
    case "percentage":
      if (!hasEarlier) return fixed(chance, place);
      return { kind, id, percent: price(chance, 4000, 2), ...on(chance, earlier) };
    case "minimum":
    case "maximum": {
      const isAllowed = kind === "minimum" ? kinds.minimum : kinds.limits;
      if (!hasEarlier || !isAllowed) return fixed(chance, place);
      const amount = price(chance, 90_000, 2).replace("-", "");
      return { kind, id, amount, ...recurring(chance, kinds), ...on(chance, earlier) };
    }
    case "reactive":
      if (!kinds.limits) return fixed(chance, place);
      return {
        kind,
        id,
        price: price(chance, 999, 4),
        freePercent: chance.pick(["0", "33", "50.5"]),
        flow: chance.pick(["import", "export", "both"] as const),
        counts: chance.pick(["month", "billing-period"] as const),
      };
    case "power-factor": {
      if (!hasEarlier || !kinds.limits) return fixed(chance, place);
      const table = [
        { from: "0.92", percent: "-0.75" },
        { from: "0", percent: "3" },
        { from: "0.85", percent: "1.5" },
      ];
      const way = chance.percent(50) ? { standard: "0.90" as const } : { table };
      return { kind, id, ...way, ...on(chance, earlier) };
    }
    case "fixed":
      return fixed(chance, place);
  }
}

function on(chance: Chance, earlier: readonly string[]) {
  const chosen = earlier.filter(() => chance.percent(60));
  return chosen.length > 0 ? { on: chosen } : {};
}

const TERMS: readonly Term[] = [
  "area",
  "contract-demand",
  "transformer-capacity",
  "connected-capacity",
  "dwellings",
  "persons",
  "service-points",
];

export function fixed(chance: Chance, { id, kinds }: ChargePlace): WrittenCharge {
  return {
    kind: "fixed",
    id,
    price: price(chance, 9999, 3),
    ...(chance.percent(30) && { times: chance.pick(TERMS) }),
    ...recurring(chance, kinds),
  };
}

/** As decimal text, at times with many digits or below zero. */
export function price(chance: Chance, most: number, digits: number): string {
  const sign = chance.percent(5) ? "-" : "";
  const text = String(chance.whole(0, most)).padStart(digits + 1, "0");
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function recurring(chance: Chance, { unprorated }: TariffKinds) {
  const prorations = unprorated ? (["days", "none"] as const) : (["days"] as const);
  const per = chance.pick(["day", "month", "year", "billing-period"] as const);
  switch (per) {
    case "day":
    case "billing-period":
      return unprorated ? { per } : { per: "day" as const };
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

function consumption(chance: Chance, { id, calendars, kinds, isGas }: ChargePlace): WrittenCharge {
  const charged = prices(chance, { calendars, ladders: kinds.ladders });
  const hasTiers = "tiers" in charged || (charged.rates?.some((rate) => "tiers" in rate) ?? false);
  const isReceived = !isGas && chance.percent(12);
  const isPlain = !charged.rates || charged.rates.length === 1;
  const drawn = generatedLadder(chance, !isGas && !isReceived);
  const ladder = kinds.told ? { ...drawn, ...tellable({ isPlain, isReceived }) } : drawn;
  const least = leastQuantity(chance, hasTiers ? ladder.counts : "month");
  return {
    kind: "consumption" as const,
    id,
    ...charged,
    ...(chance.percent(20) && { quantityFactor: chance.pick(["0.9", "1.035", "0"]) }),
    ...(chance.percent(15) && { unit: "MWh" as const }),
    ...(isReceived && { flow: "received" as const }),
    ...(hasTiers && { ladder }),
    ...(isPlain && kinds.minimum && least && chance.percent(25) && { least }),
  };
}

/** How a ladder counts, and what its limits follow. */
function generatedLadder(chance: Chance, peaks: boolean) {
  const counts = chance.pick(["month", "billing-period", "quarter", "year"] as const);
  const isShort = counts === "month" || counts === "billing-period";
  const isByPeak = peaks && isShort && chance.percent(20);
  return {
    counts,
    kind: chance.pick(["marginal", "marginal", "volume"] as const),
    allocation: chance.pick(["proportional", "chronological", "per-period"] as const),
    prorate: chance.pick(["days", "none"] as const),
    ...(isByPeak && {
      limitsPer: "peak-demand" as const,
      ...(chance.percent(50) && { intervalMinutes: 60 }),
    }),
    ...(!isByPeak && chance.percent(20) && { limitsPer: chance.pick(TERMS) }),
    ...(chance.percent(20) && {
      widen: {
        per: chance.pick(TERMS),
        ...(chance.percent(60) && { above: "2" }),
        by: price(chance, 9999, 2).replace("-", ""),
      },
    }),
  };
}

/** What was used before says nothing of periods, unless in the order of use, nor of what is sent back. */
function tellable({
  isPlain,
  isReceived,
}: {
  readonly isPlain: boolean;
  readonly isReceived: boolean;
}) {
  if (isReceived) return { prorate: "days" as const };
  return isPlain ? {} : { kind: "marginal" as const, allocation: "chronological" as const };
}

function leastQuantity(chance: Chance, per: "month" | "billing-period" | "quarter" | "year") {
  const quantity = price(chance, 99_999, 2).replace("-", "");
  switch (per) {
    case "quarter":
      return undefined;
    case "billing-period":
      return { quantity, per };
    case "month":
      return { quantity, per, prorate: chance.pick(["days", "none"] as const) };
    case "year":
      return { quantity, per, prorate: chance.pick(["days", "months"] as const) };
  }
}

function demand(chance: Chance, { id, calendars }: ChargePlace): WrittenCharge {
  const intervalMinutes = chance.pick([undefined, 60, 120]);
  const isRolling = intervalMinutes !== undefined && chance.percent(50);
  const per = chance.pick(["month", "year"] as const);
  const way = demandWay(chance, isRolling);
  const hasContract = !("atEvents" in way) && chance.percent(25);
  const isWhole = "atEvents" in way;
  const priced = isWhole
    ? { price: price(chance, 99_999, 5) }
    : prices(chance, { calendars, ladders: !hasContract });
  return {
    kind: "demand",
    id,
    ...priced,
    ...(!isWhole && chance.percent(25) && { unit: "kVA" as const }),
    ...(intervalMinutes !== undefined && { intervalMinutes }),
    ...(isRolling && {
      averaging: "rolling" as const,
      ...(chance.percent(40) && { stepMinutes: 60 }),
    }),
    ...way,
    ...(chance.percent(25) && { least: price(chance, 9999, 2).replace("-", "") }),
    ...(chance.percent(25) && { ratchet: ratchet(chance) }),
    ...(hasContract && { contract: contract(chance) }),
    per,
    prorate: per === "month" ? chance.pick(["days", "none"] as const) : ("days" as const),
  };
}

/** What of the month is billed: its highest average unless something else is said. */
function demandWay(chance: Chance, isRolling: boolean) {
  const way = chance.pick(["highest", "highest", "highest", "mean", "months", "events"] as const);
  switch (way) {
    case "highest":
      return {};
    case "mean": {
      const count = chance.whole(2, 4);
      return isRolling ? {} : { meanOfHighest: { count, onDifferentDays: chance.percent(50) } };
    }
    case "months": {
      const count = chance.whole(2, 13);
      return { meanOfMonths: { count, ...(chance.percent(50) && { leastOfMonth: "2.5" }) } };
    }
    case "events":
      return { atEvents: { name: "site-peak" } };
  }
}

function ratchet(chance: Chance) {
  return {
    percent: chance.pick(["80", "50", "100"]),
    months: chance.whole(1, 14),
    ...(chance.percent(40) && { ofMonths: [1, 6, 7, 12] }),
  };
}

function contract(chance: Chance) {
  return {
    reading: chance.pick(["A", "B"] as const),
    ...(chance.percent(40) && { leastPercent: chance.pick(["0", "60.5"]) }),
    ...(chance.percent(40) && { freePercent: chance.pick(["100", "110"]) }),
    ...(chance.percent(40) && { beyondFactor: "3" }),
    ...(chance.percent(40) && { leastPercentOfTransformer: "40" }),
  };
}
