import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { isPlainObject, refuse, shown } from "./document-reader.ts";
import { TARIFF_FORMAT } from "./parse-tariff.ts";
import {
  calendarOf,
  exactly,
  MONTH_DAYS,
  MONTHS,
  periodsIn,
  ratesOf,
  schedulesOf,
  seasonsOfMonths,
  usedPeriods,
} from "./urdb-calendar.ts";
import { convertFlatDemand, convertTouDemand, refuseLoneRatchet } from "./urdb-demand.ts";
import { decimalText, readStructure, urdbNumber } from "./urdb-prices.ts";
import { isNothing, type Parts, priceOf, type Source, type Written } from "./urdb-source.ts";

/** The fields by which a document of the database is known. */
const MARKS = ["energyratestructure", "flatdemandstructure", "demandratestructure"];

/** Whether the value looks like a document of the US utility rate database. */
export function isUrdb(json: unknown): boolean {
  const document = isPlainObject(json) && !("format" in json) ? onlyItem(json) : undefined;
  return isPlainObject(document) && MARKS.some((mark) => mark in document);
}

/** The database's interface wraps what it finds in `{"items": [...]}`. */
function onlyItem(json: Readonly<Record<string, unknown>>): unknown {
  const { items } = json;
  return Array.isArray(items) && items.length === 1 ? items[0] : json;
}

/**
 * Converts a document of the US utility rate database (apps.openei.org/USURDB, version 7 and
 * later) into one of ours, for `parseTariff`. Rates are per kWh and kW of the month; adjustments
 * are part of them; limits in kWh a day are those of the month's days, of 28 in February, and those
 * in kWh/kW follow the highest demand of the month. Lines stay exact and only the total is rounded. What it cannot express is a fault, never left out
 * silently; prices for what is fed in are not taken over.
 */
export function convertUrdb(json: unknown): Result<unknown> {
  const faults: Fault[] = [];
  const root = isPlainObject(json) ? onlyItem(json) : json;
  if (!isPlainObject(root)) {
    refuse({ value: root, path: "", faults }, `is ${shown(root)}`, "write an object in braces");
    return failed(faults);
  }
  // Exports write fields that say nothing as null.
  const fields = new Map(
    Object.entries(root).map(([name, value]) => [name.toLowerCase(), value ?? undefined]),
  );
  const source = {
    field: (name: string) => ({ value: fields.get(name), path: name, faults }),
  };
  refuseUnsupported(source);
  refuseLoneRatchet(source);
  const parts: Parts = { calendars: [], charges: [] };
  convertEnergy(source, parts);
  convertFuel(source, parts);
  convertFlatDemand(source, parts);
  convertTouDemand(source, parts);
  convertFixed(source, parts);
  convertMinimum(source, parts);
  if (faults.length === 0 && parts.charges.length === 0) {
    refuse({ value: root, path: "", faults }, "has no charge", "add an energyratestructure");
  }
  if (faults.length > 0) return failed(faults);
  return ok({
    format: TARIFF_FORMAT,
    name: nameOf(source),
    commodity: "electricity",
    currency: "USD",
    rounding: { line: "none" },
    ...parts,
  });
}

function nameOf({ field }: Source): string {
  const names = [field("utility").value, field("name").value].filter(
    (name) => typeof name === "string" && name.trim() !== "",
  );
  return names.length > 0 ? names.join(", ").slice(0, 200) : "Converted tariff";
}

