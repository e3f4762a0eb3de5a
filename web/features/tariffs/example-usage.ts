import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { unitsOf } from "#domain/core/unit.ts";

/** What a small household uses in a month, in the commodity's usual unit: for a look at a tariff. */
const IN_A_MONTH: Readonly<Record<Commodity, number>> = {
  electricity: 250,
  gas: 900,
  "cold-water": 4,
  "hot-water": 2,
  heat: 800,
  cooling: 200,
};

const COUNTS_IN_UNIT = 1000;

/** An even use over a local month, hour by hour; the counts sum to the quantity exactly. */
export function exampleUsage(
  commodity: Commodity,
  { month, timeZone }: { readonly month: string; readonly timeZone: string },
): { readonly quantity: number; readonly unit: string; readonly consumption: IntervalConsumption } {
  const start = Temporal.PlainDate.from(`${month}-01`).toZonedDateTime(timeZone);
  const { hours } = start.until(start.add({ months: 1 }), { largestUnit: "hours" });
  const quantity = IN_A_MONTH[commodity];
  const counts = quantity * COUNTS_IN_UNIT;
  const base = Math.floor(counts / hours);
  const rest = counts - base * hours;
  return {
    quantity,
    unit: unitsOf(commodity)[0] ?? "",
    consumption: {
      from: start.toInstant(),
      intervalMinutes: 60,
      amounts: Float64Array.from({ length: hours }, (_, n) => base + (n < rest ? 1 : 0)),
      perCount: Decimal.parse("0.001"),
    },
  };
}
