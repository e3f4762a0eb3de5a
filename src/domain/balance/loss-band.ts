import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { ZoneInterval } from "./zone-interval.ts";

/**
 * How far honest meters may differ, in percent of what they measure: the permitted error at usual
 * load of the classes found in buildings. Electricity: class 1, IEC 62053-21. Gas: class 1.5,
 * EN 1359. Water: class 2, ISO 4064-1. Heat and cooling: class 2 of EN 1434-1, which allows more
 * at small temperature differences.
 */
export const METER_UNCERTAINTY_PERCENT: Readonly<Record<Commodity, Decimal>> = {
  electricity: Decimal.parse("1"),
  gas: Decimal.parse("1.5"),
  "cold-water": Decimal.parse("2"),
  "hot-water": Decimal.parse("2"),
  heat: Decimal.parse("3"),
  cooling: Decimal.parse("3"),
};

/** What may be missing in a zone without an alarm. */
export interface LossBand {
  readonly commodity: Commodity;
  /** Technical loss in percent of what is supplied. */
  readonly allowedPercent: Decimal;
  /** Technical loss per hour in the commodity's unit, with nothing switched on: transformers, pumps. */
  readonly allowedPerHour: Decimal;
}

const MINUTES_IN_HOUR = Decimal.of(60);
const PERCENT = Decimal.parse("0.01");
const SHOWN_DIGITS = 6;

/** The limits of an interval's loss, in the commodity's unit. */
export interface AllowedLoss {
  /** Below it more was used than can have been supplied: zero or negative. */
  readonly lowest: Decimal;
  readonly highest: Decimal;
}

/**
 * highest: percent of the supply + constant × hours + the meters' uncertainty + the registers'
 * coarseness. lowest: nothing lost at all, less uncertainty and coarseness.
 */
export function allowedLoss(interval: ZoneInterval, band: LossBand): AllowedLoss {
  const through = Decimal.max(interval.supplied, interval.used).absolute();
  const uncertainty = through
    .times(METER_UNCERTAINTY_PERCENT[band.commodity])
    .times(PERCENT)
    .plus(interval.coarseness);
  const minutes = Decimal.of(interval.range.from.until(interval.range.to).total("minutes"));
  const technical = interval.supplied
    .times(band.allowedPercent)
    .times(PERCENT)
    .plus(band.allowedPerHour.times(minutes).dividedBy(MINUTES_IN_HOUR, SHOWN_DIGITS, "half-up"));
  return { lowest: uncertainty.negated(), highest: technical.plus(uncertainty) };
}
