import type { Decimal } from "#domain/core/decimal.ts";
import type { ReactiveFlow } from "./charge-on-charges.ts";
import type { DemandCharge } from "./demand-charge.ts";
import { type DemandWords, isWhole } from "./demand-words.ts";
import { evenSteps, type OnChargesWords, signed } from "./on-charges-words.ts";
import type { SupplyWords } from "./supply-words.ts";
import type { TariffWords } from "./tariff-words.ts";

/** A point would part thousands. */
function withComma(text: string): string {
  return text.replace(".", ",");
}

function figure(decimal: Decimal): string {
  return withComma(decimal.toString());
}

function intervalText({ unit, intervalMinutes, averaging, stepMinutes }: DemandCharge): string {
  const power = unit === "kVA" ? "mittlere Scheinleistung" : "mittlere Leistung";
  if (intervalMinutes === undefined) return `${power}, gemittelt über einen Abstand der Ablesungen`;
  const begins = stepMinutes === undefined ? "mit jeder Ablesung" : `alle ${stepMinutes} min`;
  const lie = averaging === "rolling" ? `gleitend, Beginn ${begins}` : "aneinander anschließend";
  return `${power}, gemittelt über ${intervalMinutes} min, ${lie}`;
}

const DEMAND: DemandWords = {
  interval(charge) {
    const interval = intervalText(charge);
    const { measure } = charge;
    switch (measure.kind) {
      case "at-events":
        return `Für den Mittelwert der mittleren Leistung in den angesagten Intervallen „${measure.events}“.`;
      case "mean-of-highest":
        return `Für den Mittelwert der ${measure.count} höchsten Werte des Kalendermonats: ${interval}.`;
      case "highest":
      case "mean-of-months":
        return `Für die höchste ${interval.replace(", ", " des Kalendermonats, ")}.`;
    }
  },
  measure(measure) {
    switch (measure.kind) {
      case "highest":
        return "";
      case "mean-of-highest":
        return measure.onDifferentDays ? "Von jedem Tag zählt nur sein höchster Wert." : "";
      case "mean-of-months": {
        const { count, leastOfMonth } = measure;
        const least = leastOfMonth.isZero()
          ? ""
          : `, jeder mit mindestens ${figure(leastOfMonth)} gezählt`;
        return `Berechnet wird der Mittelwert der Spitzen von ${count} Monaten, dieser als letzter${least}.`;
      }
      case "at-events":
        return measure.within === "month"
          ? "Es zählen die des Kalendermonats."
          : "Es zählen die des Kalenderjahres davor.";
    }
  },
  ratchet({ percent, months, ofMonths }) {
    const only = ofMonths ? `, davon nur die Monate ${[...ofMonths].join(", ")} des Jahres` : "";
    return `Mindestens ${figure(percent)} % des Höchsten der ${months} Monate davor${only}.`;
  },
  least: (demand) => `Mindestens ${demand}.`,
  contract(contract) {
    const { reading, leastPercent, freePercent, beyondFactor, leastPercentOfTransformer } =
      contract;
    const least = isWhole(leastPercent)
      ? "Unter der vertraglichen Leistung wird diese berechnet."
      : `Mindestens ${figure(leastPercent)} % der vertraglichen Leistung werden berechnet.`;
    const free = `${figure(freePercent)} % des Vertrags`;
    const base = reading === "A" ? "der Vertrag" : free;
    const transformer = leastPercentOfTransformer
      ? ` Der Vertrag zählt mit mindestens ${figure(leastPercentOfTransformer)} % der kVA der Transformatoren.`
      : "";
    return `${least} Bis ${free} nicht mehr als der Vertrag. Darüber ${base} zum Preis, und was über ${free} liegt, zum ${figure(beyondFactor)}-fachen Preis.${transformer}`;
  },
};

const FLOWS: Readonly<Record<ReactiveFlow, string>> = {
  import: "bezogene",
  export: "abgegebene",
  both: "bezogene und abgegebene",
};

const ON_CHARGES: OnChargesWords = {
  percentage: (percent, on) => `${percent} % von ${on}`,
  powerFactor: (on) =>
    `Ein Anteil von ${on} nach dem mittleren Leistungsfaktor des Abrechnungszeitraums:`,
  powerFactorSteps: (table) =>
    evenSteps(table).map(({ first, last, step }) => {
      const [from, to] = [figure(first.from), figure(last.from)];
      const [begin, end] = [withComma(signed(first)), withComma(signed(last))];
      return step
        ? `  von ${from} bis hinunter zu ${to}: ${begin} bis ${end}, ${withComma(step.percent)} % mehr je ${withComma(step.factor)} weniger`
        : `  ab ${from}: ${begin}`;
    }),
  reactive: ({ price, free, flow }) =>
    free === "0"
      ? `${price} je kvarh ${FLOWS[flow]} Blindarbeit`
      : `${price} je kvarh ${FLOWS[flow]} Blindarbeit über ${free} % der Wirkarbeit`,
  most: (amount, per, on) =>
    `Höchstens ${amount} ${per} für ${on}; was darüber liegt, wird abgezogen`,
};

