import { Decimal } from "#domain/core/decimal.ts";
import { textIn, type LocalText } from "#domain/core/local-text.ts";
import type { DemandCharge } from "./demand-charge.ts";
import { explainCalendar } from "./explain-calendar.ts";
import { tariffWords, type ExplainedLanguage } from "./explained-languages.ts";
import type {
  Charge,
  ConsumptionCharge,
  Ladder,
  LeastQuantity,
  Tax,
  TariffDocument,
} from "./tariff-document.ts";
import type { Rate } from "./tariff-rate.ts";
import type { TariffWords } from "./tariff-words.ts";
import type { TariffCalendar } from "./tariff-calendar.ts";

/** What an explanation is made with. */
interface Telling {
  readonly document: TariffDocument;
  readonly language: ExplainedLanguage;
  readonly words: TariffWords;
}

/**
 * What a tariff costs and when, in plain words: every charge, every tax, and a picture of the TOU
 * periods by month and hour for each day type. Lines of text without a last line break.
 */
export function explainTariff(document: TariffDocument, language: ExplainedLanguage): string {
  const words = tariffWords(language);
  const telling: Telling = { document, language, words };
  const { commodity, unit, currency, rounding } = document;
  const calendars = new Set(document.charges.flatMap((charge) => calendarOf(charge) ?? []));
  const taxes = document.taxes.map((tax) => taxLine(tax, telling));
  const sources = document.sources.map(({ title, url, date }) =>
    [title, date, url].filter((part) => part !== undefined).join(words.separator),
  );
  const sections = [
    [
      textIn(document.name, language),
      words.heading({ commodity: words.commodity[commodity], unit, currency }),
      words.rounding[rounding.line],
      ...gasLine(document, words),
    ],
    [words.charges, ...document.charges.flatMap((charge) => chargeLines(charge, telling))],
    [words.taxes, ...taxes.map(indented)],
    ...[...calendars].map((calendar) => [
      calendar.touPeriods.length > 1 ? words.whenTitle : words.seasonsTitle,
      ...explainCalendar(calendar, language),
    ]),
    [words.sources, ...sources.map(indented)],
  ];
  return sections
    .filter((lines) => lines.length > 1)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function gasLine({ gasEnergy }: TariffDocument, words: TariffWords): string[] {
  if (!gasEnergy) return [];
  const { volumeCorrection, calorificValue } = gasEnergy;
  const correction = words.figure(volumeCorrection);
  return calorificValue instanceof Decimal
    ? [words.supply.gas(correction, `${words.figure(calorificValue)} MJ/m3`)]
    : [words.supply.gas(correction, `"${calorificValue.series}"`)];
}

function indented(line: string): string {
  return `  ${line}`;
}

function calendarOf(charge: Charge): TariffCalendar | undefined {
  return "calendar" in charge ? charge.calendar : undefined;
}

function chargeLines(charge: Charge, telling: Telling): string[] {
  const title = textIn(charge.label, telling.language);
  return [`  ${title}`, ...termsOf(charge, telling).map((line) => `    ${line}`)];
}

function termsOf(charge: Charge, telling: Telling): string[] {
  const { words } = telling;
  switch (charge.kind) {
    case "consumption":
      return [...rateLines(charge, telling), ...consumptionTerms(charge, telling)];
    case "demand":
      return [
        ...demandTerms(charge, telling),
        ...(charge.rates.some(({ byTouPeriod }) => byTouPeriod) ? [words.demandInPeriods] : []),
        ...rateLines(charge, telling),
        `${words.demandPer[charge.per]}${words.semicolon}${words.prorate[charge.prorate]}`,
      ];
    case "fixed": {
      const each = charge.times ? `${words.blank}${words.times[charge.times]}` : "";
      const price = `${words.recurring(money(charge.price, telling), words.per[charge.per])}${each}`;
      if (charge.per === "day") return [price];
      return [`${price}${words.semicolon}${words.prorate[charge.prorate]}`];
    }
    case "series": {
      const share = shareTerms(charge, telling);
      const { series, unit, multiplier, markup } = charge;
      const times = multiplier.equals(Decimal.ONE) ? "" : ` × ${words.figure(multiplier)}`;
      const plus = markup.isZero() ? "" : ` + ${money(markup, telling)}`;
      return [words.supply.series({ series, unit, terms: `${times}${plus}` }), ...share];
    }
    case "reactive": {
      const free = words.figure(charge.freePercent);
      const price = money(charge.price, telling);
      return [
        words.onCharges.reactive({ price, free, flow: charge.flow }),
        words.counts[charge.counts],
      ];
    }
    case "percentage":
      return [
        words.onCharges.percentage(words.figure(charge.percent), chargesText(charge.on, telling)),
      ];
    case "power-factor":
      return [
        words.onCharges.powerFactor(chargesText(charge.on, telling)),
        ...words.onCharges.powerFactorSteps(charge.table),
      ];
    case "minimum":
    case "maximum": {
      const amount = money(charge.amount, telling);
      const tell = charge.kind === "minimum" ? words.least : words.onCharges.most;
      const least = tell(amount, words.per[charge.per], chargesText(charge.on, telling));
      return [`${least}${words.semicolon}${words.prorate[charge.prorate]}`];
    }
  }
}

const HUNDRED = Decimal.of(100);

function shareTerms(
  { quantityFactor }: { readonly quantityFactor: Decimal },
  { words }: Telling,
): string[] {
  if (quantityFactor.equals(Decimal.ONE)) return [];
  return [words.share(words.figure(quantityFactor.times(HUNDRED).normalized()))];
}

function leastTerm({ unit }: ConsumptionCharge, least: LeastQuantity, telling: Telling): string {
  const { words } = telling;
  const text = words.supply.least(`${words.figure(least.quantity)} ${unit}`, words.per[least.per]);
  return `${text}${words.semicolon}${words.prorate[least.prorate]}`;
}

function ladderTerms(ladder: Ladder, unit: string, { words }: Telling): string[] {
  const { limitsPer, widen } = ladder;
  return [
    ...(limitsPer ? [words.supply.limitsPer(words.supply.limitUnits[limitsPer])] : []),
    ...(widen
      ? [
          words.supply.widen({
            by: `${words.figure(widen.by)} ${unit}`,
            per: words.supply.limitUnits[widen.per],
            above: widen.above && words.figure(widen.above),
          }),
        ]
      : []),
  ];
}

function consumptionTerms(charge: ConsumptionCharge, telling: Telling): string[] {
  const { words } = telling;
  const { ladder, rates, flow, least } = charge;
  return [
    ...(flow === "received" ? [words.supply.received] : []),
    ...shareTerms(charge, telling),
    ...(least ? [leastTerm(charge, least, telling)] : []),
    ...(ladder
      ? [
          words.counts[ladder.counts],
          words.ladder[ladder.kind],
          ...(rates.length > 1 ? [words.allocation[ladder.allocation]] : []),
          words.ladderProrate[ladder.prorate],
          ...ladderTerms(ladder, charge.unit, telling),
        ]
      : []),
  ];
}

function demandTerms(charge: DemandCharge, { words }: Telling): string[] {
  const { measure, ratchet, least, contract, unit } = charge;
  const terms = [
    words.demand.interval(charge),
    words.demand.measure(measure),
    ratchet ? words.demand.ratchet(ratchet) : "",
    least ? words.demand.least(`${words.figure(least)} ${unit}`) : "",
    contract ? words.demand.contract(contract) : "",
  ];
  return terms.filter((term) => term !== "");
}

function rateLines(charge: ConsumptionCharge | DemandCharge, telling: Telling): string[] {
  return charge.rates.flatMap((rate) => {
    const when = charge.calendar ? whenText(rate, charge.calendar, telling) : undefined;
    const prices = tierLines(rate, charge.unit, telling);
    if (when === undefined) return prices;
    const [only = ""] = prices;
    if (prices.length === 1) return [`${when}${telling.words.colon}${only}`];
    return [when, ...prices.map(indented)];
  });
}

function tierLines({ tiers }: Rate, unit: string, telling: Telling): string[] {
  const { words } = telling;
  const limit = (decimal: Decimal | undefined) => decimal && words.figure(decimal);
  return tiers.map(({ upTo, price }, t) => {
    const text = words.price(money(price, telling), unit);
    if (tiers.length === 1) return text;
    const above = limit(tiers[t - 1]?.upTo);
    return `${words.tier({ above, upTo: limit(upTo), unit })}${words.colon}${text}`;
  });
}

/** The seasons and TOU periods of a rate; those that it does not narrow are left out. */
function whenText({ buckets }: Rate, calendar: TariffCalendar, telling: Telling): string {
  const { seasons, touPeriods } = calendar;
  const { words } = telling;
  const inRate = {
    seasons: seasons.filter((_, s) =>
      buckets.some((bucket) => Math.floor(bucket / touPeriods.length) === s),
    ),
    touPeriods: touPeriods.filter((_, p) =>
      buckets.some((bucket) => bucket % touPeriods.length === p),
    ),
  };
  const parts = [
    inRate.seasons.length < seasons.length ? inRate.seasons : [],
    inRate.touPeriods.length < touPeriods.length ? inRate.touPeriods : [],
  ].filter((items) => items.length > 0);
  if (parts.length === 0) return words.atAllTimes;
  return parts.map((items) => namesText(items, telling)).join(words.separator);
}

function namesText(items: readonly { readonly label: LocalText }[], telling: Telling): string {
  return items.map(({ label }) => textIn(label, telling.language)).join(" / ");
}

function taxLine({ label, percent, included, on, onTaxes }: Tax, telling: Telling): string {
  const { words, language, document } = telling;
  const earlier = document.taxes.filter(({ id }) => onTaxes.includes(id));
  const base = [
    chargesText(on, telling),
    ...earlier.map((tax) => textIn(tax.label, language)),
  ].join(words.separator);
  const name = textIn(label, language);
  return `${name}${words.colon}${words.tax({ percent: words.figure(percent), included, on: base })}`;
}

function chargesText(ids: readonly string[], { document, words, language }: Telling): string {
  const charges = document.charges.filter(({ id }) => ids.includes(id));
  if (charges.length === document.charges.length) return words.allCharges;
  return charges.map(({ label }) => textIn(label, language)).join(words.separator);
}

function money(amount: Decimal, { document, words }: Telling): string {
  return `${words.figure(amount)} ${document.currency}`;
}