/** What changes the bill and has no counterpart: by field, what it is. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  coincidentratestructure: "a charge on the demand at the system's peak",
  demandreactivepowercharge: "a charge on reactive demand",
  annualmincharge: "a minimum over the year",
};

function refuseUnsupported({ field }: Source): void {
  for (const [name, what] of Object.entries(UNSUPPORTED)) {
    const place = field(name);
    if (isNothing(place.value)) continue;
    refuse(place, `is ${what}, which is not converted`, "remove it to price the rest");
  }
}

function convertEnergy(source: Source, { calendars, charges }: Parts): void {
  const place = source.field("energyratestructure");
  if (isNothing(place.value)) return;
  const structure = readStructure(place, ["kWh", "kWh daily", "kWh/kW"]);
  const schedules = structure && schedulesOf(source.field, "energy", structure.length);
  if (!schedules) return;
  const periods = usedPeriods(schedules);
  const used = periods.flatMap((period) => structure[period] ?? []);
  const hasTiers = periods.some((period) => (structure[period]?.length ?? 0) > 1);
  const charge = { kind: "consumption", id: "energy", label: "Energy" };
  // The database starts tiers again each month and counts the energy of all periods together.
  const limits = used.filter((tier) => tier.upTo);
  const isDaily = limits.some((tier) => tier.isDaily);
  const perKw = limits.some((tier) => tier.isPerKw) && { limitsPer: "peak-demand" };
  if (perKw && !limits.every((tier) => tier.isPerKw)) {
    refuse(place, "ends some tiers in kWh/kW and others not", "write all of them in one unit");
    return;
  }
  const ladder = hasTiers && {
    ladder: { counts: "month", allocation: "proportional", ...perKw },
  };
  const [first = 0] = periods;
  if (periods.length === 1 && !isDaily) {
    charges.push({ ...charge, ...priceOf(structure[first] ?? []), ...ladder });
    return;
  }
  const calendar = calendarOf("energy", schedules, { byLength: isDaily });
  calendars.push(calendar.written);
  const rates = isDaily
    ? calendar.seasons.flatMap(({ id, months }) => {
        const inSeason = new Set(months.flatMap((month) => periodsIn(schedules, month)));
        return ratesOf(structure, [...inSeason], MONTH_DAYS[months[0] ?? 0]).map((rate) => ({
          seasons: [id],
          ...rate,
        }));
      })
    : ratesOf(structure, periods);
  charges.push({ ...charge, calendar: "energy", rates, ...ladder });
}

/** What fuel costs more or less in each month, per kWh. */
function convertFuel({ field }: Source, { calendars, charges }: Parts): void {
  const place = field("fueladjustmentsmonthly");
  if (isNothing(place.value)) return;
  const prices = exactly(MONTHS, urdbNumber)(place);
  if (!prices) return;
  const groups = seasonsOfMonths((month) => String(prices[month]));
  const charge = { kind: "consumption", id: "fuel", label: "Fuel adjustment" };
  const priceIn = ([month = 0]: readonly number[]) => decimalText(prices[month] ?? 0);
  if (groups.length === 1) {
    charges.push({ ...charge, price: priceIn([0]) });
    return;
  }
  calendars.push({ id: "fuel", seasons: groups.map(({ season }) => season) });
  const rates = groups.map(({ months, season }) => ({
    seasons: [season["id"]],
    price: priceIn(months),
  }));
  charges.push({ ...charge, calendar: "fuel", rates });
}

const FIXED_PER: Readonly<Record<string, Written>> = {
  "$/month": { per: "month", prorate: "days" },
  "$/day": { per: "day" },
  "$/year": { per: "year", prorate: "months" },
};

function convertFixed(source: Source, { charges }: Parts): void {
  const recurring = recurringOf(source, {
    names: ["fixedchargefirstmeter", "fixedmonthlycharge"],
    unitName: "fixedchargeunits",
    units: FIXED_PER,
  });
  if (recurring) {
    const { amount, per } = recurring;
    charges.push({ kind: "fixed", id: "fixed", label: "Fixed charge", price: amount, ...per });
  }
}

const MINIMUM_PER: Readonly<Record<string, Written>> = {
  "$/month": { per: "month", prorate: "days" },
  "$/day": { per: "day" },
};

function convertMinimum(source: Source, { charges }: Parts): void {
  const recurring = recurringOf(source, {
    names: ["mincharge", "minmonthlycharge"],
    unitName: "minchargeunits",
    units: MINIMUM_PER,
  });
  if (recurring) {
    const { amount, per } = recurring;
    charges.push({ kind: "minimum", id: "minimum", label: "Minimum charge", amount, ...per });
  }
}

interface RecurringFields {
  /** The field of today and that of earlier versions. */
  readonly names: readonly string[];
  readonly unitName: string;
  readonly units: Readonly<Record<string, Written>>;
}

function recurringOf(
  { field }: Source,
  { names, unitName, units }: RecurringFields,
): { readonly amount: string; readonly per: Written } | undefined {
  const place = names.map(field).find(({ value }) => !isNothing(value));
  if (!place) return undefined;
  const amount = urdbNumber(place);
  const unit = field(unitName);
  const word = unit.value ?? "$/month";
  const per = typeof word === "string" && Object.hasOwn(units, word) ? units[word] : undefined;
  if (!per) {
    return refuse(
      unit,
      `is ${shown(unit.value)}, which is not converted`,
      `only amounts in ${Object.keys(units).join(", ")} are`,
    );
  }
  return amount === undefined ? undefined : { amount: decimalText(amount), per };
}