const SUPPLY: SupplyWords = {
  received: "Für das, was eingespeist wird.",
  limitUnits: {
    "contract-demand": "kW vertragliche Leistung",
    "transformer-capacity": "kVA der Transformatoren",
    "connected-capacity": "kW Anschlussleistung",
    area: "m2",
    dwellings: "Wohnung",
    persons: "Person",
    "service-points": "Messstelle",
    "peak-demand": "kW der höchsten Leistung (Benutzungsstunden)",
  },
  series: ({ series, unit, terms }) => `Der Preis „${series}“ zu seiner Zeit${terms}, je ${unit}`,
  least: (quantity, per) => `Mindestens ${quantity} ${per} werden berechnet`,
  limitsPer: (unit) => `Die Grenzen gelten je ${unit}.`,
  widen: ({ by, per, above }) =>
    above === undefined
      ? `Jede Grenze liegt um ${by} höher je ${per}.`
      : `Jede Grenze liegt um ${by} höher je ${per} über ${above}.`,
  gas: (correction, value) => `Energie von Gas: m3 × ${correction} × ${value}.`,
};

/** What an explanation of a tariff says in German. */
export const GERMAN: TariffWords = {
  commodity: {
    electricity: "Strom",
    gas: "Gas",
    "cold-water": "Kaltwasser",
    "hot-water": "Warmwasser",
    heat: "Wärme",
    cooling: "Kälte",
  },
  weekdays: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
  figure,
  separator: ", ",
  colon: ": ",
  blank: " ",
  semicolon: "; ",
  holidays: "Feiertage",
  charges: "Was berechnet wird",
  taxes: "Steuern",
  whenTitle: "Wann, nach der Uhr vor Ort: eine Zeile je Monat, eine Spalte je Stunde",
  seasonsTitle: "Jahreszeiten, erster und letzter Tag",
  sources: "Veröffentlicht in",
  atAllTimes: "zu allen Zeiten",
  mixedHour: "die Zeitzone wechselt innerhalb der Stunde",
  allCharges: "alle Posten",
  per: {
    day: "am Tag",
    month: "im Monat",
    year: "im Jahr",
    "billing-period": "je Rechnung",
  },
  prorate: {
    days: "von einem Teil anteilig nach Tagen",
    months: "ein Zwölftel im Monat, von einem Teil eines Monats anteilig nach Tagen",
    none: "auch von einem Teil der ganze Betrag",
  },
  counts: {
    month: "Gezählt nach Kalendermonaten.",
    "billing-period": "Gezählt nach Abrechnungszeiträumen.",
    quarter: "Gezählt nach Quartalen.",
    year: "Gezählt nach Kalenderjahren.",
  },
  ladder: {
    marginal: "Jede Stufe kostet ihren eigenen Preis.",
    volume: "Alles kostet den Preis der erreichten Stufe.",
  },
  allocation: {
    proportional: "Alle Zeiten zählen zusammen, und jede hat ihren Anteil an jeder Stufe.",
    chronological: "Alle Zeiten zählen zusammen, in der Reihenfolge des Verbrauchs.",
    "per-period": "Jede dieser Zeiten zählt für sich.",
  },
  ladderProrate: {
    days: "Ein Teil dieser Zeit hat von jeder Grenze den Anteil seiner Tage.",
    none: "Ein Teil dieser Zeit hat jede Grenze ganz.",
  },
  rounding: {
    "half-up": "Jede Zeile wird gerundet, eine Hälfte von null weg.",
    "half-even": "Jede Zeile wird gerundet, eine Hälfte zur geraden Ziffer.",
    none: "Zeilen bleiben genau, und ihre Summe wird gerundet.",
  },
  heading: ({ commodity, unit, currency }) => `Für ${commodity} in ${unit}, in ${currency}.`,
  price: (amount, unit) => `${amount} je ${unit}`,
  recurring: (amount, per) => `${amount} ${per}`,
  tier: ({ above, upTo, unit }) => {
    if (upTo === undefined) return above === undefined ? "alles" : `über ${above} ${unit}`;
    return above === undefined ? `bis ${upTo} ${unit}` : `über ${above} bis ${upTo} ${unit}`;
  },
  event: (name, period) => `Solange „${name}“ angesagt ist: ${period}, vor allem anderen.`,
  share: (percent) => `Von der Menge werden ${percent} % berechnet.`,
  demand: DEMAND,
  onCharges: ON_CHARGES,
  supply: SUPPLY,
  times: {
    "contract-demand": "je kW vertraglicher Leistung",
    "transformer-capacity": "je kVA der Transformatoren",
    "connected-capacity": "je kW Anschlussleistung",
    area: "je m2",
    dwellings: "je Wohnung",
    persons: "je Person",
    "service-points": "je Messstelle",
  },
  demandInPeriods: "Wo eine Zeitzone genannt ist: das Höchste in ihr.",
  demandPer: {
    month: "Der Preis gilt für einen Monat",
    year: "Der Preis gilt für ein Jahr, gezahlt in Zwölfteln",
  },
  least: (amount, per, on) => `Mindestens ${amount} ${per} für ${on}; was fehlt, kommt hinzu`,
  tax: ({ percent, included, on }) =>
    included ? `${percent} %, enthalten in: ${on}` : `${percent} % auf ${on}`,
};
