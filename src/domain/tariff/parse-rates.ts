import type { Decimal } from "#domain/core/decimal.ts";
import {
  identifier,
  listOf,
  decimal,
  notNegative,
  optional,
  record,
  refuse,
  required,
  type Place,
  type RecordOf,
} from "./document-reader.ts";
import { indexesOf, within } from "./parse-calendar.ts";
import { bucketOf, type TariffCalendar } from "./tariff-calendar.ts";
import type { Rate, Tier } from "./tariff-rate.ts";

const tier = record({ upTo: optional(notNegative), price: required(decimal) });
const tiers = listOf(tier, 1);
const rateFields = {
  seasons: optional(listOf(identifier, 1)),
  touPeriods: optional(listOf(identifier, 1)),
  price: optional(decimal),
  tiers: optional(tiers),
};

/** The fields of a charge that say its prices: one price, one ladder, or rates for parts of time. */
export const priceFields = {
  calendar: optional(identifier),
  price: optional(decimal),
  tiers: optional(tiers),
  rates: optional(listOf(record(rateFields), 1)),
};

interface WrittenPrices {
  readonly calendar: string | undefined;
  readonly price: Decimal | undefined;
  readonly tiers: readonly Tier[] | undefined;
  readonly rates: readonly RecordOf<typeof rateFields>[] | undefined;
}

export interface Prices {
  readonly calendar: TariffCalendar | undefined;
  readonly rates: readonly Rate[];
}

/** Resolves the prices of a charge against the calendars of its document. */
export function resolvePrices(
  place: Place,
  written: WrittenPrices,
  calendars: readonly TariffCalendar[],
): Prices | undefined {
  const { price, tiers: ladder, rates } = written;
  if ([price, ladder, rates].filter((way) => way !== undefined).length !== 1) {
    return refuse(
      place,
      "does not say its price in one way",
      'write one of "price", "tiers" or "rates"',
    );
  }
  if (!rates) {
    const flat = resolveTiers(place, { price, tiers: ladder });
    if (!flat) return undefined;
    if (written.calendar !== undefined) {
      const message = "is not used by a charge that costs the same at all times";
      return refuse(within(place, "calendar"), message, 'leave it out, or write "rates"');
    }
    const everywhere = {
      buckets: [0],
      byTouPeriod: false,
      season: undefined,
      touPeriod: undefined,
    };
    return { calendar: undefined, rates: [{ ...everywhere, tiers: flat }] };
  }
  const calendar = findCalendar(place, written.calendar, calendars);
  if (!calendar) return undefined;
  const resolved = rates.map((rate, i) =>
    resolveRate(within(place, `rates[${i}]`), rate, calendar),
  );
  const good = resolved.filter((rate) => rate !== undefined);
  if (good.length < resolved.length) return undefined;
  return refuseDouble(place, calendar, good) ? undefined : { calendar, rates: good };
}

/** Rates go by season and period; a charge that has neither needs none of them. */
const NO_CALENDAR = `add one to the document's calendars, or write "price" or "tiers" in place of "rates"`;

function findCalendar(
  place: Place,
  id: string | undefined,
  calendars: readonly TariffCalendar[],
): TariffCalendar | undefined {
  const [only] = calendars;
  const found =
    id === undefined
      ? calendars.length === 1
        ? only
        : undefined
      : calendars.find((it) => it.id === id);
  if (found) return found;
  const known = calendars.map((it) => `"${it.id}"`).join(", ");
  return refuse(
    within(place, "calendar"),
    id === undefined ? "is missing" : `"${id}" does not exist`,
    known === "" ? NO_CALENDAR : `choose from ${known}`,
  );
}

