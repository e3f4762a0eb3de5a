import { refuse, shown, type Read } from "./document-reader.ts";
import {
  calendarOf,
  exactly,
  MONTHS,
  periodNumber,
  ratesOf,
  schedulesOf,
  seasonsOfMonths,
  usedPeriods,
} from "./urdb-calendar.ts";
import { decimalText, readStructure, urdbNumber } from "./urdb-prices.ts";
import { isNothing, type Parts, priceOf, type Source, type Written } from "./urdb-source.ts";

/** Demand by time of use: on the highest interval of each period in the month. */
export function convertTouDemand(source: Source, { calendars, charges }: Parts): void {
  const place = source.field("demandratestructure");
  if (isNothing(place.value)) return;
  const structure = readStructure(place, ["kW"]);
  const schedules = structure && schedulesOf(source.field, "demand", structure.length);
  if (!schedules) return;
  calendars.push(calendarOf("demand", schedules).written);
  charges.push({
    ...demandCharge(source, { id: "tou-demand", label: "Demand by time of use" }),
    calendar: "demand",
    rates: ratesOf(structure, usedPeriods(schedules)),
  });
}

/** Demand on the highest interval of the month, whenever it was. */
export function convertFlatDemand(source: Source, { calendars, charges }: Parts): void {
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
  const charge = {
    ...demandCharge(source, { id: "flat-demand", label: "Demand" }),
    ...ratchetOf(source),
  };
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

function demandCharge(source: Source, name: { readonly id: string; readonly label: string }) {
  const window = source.field("demandwindow");
  const minutes = isNothing(window.value) ? undefined : urdbNumber(window);
  return {
    kind: "demand",
    ...name,
    ...unitOf(source),
    ...(minutes !== undefined && { intervalMinutes: minutes }),
    per: "month",
    prorate: "days",
  };
}

/** The names of the field in the database, in its exports and in its earlier versions. */
const UNIT_FIELDS = [
  "demandunits",
  "demandunit",
  "demandrateunits",
  "demandrateunit",
  "flatdemandunits",
  "flatdemandunit",
];

/** kW unless told; reports other units, and several. */
function unitOf({ field }: Source): Written {
  const told = UNIT_FIELDS.map(field).filter(({ value }) => !isNothing(value));
  for (const place of told) {
    const { value } = place;
    if (value !== "kW" && value !== "kVA") {
      refuse(place, `is ${shown(value)}, which is not converted`, "only demand in kW or kVA is");
    } else if (value !== told[0]?.value) {
      refuse(place, `is ${value}, and ${told[0]?.path} is not`, "write one unit of demand");
    }
  }
  return told[0]?.value === "kVA" ? { unit: "kVA" } : {};
}

const MONTHS_BEFORE = 11;

/**
 * The database counts months before the billed one (`lookbackrange`), or some months of the year
 * (`lookbackmonths`); `demandratchetpercentage` has a percentage for each month.
 */
function ratchetOf(source: Source): Written {
  const { field } = source;
  const percentages = field("demandratchetpercentage");
  const percent = field("lookbackpercent");
  if (isNothing(percent.value) && isNothing(percentages.value)) return {};
  if (!isNothing(percentages.value)) {
    const each = exactly(MONTHS, urdbNumber)(percentages);
    const [first = 0] = each ?? [];
    if (!each) return {};
    if (each.some((one) => one !== first)) {
      refuse(percentages, "differs by month, which is not converted", "write one for all months");
    }
    return { ratchet: { percent: decimalText(percentOf(first)), months: MONTHS_BEFORE } };
  }
  const share = urdbNumber(percent);
  const range = field("lookbackrange");
  const months = isNothing(range.value) ? MONTHS_BEFORE : urdbNumber(range);
  const flags = field("lookbackmonths");
  const flagged = isNothing(flags.value) ? undefined : exactly(MONTHS, anyFlag)(flags);
  if (share === undefined || months === undefined) return {};
  const ofMonths = flagged?.flatMap((flag, month) => (flag ? [month + 1] : []));
  const byRange = !isNothing(range.value);
  return {
    ratchet: {
      percent: decimalText(percentOf(share)),
      months,
      ...(ofMonths && !byRange && { ofMonths }),
    },
  };
}

/** A flag as programs write it. */
const anyFlag: Read<boolean> = (place) => {
  const { value } = place;
  if (value === true || value === 1) return true;
  if (value === false || value === 0) return false;
  return refuse(place, `is ${shown(value)}`, "write true or false");
};

/** 80 percent stand as 0.8 or as 80. */
function percentOf(share: number): number {
  return share <= 1 ? Number((share * 100).toPrecision(12)) : share;
}

/** Reports a ratchet where there is no demand of the month that it could raise. */
export function refuseLoneRatchet({ field }: Source): void {
  if (!isNothing(field("flatdemandstructure").value)) return;
  for (const place of ["lookbackpercent", "demandratchetpercentage"].map(field)) {
    if (isNothing(place.value)) continue;
    const message = "is a ratchet, and there is no flatdemandstructure that it would raise";
    refuse(place, message, "remove it to price the rest");
  }
}
