import { COMMODITIES } from "#domain/core/commodity.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { unitsOf } from "#domain/core/unit.ts";
import {
  decimal,
  described,
  identifier,
  isPlainObject,
  listOf,
  localText,
  oneOf,
  optional,
  orList,
  record,
  refuse,
  required,
  schemaOf,
  shown,
  text,
  truth,
  type JsonSchema,
  type Place,
  type Read,
} from "./document-reader.ts";
import { readGasConversion, resolveGasConversion } from "./gas-conversion.ts";
import { readHolidays, resolveHolidays } from "./parse-holidays.ts";
import { parseCalendar, readCalendar, within } from "./parse-calendar.ts";
import { chargeReader, WRITTEN_CHARGE } from "./parse-charge.ts";
import { knownIds } from "./parse-charge-parts.ts";
import { isDate } from "./read-time.ts";
import type { Charge, Tax, TariffDocument } from "./tariff-document.ts";

/** The first field of every document: what it is and which edition of the format it follows. */
export const TARIFF_FORMAT = "smartpm-tariff/1";

/** Taken as it is, to be read once what it refers to has been. */
function later(schema: JsonSchema): Read<unknown> {
  return described((place) => place.value ?? null, schema);
}

const currencyCode: Read<string> = described(
  (place) =>
    typeof place.value === "string" && /^[A-Z]{3}$/.test(place.value)
      ? place.value
      : refuse(place, `is ${shown(place.value)}`, 'write an ISO 4217 code, like "EUR"'),
  { type: "string", pattern: "^[A-Z]{3}$" },
);
const webAddress: Read<string> = described(
  (place) => {
    const address = text(place);
    if (address === undefined || /^https?:\/\/[^\s]+$/.test(address)) return address;
    return refuse(place, `is ${shown(address)}`, "write an address that begins with https://");
  },
  { type: "string", pattern: "^https?://" },
);
const day: Read<string> = described(
  (place) =>
    typeof place.value === "string" && isDate(place.value)
      ? place.value
      : refuse(place, `is ${shown(place.value)}`, 'write a day, like "2026-01-01"'),
  { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\d$" },
);

const readTax = record({
  id: required(identifier),
  label: required(localText),
  percent: required(decimal),
  included: optional(truth),
  on: optional(listOf(identifier, 1)),
  onTaxes: optional(listOf(identifier, 1)),
});

/** A whole document as written: what the published schema tells. */
export const readDocument = record({
  format: required(oneOf([TARIFF_FORMAT])),
  $schema: optional(text),
  name: required(localText),
  description: optional(localText),
  sources: optional(
    listOf(
      record({
        title: required(text),
        url: optional(webAddress),
        date: optional(day),
        note: optional(text),
      }),
    ),
  ),
  commodity: required(oneOf(COMMODITIES)),
  unit: optional(text),
  currency: required(currencyCode),
  gasEnergy: optional(readGasConversion),
  rounding: optional(
    record({
      line: optional(oneOf(["half-up", "half-even", "none"])),
      tax: optional(oneOf(["half-up", "half-even"])),
      total: optional(oneOf(["half-up", "half-even"])),
    }),
  ),
  holidays: optional(readHolidays),
  calendars: optional(listOf(later(schemaOf(readCalendar)))),
  charges: required(listOf(later(WRITTEN_CHARGE), 1)),
  taxes: optional(listOf(later(schemaOf(readTax)))),
});

/**
 * Checks a tariff document and resolves its references. Reports every fault that it can tell
 * apart, each with the path in the document and what would be right. Never throws, whatever the
 * value is, and looks at no more of it than the format has room for.
 */
export function parseTariff(json: unknown): Result<TariffDocument> {
  const faults: Fault[] = [];
  const place: Place = { value: json, path: "", faults };
  const document = isPlainObject(json)
    ? readWhole(place)
    : refuse(place, `is ${shown(json)}`, "write an object in braces");
  return document && faults.length === 0 ? ok(document) : failed(faults);
}

function readWhole(place: Place): TariffDocument | undefined {
  const written = readDocument(place);
  if (!written) return undefined;
  const at = (path: string, value: unknown): Place => ({ value, path, faults: place.faults });
  const { name, commodity, currency, rounding, sources = [] } = written;
  const [usual = ""] = unitsOf(commodity);
  const unit = written.unit ?? usual;
  if (!unitsOf(commodity).includes(unit)) {
    refuse(at("unit", unit), `is "${unit}"`, `write ${orList(unitsOf(commodity))}`);
  }
  const gasEnergy =
    written.gasEnergy &&
    resolveGasConversion(at("gasEnergy", written.gasEnergy), written.gasEnergy, {
      commodity,
      unit,
    });
  const holidays = resolveHolidays(at("holidays", written.holidays), written.holidays);
  const calendars = listOf((it) => parseCalendar(it, holidays))(
    at("calendars", written.calendars ?? []),
  );
  if (!calendars) return undefined;
  for (const [i, { id }] of calendars.entries()) {
    if (calendars.findIndex((other) => other.id === id) === i) continue;
    refuse(at(`calendars[${i}].id`, id), `"${id}" is there twice`, "choose another name");
  }
  const readCharge = chargeReader({ commodity, unit, calendars });
  const charges = listOf(readCharge)(at("charges", written.charges));
  if (!charges) return undefined;
  const taxes = parseTaxes(at("taxes", written.taxes ?? []), charges);
  if (!taxes) return undefined;
  return {
    name,
    commodity,
    unit,
    currency,
    gasEnergy,
    rounding: {
      line: rounding?.line ?? "half-up",
      tax: rounding?.tax ?? "half-up",
      total: rounding?.total ?? "half-up",
    },
    charges,
    taxes,
    sources: sources.map(({ title, url, date, note }) => ({
      title,
      ...(url !== undefined && { url }),
      ...(date !== undefined && { date }),
      ...(note !== undefined && { note }),
    })),
  };
}

function parseTaxes(place: Place, charges: readonly Charge[]): readonly Tax[] | undefined {
  const chargeIds = charges.map((charge) => charge.id);
  const earlier: string[] = [];
  return listOf((item): Tax | undefined => {
    const written = readTax(item);
    if (!written) return undefined;
    const { id, label, percent, included = false, on = chargeIds, onTaxes = [] } = written;
    if (earlier.includes(id)) {
      return refuse(within(item, "id"), `"${id}" is there twice`, "choose another name");
    }
    const known = knownIds(within(item, "on"), on, chargeIds);
    if (!knownIds(within(item, "onTaxes"), onTaxes, earlier) || !known) return undefined;
    if (included && onTaxes.length > 0) {
      return refuse(within(item, "onTaxes"), "stands with an included tax", "leave it out");
    }
    earlier.push(id);
    return { id, label, percent, included, on, onTaxes };
  })(place);
}
