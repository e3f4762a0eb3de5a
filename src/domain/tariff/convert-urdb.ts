import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { isPlainObject, refuse, shown, type Place } from "./document-reader.ts";
import { TARIFF_FORMAT } from "./parse-tariff.ts";
import {
  calendarOf,
  exactly,
  periodNumber,
  readSchedule,
  seasonsOfMonths,
  touPeriodId,
  usedPeriods,
  type UrdbSchedules,
} from "./urdb-calendar.ts";
import { decimalText, readStructure, urdbNumber, type WrittenTier } from "./urdb-prices.ts";

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

type Written = Record<string, unknown>;

/** What the conversion builds up: parts of a document of ours. */
interface Parts {
  readonly calendars: Written[];
  readonly charges: Written[];
}

interface Source {
  /** The field of that name, whatever the case of its letters. */
  field(name: string): Place;
}

/**
 * Converts a document of the US utility rate database (apps.openei.org/USURDB, version 7 and
 * later) into one of ours, for `parseTariff`. Rates are per kWh and kW of the month; adjustments
 * are part of them. Lines stay exact and only the total is rounded. What it cannot express is a
 * fault, never left out silently; prices for what is fed in are not taken over.
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
  const parts: Parts = { calendars: [], charges: [] };
  convertEnergy(source, parts);
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
  demandratchetpercentage: "a ratchet on earlier demand",
  lookbackpercent: "a ratchet on earlier demand",
  demandreactivepowercharge: "a charge on reactive power",
  fueladjustmentsmonthly: "a monthly fuel adjustment",
  annualmincharge: "a minimum over the year",
};

function refuseUnsupported({ field }: Source): void {
  for (const [name, what] of Object.entries(UNSUPPORTED)) {
    const place = field(name);
    if (isNothing(place.value)) continue;
    refuse(place, `is ${what}, which is not converted`, "remove it to price the rest");
  }
  for (const name of ["demandunits", "demandrateunit", "flatdemandunit"]) {
    const place = field(name);
    if (place.value === undefined || place.value === "kW") continue;
    refuse(place, `is ${shown(place.value)}, which is not converted`, "only demand in kW is");
  }
}

/** Zero, or a list of nothing but zeros. */
function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isNothing);
  return value === undefined || value === null || value === 0 || value === "";
}

function schedulesOf(
  { field }: Source,
  kind: "energy" | "demand",
  periods: number,
): UrdbSchedules | undefined {
  const weekday = readSchedule(field(`${kind}weekdayschedule`), periods);
  const weekend = readSchedule(field(`${kind}weekendschedule`), periods);
  return weekday && weekend && { weekday, weekend };
}

/** One price, or a ladder. */
function priceOf(tiers: readonly WrittenTier[]): Written {
  const [only] = tiers;
  return tiers.length === 1 ? { price: only?.price } : { tiers };
}

function convertEnergy(source: Source, { calendars, charges }: Parts): void {
  const place = source.field("energyratestructure");
  if (isNothing(place.value)) return;
  const structure = readStructure(place, ["kWh"]);
  const schedules = structure && schedulesOf(source, "energy", structure.length);
  if (!schedules) return;
  const periods = usedPeriods(schedules);
  const hasTiers = periods.some((period) => (structure[period]?.length ?? 0) > 1);
  const charge = { kind: "consumption", id: "energy", label: "Energy" };
  // The database starts tiers again each month and counts the energy of all periods together.
  const ladder = hasTiers && { ladder: { counts: "month", allocation: "proportional" } };
  const [first = 0] = periods;
  if (periods.length === 1) {
    charges.push({ ...charge, ...priceOf(structure[first] ?? []), ...ladder });
    return;
  }
  calendars.push(calendarOf("energy", schedules));
  charges.push({ ...charge, calendar: "energy", rates: ratesOf(structure, periods), ...ladder });
}

function ratesOf(structure: readonly (readonly WrittenTier[])[], periods: readonly number[]) {
  return periods.map((period) => ({
    touPeriods: [touPeriodId(period)],
    ...priceOf(structure[period] ?? []),
  }));
}

function convertTouDemand(source: Source, { calendars, charges }: Parts): void {
  const place = source.field("demandratestructure");
  if (isNothing(place.value)) return;
  const structure = readStructure(place, ["kW"]);
  const schedules = structure && schedulesOf(source, "demand", structure.length);
  if (!schedules) return;
  calendars.push(calendarOf("demand", schedules));
  charges.push({
    ...demandCharge(source, { id: "tou-demand", label: "Demand by time of use" }),
    calendar: "demand",
    rates: ratesOf(structure, usedPeriods(schedules)),
  });
}

function convertFlatDemand(source: Source, { calendars, charges }: Parts): void {
  const place = source.field("flatdemandstructure");
  if (isNothing(place.value)) return;
  const structure = readStructure(place, ["kW"]);
  if (!structure) return;
  const monthsPlace = source.field("flatdemandmonths");
  const months =
    monthsPlace.value === undefined && structure.length === 1
      ? Array.from({ length: 12 }, () => 0)
      : exactly(12, periodNumber(structure.length))(monthsPlace);
  if (!months) return;
  const charge = demandCharge(source, { id: "flat-demand", label: "Demand" });
  const groups = seasonsOfMonths((month) => String(months[month]));
  const tiersIn = ([month = 0]: readonly number[]) => priceOf(structure[months[month] ?? 0] ?? []);
  if (groups.length === 1) {
    charges.push({ ...charge, ...tiersIn([0]) });
    return;
  }
  calendars.push({ id: "flat-demand", seasons: groups.map(({ season }) => season) });
  const rates = groups.map(({ months, season }) => ({
    seasons: [season["id"]],
    ...tiersIn(months),
  }));
  charges.push({ ...charge, calendar: "flat-demand", rates });
}

function demandCharge({ field }: Source, name: { readonly id: string; readonly label: string }) {
  const window = field("demandwindow");
  const minutes = isNothing(window.value) ? undefined : urdbNumber(window);
  return {
    kind: "demand",
    ...name,
    ...(minutes !== undefined && { intervalMinutes: minutes }),
    per: "month",
    prorate: "days",
  };
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
