/** What a person reads who wrote a tariff document with a mistake: tariff-documents.txt. */
import { join } from "node:path";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { assertGolden } from "#test/support/golden.ts";

type Parts = Readonly<Record<string, unknown>>;

const ENERGY = { kind: "consumption", id: "energy", label: "Energy", price: "0.25" };
const BASE = { kind: "fixed", id: "base", label: "Base", price: "5", per: "day" };
const DAY = {
  id: "day",
  touPeriods: [{ id: "peak" }, { id: "night" }],
  days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "peak" }], otherwise: "night" }],
};
const TIERS = [{ upTo: "10", price: "1" }, { price: "2" }];
const HALVES = [
  { id: "a", from: "01-01", through: "06-30" },
  { id: "b", from: "07-01", through: "12-31" },
];
const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const VAT = { id: "vat", label: "VAT", percent: "19" };

const document = (parts: Parts): unknown => ({
  format: "smartpm-tariff/1",
  name: "Example",
  commodity: "electricity",
  currency: "EUR",
  charges: [ENERGY],
  ...parts,
});
const energy = (parts: Parts, more: Parts = {}) =>
  document({ charges: [{ ...ENERGY, price: undefined, ...parts }].map(present), ...more });
const charge = (parts: Parts) => document({ charges: [ENERGY, { label: "Second", ...parts }] });
const calendar = (parts: Parts) => document({ calendars: [present({ ...DAY, ...parts })] });
const seasons = (list: readonly unknown[]) => calendar({ seasons: list });
const dayTypes = (list: readonly unknown[]) => calendar({ dayTypes: list });
const day = (parts: Parts) => calendar({ days: [present({ ...DAY.days[0], ...parts })] });
const tax = (...taxes: readonly Parts[]) =>
  document({ taxes: taxes.map((it) => ({ ...VAT, ...it })) });

