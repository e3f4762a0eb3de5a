import type { ReactiveFlow } from "./charge-on-charges.ts";
import type { DemandCharge } from "./demand-charge.ts";
import { type DemandWords, isWhole } from "./demand-words.ts";
import { evenSteps, type OnChargesWords, signed } from "./on-charges-words.ts";
import type { SupplyWords } from "./supply-words.ts";
import type { TariffWords } from "./tariff-words.ts";

/** Which power of the intervals in a month. */
function intervalText({ unit, intervalMinutes, averaging, stepMinutes }: DemandCharge): string {
  const power = unit === "kVA" ? "apparent power" : "power";
  if (intervalMinutes === undefined) return `average ${power}, over an interval of the readings`;
  const begins = stepMinutes === undefined ? "with every reading" : `every ${stepMinutes} min`;
  const lie = averaging === "rolling" ? `beginning ${begins}` : "side by side";
  return `average ${power}, over ${intervalMinutes} min ${lie}`;
}

const DEMAND: DemandWords = {
  interval(charge) {
    const interval = intervalText(charge);
    const { measure } = charge;
    switch (measure.kind) {
      case "at-events":
        return `For the mean of the average power in the declared intervals "${measure.events}".`;
      case "mean-of-highest":
        return `For the mean of the ${measure.count} highest of the calendar month: ${interval}.`;
      case "highest":
      case "mean-of-months":
        return `For the highest ${interval.replace(", ", " of the calendar month, ")}.`;
    }
  },
  measure(measure) {
    switch (measure.kind) {
      case "highest":
        return "";
      case "mean-of-highest":
        return measure.onDifferentDays ? "Of each day only its highest counts." : "";
      case "mean-of-months": {
        const { count, leastOfMonth } = measure;
        const least = leastOfMonth.isZero()
          ? ""
          : `, each counted as ${leastOfMonth.toString()} at least`;
        return `Billed is the mean of the peaks of ${count} months, this one the last${least}.`;
      }
      case "at-events":
        return measure.within === "month"
          ? "Those of the calendar month count."
          : "Those of the calendar year before count.";
    }
  },
  ratchet({ percent, months, ofMonths }) {
    const only = ofMonths ? `, of these only months ${[...ofMonths].join(", ")} of the year` : "";
    return `At least ${percent.toString()} % of the highest of the ${months} months before${only}.`;
  },
  least: (demand) => `At least ${demand}.`,
  contract(contract) {
    const { reading, leastPercent, freePercent, beyondFactor, leastPercentOfTransformer } =
      contract;
    const least = isWhole(leastPercent)
      ? "Below the contracted demand, the contract is billed."
      : `At least ${leastPercent.toString()} % of the contracted demand is billed.`;
    const free = `${freePercent.toString()} % of the contract`;
    const base = reading === "A" ? "the contract" : free;
    const transformer = leastPercentOfTransformer
      ? ` The contract counts as ${leastPercentOfTransformer.toString()} % of the transformers' kVA at least.`
      : "";
    return `${least} Up to ${free}, no more than the contract. Above it, ${base} at the price, and what is beyond ${free} at ${beyondFactor.toString()} times the price.${transformer}`;
  },
};

const FLOWS: Readonly<Record<ReactiveFlow, string>> = {
  import: "drawn",
  export: "sent back",
  both: "drawn and sent back",
};

const ON_CHARGES: OnChargesWords = {
  percentage: (percent, on) => `${percent} % of ${on}`,
  powerFactor: (on) => `A share of ${on} by the average power factor of the billing period:`,
  powerFactorSteps: (table) =>
    evenSteps(table).map(({ first, last, step }) =>
      step
        ? `  from ${first.from} down to ${last.from}: ${signed(first)} to ${signed(last)}, ${step.percent} % more for each ${step.factor} less`
        : `  from ${first.from}: ${signed(first)}`,
    ),
  reactive: ({ price, free, flow }) =>
    free === "0"
      ? `${price} per kvarh of reactive energy ${FLOWS[flow]}`
      : `${price} per kvarh of reactive energy ${FLOWS[flow]} above ${free} % of the active energy`,
  most: (amount, per, on) => `At most ${amount} ${per} for ${on}; what is above is taken off`,
};

