import { Decimal } from "#domain/core/decimal.ts";
import { textIn, type LocalText } from "#domain/core/local-text.ts";
import type { DemandCharge } from "./demand-charge.ts";
import { explainCalendar } from "./explain-calendar.ts";
import type {
  Charge,
  ConsumptionCharge,
  Ladder,
  LeastQuantity,
  Tax,
  TariffDocument,
} from "./tariff-document.ts";
import type { Rate } from "./tariff-rate.ts";
import { tariffWords, type ExplainedLanguage, type TariffWords } from "./tariff-words.ts";
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
  const correction = volumeCorrection.toString();
  return calorificValue instanceof Decimal
    ? [words.supply.gas(correction, `${calorificValue.toString()} MJ/m3`)]
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
  const { words, document } = telling;
  switch (charge.kind) {
    case "consumption":
      return [...rateLines(charge, telling), ...consumptionTerms(charge, telling)];
    case "demand":
      return [
        ...demandTerms(charge, telling),
        ...(charge.rates.some(({ byTouPeriod }) => byTouPeriod) ? [words.demandInPeriods] : []),
        ...rateLines(charge, telling),
        `${words.demandPer[charge.per]}${semicolon(telling)}${words.prorate[charge.prorate]}`,
      ];
    case "fixed": {
      const each = charge.times ? `${words.blank}${words.times[charge.times]}` : "";
      const price = `${words.recurring(money(charge.price, document), words.per[charge.per])}${each}`;
      if (charge.per === "day") return [price];
      return [`${price}${semicolon(telling)}${words.prorate[charge.prorate]}`];
    }
    case "series": {
      const share = shareTerms(charge, telling);
      const { series, unit, multiplier, markup } = charge;
      const times = multiplier.equals(Decimal.ONE) ? undefined : multiplier.toString();
      const plus = markup.isZero() ? undefined : money(markup, document);
      return [words.supply.series({ series, unit, times, plus }), ...share];
    }
    case "reactive": {
      const free = charge.freePercent.toString();
      const price = money(charge.price, document);
      return [
        words.onCharges.reactive({ price, free, flow: charge.flow }),
        words.counts[charge.counts],
      ];
    }
    case "percentage":
      return [
        words.onCharges.percentage(charge.percent.toString(), chargesText(charge.on, telling)),
      ];
    case "power-factor":
      return [
        words.onCharges.powerFactor(chargesText(charge.on, telling)),
        ...words.onCharges.powerFactorSteps(charge.table),
      ];
    case "minimum":
    case "maximum": {
      const amount = money(charge.amount, document);
      const tell = charge.kind === "minimum" ? words.least : words.onCharges.most;
      const least = tell(amount, words.per[charge.per], chargesText(charge.on, telling));
      return [`${least}${semicolon(telling)}${words.prorate[charge.prorate]}`];
    }
  }
}

function semicolon({ language }: Telling): string {
  return language === "zh" ? "；" : "; ";
}

const HUNDRED = Decimal.of(100);

function shareTerms(
  { quantityFactor }: { readonly quantityFactor: Decimal },
  { words }: Telling,
): string[] {
  if (quantityFactor.equals(Decimal.ONE)) return [];
  return [words.share(quantityFactor.times(HUNDRED).normalized().toString())];
}

function leastTerm({ unit }: ConsumptionCharge, least: LeastQuantity, telling: Telling): string {
  const { words } = telling;
  const text = words.supply.least(`${least.quantity.toString()} ${unit}`, words.per[least.per]);
  return `${text}${semicolon(telling)}${words.prorate[least.prorate]}`;
}

function ladderTerms(ladder: Ladder, unit: string, { words }: Telling): string[] {
  const { limitsPer, widen } = ladder;
  return [
    ...(limitsPer ? [words.supply.limitsPer(words.supply.limitUnits[limitsPer])] : []),
    ...(widen
      ? [
          words.supply.widen({
            by: `${widen.by.toString()} ${unit}`,
            per: words.supply.limitUnits[widen.per],
            above: widen.above?.toString(),
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
    least ? words.demand.least(`${least.toString()} ${unit}`) : "",
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

function tierLines({ tiers }: Rate, unit: string, { words, document }: Telling): string[] {
  return tiers.map(({ upTo, price }, t) => {
    const text = words.price(money(price, document), unit);
    if (tiers.length === 1) return text;
    const above = tiers[t - 1]?.upTo?.toString();
    return `${words.tier({ above, upTo: upTo?.toString(), unit })}${words.colon}${text}`;
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
  return `${name}${words.colon}${words.tax({ percent: percent.toString(), included, on: base })}`;
}

function chargesText(ids: readonly string[], { document, words, language }: Telling): string {
  const charges = document.charges.filter(({ id }) => ids.includes(id));
  if (charges.length === document.charges.length) return words.allCharges;
  return charges.map(({ label }) => textIn(label, language)).join(words.separator);
}

function money(amount: Decimal, { currency }: TariffDocument): string {
  return `${amount.toString()} ${currency}`;
}
