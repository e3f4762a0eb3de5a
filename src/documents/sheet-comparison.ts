import type { Bill, BillComparison } from "#domain/billing/bill.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type SheetSetting, unitText } from "./sheet-line.ts";

/** The use of a commodity beside last year's and that of like tenants, in print. */
export interface SheetComparison {
  readonly commodity: Commodity;
  readonly name: string;
  readonly now: string;
  /** Empty where it is not known, as the ones below. */
  readonly yearBefore: string;
  readonly change: string;
  readonly ownPerM2: string;
  readonly peersPerM2: string;
}

/** What the use has set free, in print. */
export interface SheetEmission {
  readonly name: string;
  readonly quantity: string;
  readonly factor: string;
  readonly source: string;
  readonly kilograms: string;
}

/** A change beyond a hundredfold says nothing to anybody. */
const PERCENT_AT_MOST = 10_000;

/** One row a commodity. */
export function sheetComparisons({ comparisons = [] }: Bill, setting: SheetSetting) {
  return comparisons.map((comparison) => comparisonRow(comparison, setting));
}

function comparisonRow(
  { commodity, unit: code, consumption, yearBefore, peers }: BillComparison,
  { words, format }: SheetSetting,
): SheetComparison {
  const unit = unitText(code, words);
  const withUnit = (quantity: string) => `${format.quantity(quantity)} ${unit}`;
  return {
    commodity,
    name: words.commodity[commodity],
    now: withUnit(consumption),
    yearBefore: yearBefore === undefined ? "" : withUnit(yearBefore),
    change: yearBefore === undefined ? "" : changeText(consumption, yearBefore, format),
    ownPerM2: peers ? withUnit(peers.ownPerM2) : "",
    peersPerM2: peers ? `${withUnit(peers.peersPerM2)} (${peers.tenants})` : "",
  };
}

/** `+12 %`; empty after nothing, of which there is no percentage. */
function changeText(now: string, before: string, format: SheetSetting["format"]): string {
  const base = Decimal.parse(before);
  if (base.isZero() || base.isNegative()) return "";
  const percent = Decimal.parse(now)
    .minus(base)
    .times(Decimal.of(100))
    .dividedBy(base, 0, "half-up");
  if (Math.abs(percent.toDisplayNumber()) > PERCENT_AT_MOST) return "";
  const sign = percent.isNegative() ? "−" : "+";
  return `${percent.isZero() ? "" : sign}${format.percent(percent.absolute().toString())}`;
}

/** One row a commodity whose factor the site knows. */
export function sheetEmissions({ emissions = [] }: Bill, setting: SheetSetting): SheetEmission[] {
  const { words, format } = setting;
  return emissions.map(({ commodity, unit, consumption, factor, source, kilograms }) => ({
    name: words.commodity[commodity],
    quantity: `${format.quantity(consumption)} ${unitText(unit, words)}`,
    factor: format.price(factor),
    source,
    kilograms: format.quantity(kilograms),
  }));
}
