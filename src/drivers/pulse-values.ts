import { Decimal } from "#domain/core/decimal.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { RegisterValue } from "./register-value.ts";

/** What is asked of each meter whose registers count pulses; decimal text. */
export interface PulseSetting {
  /** What a pulse is worth in the register's unit; 1 when absent. */
  readonly pulseWeight?: string;
  /** What the meter's own face showed at count zero; 0 when absent. */
  readonly startValue?: string;
}

/** What the meter's face shows, from the pulses counted: start + pulses × weight. */
export function withPulses(
  values: readonly RegisterValue[],
  model: Pick<MeterModel, "pulses">,
  { pulseWeight = "1", startValue = "0" }: PulseSetting,
): readonly RegisterValue[] {
  if (!model.pulses) return values;
  const weight = Decimal.parse(pulseWeight);
  const start = Decimal.parse(startValue);
  return values.map(({ register, value }) => ({
    register,
    value: register.role === "live" ? value : value && start.plus(value.times(weight)).normalized(),
  }));
}
