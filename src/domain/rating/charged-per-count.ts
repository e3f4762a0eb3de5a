import { Decimal } from "#domain/core/decimal.ts";
import { inUnit } from "./in-unit.ts";
import type { PricedStretch } from "./priced-stretch.ts";

/** How a charge counts: in its own unit, and only a part of it where the tariff says so. */
interface Counting {
  readonly id: string;
  readonly unit: string;
  readonly quantityFactor: Decimal;
}

/** A quantity in the unit of the document as the charge counts it. */
export function charged(
  { id, unit, quantityFactor }: Counting,
  quantity: Decimal,
  documentUnit: string,
): Decimal {
  const own = inUnit(quantity, { from: documentUnit, to: unit });
  if (own) return quantityFactor.equals(Decimal.ONE) ? own : own.times(quantityFactor);
  throw new RangeError(`charge ${id} cannot count ${unit} from ${documentUnit}`);
}

/** One count of the usage as the charge counts it. */
export function chargedPerCount(charge: Counting, { usage, unit }: PricedStretch): Decimal {
  return charged(charge, usage.perCount, unit);
}
