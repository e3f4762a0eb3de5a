import * as fc from "fast-check";
import type { Chance } from "./chance.ts";
import { generatedCalendar } from "./generated-calendar.ts";
import { chargeOf, type ChargePlace, fixed, price } from "./generated-charge.ts";
import { generatedLoad, LOADS, MODEST_LOADS } from "./generated-load.ts";
import { generatedSurroundings } from "./generated-surroundings.ts";
import { type HolidayPlace, placesIn, type WrittenHolidays } from "./naive-holidays.ts";
import type { TariffKinds } from "./tariff-kinds.ts";
import type { NaiveInput } from "./naive-engine.ts";
import type { WrittenCharge, WrittenTariff } from "./written-tariff.ts";

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
  // Before worked days in China, and Easter.
  "2026-02-09",
  "2026-09-15",
  "2026-04-01",
  "2026-03-25",
  "2026-10-20",
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
  const readFrom = from.subtract({ days: chance.percent(40) ? chance.whole(0, 8) : 0 });
  // A contract older than the readings: what was used and demanded before is told.
  const isOlder = kinds.older && chance.percent(15);
  const countsFrom = isOlder ? readFrom.subtract({ days: chance.whole(1, 400) }) : readFrom;
  const allowed = { ...kinds, told: isOlder, places: placesIn(to.year) };
  const tariff = chance.percent(12)
    ? generatedGasTariff(chance, allowed)
    : generatedTariff(chance, allowed);
  const versions = [{ from: countsFrom, tariff }];
  if (days > 1 && chance.percent(25)) {
    const changes = from.add({ days: chance.whole(1, days - 1) });
    const { gasEnergy } = tariff;
    const later = gasEnergy
      ? { ...generatedGasTariff(chance, allowed), gasEnergy }
      : generatedTariff(chance, allowed);
    const next = { ...later, currency: tariff.currency };
    const sameRules = chance.percent(50) && { rounding: tariff.rounding, taxes: undefined };
    versions.push({
      from: changes,
      tariff: { ...next, currencyDigits: tariff.currencyDigits, ...withoutUndefined(sameRules) },
    });
  }
  const read = { from: readFrom, to, timeZone };
  const load = generatedLoad(chance, read, isModest(versions) ? MODEST_LOADS : LOADS);
  const around = generatedSurroundings(chance, { ...read, load, countsFrom, billedFrom: from });
  const made = { versions, from, to, countsFrom, timeZone, load, ...around };
  return Object.assign(made, { [fc.toStringMethod]: () => caseText(made) });
}

/** All but the thousands of amounts, which the seed brings back. */
function caseText(one: GeneratedCase): string {
  return JSON.stringify(one, (key, value: unknown) => {
    if (key === "amounts" && Array.isArray(value)) return value.slice(0, 5).map(String);
    return value;
  });
}

/** Roots and energies of gas have only so many digits to themselves. */
function isModest(versions: GeneratedCase["versions"]): boolean {
  return versions.some(
    ({ tariff }) =>
      tariff.gasEnergy !== undefined ||
      tariff.charges.some((charge) => charge.kind === "demand" && charge.unit === "kVA"),
  );
}

function withoutUndefined(fields: object | false): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function generatedTariff(chance: Chance, kinds: TariffKinds): GeneratedTariff {
  return tariffOf(chance, kinds, chargeOf);
}

function needsNothingElse({ kind }: WrittenCharge): boolean {
  return kind !== "demand" && kind !== "reactive" && kind !== "power-factor";
}

/** Gas that is read in m3 and priced in kWh: what needs no other channel. */
function generatedGasTariff(chance: Chance, kinds: TariffKinds): GeneratedTariff {
  const tariff = tariffOf(chance, kinds, (drawn, place) => {
    const charge = chargeOf(drawn, { ...place, isGas: true });
    return needsNothingElse(charge) ? charge : fixed(drawn, place);
  });
  const value = chance.percent(50)
    ? { calorificValue: chance.pick(["39.3", "10.55", "36"]) }
    : { calorificSeries: "calorific" };
  const gasEnergy = { volumeCorrection: chance.pick(["1.02264", "1", "0.95"]), ...value };
  return { ...tariff, commodity: "gas", unit: "kWh", gasEnergy };
}

function tariffOf(
  chance: Chance,
  kinds: TariffKinds,
  draw: (chance: Chance, place: ChargePlace) => WrittenCharge,
): GeneratedTariff {
  const calendars = Array.from({ length: chance.whole(1, 2) }, (_, n) =>
    generatedCalendar(chance, `calendar-${n}`),
  );
  const charges: WrittenCharge[] = [];
  const count = chance.whole(1, 4);
  for (let n = 0; n < count; n += 1) {
    const earlier = charges.map(({ id }) => id);
    charges.push(draw(chance, { id: `charge-${n}`, calendars, earlier, kinds, isGas: false }));
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
    ...(chance.percent(60) && { holidays: holidays(chance, kinds.places) }),
    calendars,
    charges,
    taxes: taxes(
      chance,
      charges.map(({ id }) => id),
    ),
  };
}

/** Days of one's own, public ones, or both. */
function holidays(chance: Chance, places: readonly HolidayPlace[]): WrittenHolidays {
  const own = { dates: ["12-25", "2026-04-03", "2026-11-01"] };
  if (chance.percent(30)) return own;
  return { ...chance.pick(places), ...(chance.percent(40) && own) };
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