const SUPPLY: SupplyWords = {
  received: "For what is sent back.",
  limitUnits: {
    "contract-demand": "kW of contracted demand",
    "transformer-capacity": "kVA of the transformers",
    "connected-capacity": "kW of connected capacity",
    area: "m2",
    dwellings: "dwelling",
    persons: "person",
    "service-points": "service point",
    "peak-demand": "kW of the highest demand (hours of use)",
  },
  series: ({ series, unit, terms }) => `The price "${series}" of its time${terms}, per ${unit}`,
  least: (quantity, per) => `At least ${quantity} ${per} are charged`,
  limitsPer: (unit) => `The limits are for each ${unit}.`,
  widen: ({ by, per, above }) =>
    above === undefined
      ? `Every limit is ${by} higher for each ${per}.`
      : `Every limit is ${by} higher for each ${per} above ${above}.`,
  gas: (correction, value) => `Energy of gas: m3 × ${correction} × ${value}.`,
};

/** What an explanation of a tariff says in English. */
export const ENGLISH: TariffWords = {
  commodity: {
    electricity: "electricity",
    gas: "gas",
    "cold-water": "cold water",
    "hot-water": "hot water",
    heat: "heat",
    cooling: "cooling",
  },
  weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  figure: (decimal) => decimal.toString(),
  separator: ", ",
  colon: ": ",
  blank: " ",
  semicolon: "; ",
  holidays: "holidays",
  charges: "What is charged",
  taxes: "Taxes",
  whenTitle: "When, by the clock at the site: a row a month, a column an hour",
  seasonsTitle: "Seasons, first and last day",
  sources: "Published in",
  atAllTimes: "at all times",
  mixedHour: "the period changes within the hour",
  allCharges: "all charges",
  per: { day: "a day", month: "a month", year: "a year", "billing-period": "a bill" },
  prorate: {
    days: "of a part, its days' share",
    months: "a twelfth a month, and of a part of a month its days' share",
    none: "of a part, the whole amount",
  },
  counts: {
    month: "Counted by calendar month.",
    "billing-period": "Counted by billing period.",
    quarter: "Counted by quarter of the year.",
    year: "Counted by calendar year.",
  },
  ladder: {
    marginal: "Each band costs its own price.",
    volume: "Everything costs the price of the band reached.",
  },
  allocation: {
    proportional: "All times count together, and each has its share of every band.",
    chronological: "All times count together, in the order of use.",
    "per-period": "Each of these times counts for itself.",
  },
  ladderProrate: {
    days: "A part of that time has its days' share of each limit.",
    none: "A part of that time has the whole of each limit.",
  },
  rounding: {
    "half-up": "Every line is rounded, a half away from zero.",
    "half-even": "Every line is rounded, a half to the even digit.",
    none: "Lines stay exact, and their sum is rounded.",
  },
  heading: ({ commodity, unit, currency }) => `For ${commodity} in ${unit}, in ${currency}.`,
  price: (amount, unit) => `${amount} per ${unit}`,
  recurring: (amount, per) => `${amount} ${per}`,
  tier: ({ above, upTo, unit }) => {
    if (upTo === undefined) return above === undefined ? "everything" : `above ${above} ${unit}`;
    return above === undefined ? `up to ${upTo} ${unit}` : `above ${above} up to ${upTo} ${unit}`;
  },
  event: (name, period) => `While "${name}" is declared: ${period}, before all else.`,
  share: (percent) => `Of the quantity, ${percent} % is charged.`,
  demand: DEMAND,
  onCharges: ON_CHARGES,
  supply: SUPPLY,
  times: {
    "contract-demand": "for each kW of contracted demand",
    "transformer-capacity": "for each kVA of the transformers",
    "connected-capacity": "for each kW of connected capacity",
    area: "for each m2",
    dwellings: "for each dwelling",
    persons: "for each person",
    "service-points": "for each service point",
  },
  demandInPeriods: "Where a TOU period is named: the highest within it.",
  demandPer: {
    month: "The price is for a month",
    year: "The price is for a year, paid by twelfths",
  },
  least: (amount, per, on) => `At least ${amount} ${per} for ${on}; what is missing is added`,
  tax: ({ percent, included, on }) =>
    included ? `${percent} %, contained in ${on}` : `${percent} % on ${on}`,
};