/** Without the fields that are undefined. */
function present(fields: Parts): Parts {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const CASES: Readonly<Record<string, unknown>> = {
  "not a document": [1],
  "a text": "tariff",
  "nothing in it": {},
  "another format": document({ format: "smartpm-tariff/2" }),
  "a name without letters": document({ name: "  " }),
  "a name as a number": document({ name: 5 }),
  "a name too long": document({ name: "n".repeat(501) }),
  "a name in a language of one letter": document({ name: { e: "Name" } }),
  "a name in no language": document({ name: {} }),
  "a name that is empty in one language": document({ name: { en: "Name", zh: " " } }),
  "an unknown commodity": document({ commodity: "steam" }),
  "a currency in lower case": document({ currency: "eur" }),
  "a unit of another commodity": document({ unit: "m3" }),
  "a field nobody knows": document({ prizes: [] }),
  "a field written almost right": document({ charge: [] }),
  "a field with a very long name": document({ ["x".repeat(60)]: 1 }),
  "a source without title": document({ sources: [{ url: "https://example.org" }] }),
  "a source at no address": document({ sources: [{ title: "List", url: "example.org" }] }),
  "a source of no day": document({ sources: [{ title: "List", date: "2026-02-30" }] }),
  "a source in month 13": document({ sources: [{ title: "List", date: "2026-13-01" }] }),
  "a source on day 0": document({ sources: [{ title: "List", date: "2026-01-00" }] }),
  "sources not in a list": document({ sources: { title: "List" } }),
  "an unknown rounding": document({ rounding: { line: "up", tax: "none", total: 2 } }),
  "holidays without dates": document({ holidays: {} }),
  "a holiday that does not exist": document({ holidays: { dates: ["2026-02-29", "13-01", 5] } }),
  "no charges": document({ charges: [] }),
  "charges not in a list": document({ charges: ENERGY }),
  "too many charges": document({ charges: Array.from({ length: 2001 }, () => ENERGY) }),
  "a charge of no kind": document({ charges: [{ id: "energy" }] }),
  "a charge that is a text": document({ charges: ["energy"] }),
  "two charges of one id": document({ charges: [ENERGY, ENERGY] }),
  "an id with capitals": document({ charges: [{ ...ENERGY, id: "Energy" }] }),
  "an id that is a number": document({ charges: [{ ...ENERGY, id: 1 }] }),
  "a price as a number": energy({ price: 0.25 }),
  "a price that is no number": energy({ price: "a quarter" }),
  "a price that is null": energy({ price: null }),
  "a price with an exponent": energy({ price: "1e5" }),
  "a price with too many digits": energy({ price: `0.${"1".repeat(40)}` }),
  "a price and tiers": energy({ price: "1", tiers: TIERS }),
  "neither price nor tiers nor rates": energy({}),
  "a price with a calendar": energy({ price: "1", calendar: "day" }, { calendars: [DAY] }),
  "tiers without a ladder": energy({ tiers: TIERS }),
  "a ladder without tiers": energy({ price: "1", ladder: { counts: "month" } }),
  "a ladder of an unknown kind": energy({
    tiers: TIERS,
    ladder: { counts: "week", kind: "steps", allocation: "fair", prorate: "maybe" },
  }),
  "the last tier ends": energy({
    tiers: [...TIERS, { upTo: "20", price: "3" }],
    ladder: { counts: "month" },
  }),
  "the last of the tiers ends": energy({
    tiers: [
      { upTo: "10", price: "1" },
      { upTo: "20", price: "3" },
    ],
    ladder: { counts: "month" },
  }),
  "tiers that go down": energy({
    tiers: [{ upTo: "10", price: "1" }, { upTo: "5", price: "2" }, { price: "3" }],
    ladder: { counts: "month" },
  }),
  "two tiers that end together": energy({
    tiers: [{ upTo: "10", price: "1" }, { upTo: "10", price: "2" }, { price: "3" }],
    ladder: { counts: "month" },
  }),
  "a first tier of nothing": energy({
    tiers: [{ upTo: "0", price: "1" }, { price: "2" }],
    ladder: { counts: "month" },
  }),
  "a tier below zero": energy({
    tiers: [{ upTo: "-5", price: "1" }, { price: "2" }],
    ladder: { counts: "month" },
  }),
  "tiers by time that are not shared": energy(
    {
      rates: [
        { touPeriods: ["peak"], tiers: TIERS },
        { touPeriods: ["night"], price: "1" },
      ],
      ladder: { counts: "month" },
    },
    { calendars: [DAY] },
  ),
  "a quantity factor below zero": energy({ price: "1", quantityFactor: "-0.1" }),
  "a price per unit of something else": energy({ price: "1", unit: "m3" }),
  "rates without a calendar": energy({ rates: [{ price: "1" }] }),
  "rates of an unknown calendar": energy(
    { calendar: "night", rates: [{ price: "1" }] },
    { calendars: [DAY] },
  ),
  "rates where there are two calendars": energy(
    { rates: [{ price: "1" }] },
    { calendars: [DAY, { ...DAY, id: "other" }] },
  ),
  "a rate of an unknown period": energy(
    { rates: [{ touPeriods: ["noon"], price: "1" }] },
    { calendars: [DAY] },
  ),
  "a rate of an unknown season": energy(
    { rates: [{ seasons: ["spring"], price: "1" }] },
    { calendars: [DAY] },
  ),
  "a rate with both price and tiers": energy(
    { rates: [{ price: "1", tiers: TIERS }] },
    { calendars: [DAY] },
  ),
  "a period with two prices": energy(
    { rates: [{ price: "1" }, { touPeriods: ["peak"], price: "2" }] },
    { calendars: [DAY] },
  ),
  "a period without price": energy(
    { rates: [{ touPeriods: ["peak"], price: "1" }] },
    { calendars: [DAY] },
  ),
  "a season without price": energy(
    { rates: [{ seasons: ["a"], price: "1" }] },
    { calendars: [{ ...DAY, seasons: HALVES }] },
  ),
  "two calendars of one id": document({ calendars: [DAY, DAY] }),
  "a calendar that is a number": document({ calendars: [7] }),
  "a season that does not say when": seasons([{ id: "a" }]),
  "a season with only a begin": seasons([{ id: "a", from: "01-01" }]),
  "a season that says it twice": seasons([
    { id: "a", from: "01-01", through: "12-31", ranges: [{ from: "01-01", through: "12-31" }] },
  ]),
  "a hole in the year": seasons([HALVES[0], { ...HALVES[1], from: "07-02" }]),
  "seasons that overlap": seasons([HALVES[0], { ...HALVES[1], from: "06-30" }]),
  "seasons that overlap over new year": seasons([
    { id: "a", from: "03-01", through: "01-01" },
    { id: "b", from: "01-01", through: "02-29" },
  ]),
  "two seasons of one id": seasons([HALVES[0], { ...HALVES[1], id: "a" }]),
  "a season from a day that does not exist": seasons([{ id: "a", from: "02-30", through: "1-1" }]),
  "a weekday in no day type": dayTypes([{ id: "work", weekdays: WEEK.slice(0, 6) }]),
  "a weekday in two day types": dayTypes([
    { id: "work", weekdays: WEEK },
    { id: "rest", weekdays: ["sun"] },
  ]),
  "an unknown weekday": dayTypes([{ id: "work", weekdays: ["monday"] }]),
  "holidays in two day types": dayTypes([
    { id: "work", weekdays: WEEK.slice(0, 5), holidays: true },
    { id: "rest", weekdays: WEEK.slice(5), holidays: true },
  ]),
  "a date in two day types": dayTypes([
    { id: "work", weekdays: WEEK.slice(0, 5), dates: ["12-24", "12-31"] },
    { id: "rest", weekdays: WEEK.slice(5), dates: ["12-31"] },
  ]),
  "holidays that are neither true nor false": dayTypes([
    { id: "work", weekdays: WEEK, holidays: "yes" },
  ]),
  "two day types of one id": dayTypes([
    { id: "work", weekdays: WEEK.slice(0, 5) },
    { id: "work", weekdays: WEEK.slice(5) },
  ]),
  "two periods of one id": calendar({ touPeriods: [{ id: "peak" }, { id: "peak" }] }),
  "periods that are never said to hold": calendar({ days: undefined }),
  "a period that never holds": calendar({
    touPeriods: [{ id: "peak" }, { id: "night" }, { id: "noon" }],
  }),
  "a window of an unknown period": day({
    windows: [{ from: "06:00", to: "22:00", touPeriod: "noon" }],
  }),
  "a rest of an unknown period": day({ otherwise: "noon" }),
  "a day with a hole": day({ otherwise: undefined }),
  "a day with a hole between windows": day({
    otherwise: undefined,
    windows: [
      { from: "00:00", to: "06:00", touPeriod: "night" },
      { from: "08:30", to: "24:00", touPeriod: "peak" },
    ],
  }),
  "windows that overlap": day({
    windows: [
      { from: "06:00", to: "12:15", touPeriod: "peak" },
      { from: "12:00", to: "13:00", touPeriod: "night" },
    ],
  }),
  "windows that overlap over midnight": day({
    windows: [
      { from: "22:00", to: "06:00", touPeriod: "night" },
      { from: "05:00", to: "07:00", touPeriod: "peak" },
    ],
  }),
  "times that do not exist": day({
    windows: [
      { from: "24:01", to: "6:00", touPeriod: "peak" },
      { from: "25:00", to: "12:60", touPeriod: "peak" },
      { from: 6, to: "12:00", touPeriod: "peak" },
    ],
  }),
  "a day of an unknown season": day({ seasons: ["winter"] }),
  "a day of an unknown day type": day({ dayTypes: ["sunday"] }),
  "a season that no day speaks of": calendar({
    seasons: HALVES,
    days: [{ seasons: ["a"], windows: DAY.days[0]?.windows, otherwise: "night" }],
  }),
  "a season that two days speak of": calendar({ days: [DAY.days[0], DAY.days[0]] }),
  "demand of heat": document({
    commodity: "heat",
    charges: [{ kind: "demand", id: "demand", label: "Demand", price: "1", prorate: "days" }],
  }),
  "demand over no time": charge({
    kind: "demand",
    id: "demand",
    price: "1",
    prorate: "days",
    intervalMinutes: 0,
  }),
  "demand over half a minute": charge({
    kind: "demand",
    id: "demand",
    price: "1",
    prorate: "days",
    intervalMinutes: 0.5,
  }),
  "demand that does not say what a part costs": charge({
    kind: "demand",
    id: "demand",
    price: "1",
  }),
  "yearly demand that is not shared": charge({
    kind: "demand",
    id: "demand",
    price: "1",
    per: "year",
    prorate: "none",
  }),
  "a fixed price per week": charge({ ...BASE, per: "week" }),
  "a fixed price that does not say what a part costs": charge({ ...BASE, per: "month" }),
  "a daily price that is not shared": charge({ ...BASE, prorate: "none" }),
  "a price per bill that is shared": charge({ ...BASE, per: "billing-period", prorate: "days" }),
  "a yearly price that is whole": charge({ ...BASE, per: "year", prorate: "none" }),
  "a price times something unknown": charge({ ...BASE, times: "windows" }),
  "a minimum before what it counts": document({
    charges: [{ kind: "minimum", id: "least", label: "Least", amount: "5", per: "day" }, ENERGY],
  }),
  "a minimum on something unknown": charge({
    kind: "minimum",
    id: "least",
    amount: "5",
    per: "day",
    on: ["base"],
  }),
  "a minimum below zero": charge({ kind: "minimum", id: "least", amount: "-5", per: "day" }),
  "a tax without percent": tax({ percent: undefined }),
  "two taxes of one id": tax({}, {}),
  "a tax on something unknown": tax({ on: ["gas"] }),
  "a tax on no charge": tax({ on: [] }),
  "a tax on a later tax": tax({ onTaxes: ["city"] }, { id: "city" }),
  "an included tax on a tax": tax({ id: "city" }, { included: true, onTaxes: ["city"] }),
  "a tax that is included in quotes": tax({ included: "true" }),
};

test("each mistake in a tariff document is told by its place, what is wrong and what would be right", () => {
  const texts = Object.entries(CASES).map(([name, json]) => {
    const parsed = parseTariff(json);
    const faults = parsed.ok ? ["accepted"] : parsed.faults.map(faultText);
    return [`${name}`, ...faults.map((fault) => `    ${fault}`)].join("\n");
  });
  assertGolden(join(import.meta.dirname, "tariff-documents.txt"), `${texts.join("\n\n")}\n`);
});