function resolveRate(
  place: Place,
  written: RecordOf<typeof rateFields>,
  calendar: TariffCalendar,
): Rate | undefined {
  const seasons = indexesOf(within(place, "seasons"), written.seasons, calendar.seasons);
  const periods = indexesOf(within(place, "touPeriods"), written.touPeriods, calendar.touPeriods);
  const rateTiers = resolveTiers(place, written);
  if (!seasons || !periods || !rateTiers) return undefined;
  const onlySeason = written.seasons && seasons.size === 1 ? [...seasons][0] : undefined;
  const onlyPeriod = written.touPeriods && periods.size === 1 ? [...periods][0] : undefined;
  return {
    buckets: [...seasons].flatMap((s) => [...periods].map((p) => bucketOf(calendar, s, p))),
    byTouPeriod: written.touPeriods !== undefined,
    season: onlySeason === undefined ? undefined : calendar.seasons[onlySeason]?.label,
    touPeriod: onlyPeriod === undefined ? undefined : calendar.touPeriods[onlyPeriod]?.label,
    tiers: rateTiers,
  };
}

function resolveTiers(
  place: Place,
  written: { readonly price: Decimal | undefined; readonly tiers: readonly Tier[] | undefined },
): readonly Tier[] | undefined {
  const { price, tiers: ladder } = written;
  if ((price === undefined) === (ladder === undefined)) {
    return refuse(place, "does not say its price in one way", 'write either "price" or "tiers"');
  }
  if (price) return [{ upTo: undefined, price }];
  const last = (ladder?.length ?? 0) - 1;
  for (const [i, { upTo }] of (ladder ?? []).entries()) {
    const at = within(place, `tiers[${i}].upTo`);
    if (i === last && upTo) {
      return refuse(at, "ends the last tier", "leave it out: the last tier has no end");
    }
    if (i < last && !upTo) return refuse(at, "is missing", "say where the tier ends");
    const below = ladder?.[i - 1]?.upTo;
    if (upTo && !(below ? below.lessThan(upTo) : !upTo.isZero())) {
      return refuse(at, `is ${upTo}`, `write more than ${below ?? "0"}, where the tier begins`);
    }
  }
  return ladder;
}

/** Reports a time that has two prices. */
function refuseDouble(place: Place, calendar: TariffCalendar, rates: readonly Rate[]): boolean {
  const seen = new Set<number>();
  for (const [i, rate] of rates.entries()) {
    const twice = rate.buckets.find((bucket) => seen.has(bucket));
    if (twice !== undefined) {
      refuse(
        within(place, `rates[${i}]`),
        `prices ${bucketName(calendar, twice)} a second time`,
        "let every season and TOU period have one rate",
      );
      return true;
    }
    for (const bucket of rate.buckets) seen.add(bucket);
  }
  return false;
}

/** Reports a time that occurs in the calendar but has no price. */
export function refuseHoles(place: Place, { calendar, rates }: Prices): boolean {
  if (!calendar) return false;
  const priced = new Set(rates.flatMap((rate) => rate.buckets));
  for (const [s] of calendar.seasons.entries()) {
    for (const { touPeriod } of calendar.events) {
      if (refuseHole(place, calendar, { priced, bucket: bucketOf(calendar, s, touPeriod) }))
        return true;
    }
    for (const [d] of calendar.dayTypes.entries()) {
      for (const window of calendar.patterns[s * calendar.dayTypes.length + d] ?? []) {
        if (
          refuseHole(place, calendar, { priced, bucket: bucketOf(calendar, s, window.touPeriod) })
        )
          return true;
      }
    }
  }
  return false;
}

function refuseHole(
  place: Place,
  calendar: TariffCalendar,
  { priced, bucket }: { readonly priced: ReadonlySet<number>; readonly bucket: number },
): boolean {
  if (priced.has(bucket)) return false;
  const message = `have no price for ${bucketName(calendar, bucket)}`;
  refuse(within(place, "rates"), message, "add a rate for it");
  return true;
}

function bucketName(calendar: TariffCalendar, bucket: number): string {
  const season = calendar.seasons[Math.floor(bucket / calendar.touPeriods.length)];
  const touPeriod = calendar.touPeriods[bucket % calendar.touPeriods.length];
  return `TOU period "${touPeriod?.id}" in season "${season?.id}"`;
}
