import { Decimal } from "#domain/core/decimal.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { LoadLine } from "./load-file.ts";

const MINUTES_PER_HOUR = Decimal.of(60);

/** The consumption of an interval of which the average power is known, exactly. */
export function consumptionOfAveragePower(
  { line, value }: LoadLine,
  stepMinutes: number,
): Result<Decimal> {
  const total = value.times(Decimal.of(stepMinutes));
  const hours = total.dividedBy(MINUTES_PER_HOUR, total.scale + 2, "down");
  if (hours.times(MINUTES_PER_HOUR).equals(total)) return ok(hours.normalized());
  return failed([
    {
      code: "load.inexact",
      subject: `line ${line}`,
      message: `${value} kW over ${stepMinutes} minutes is no finite number of kWh`,
      remedy: "give the consumption of each interval, with --values kWh",
    },
  ]);
}
