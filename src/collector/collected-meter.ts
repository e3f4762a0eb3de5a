import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { MeterRegister } from "#domain/metering/meter-register.ts";
import type { LineConnection, MeterReader } from "#drivers/line-connection.ts";
import type { CollectedMeter } from "#storage/collection-plan.ts";
import { Breaker } from "./breaker.ts";

/** A meter while its line is being read. */
export interface PolledMeter extends CollectedMeter {
  readonly breaker: Breaker;
  readonly reader: MeterReader;
  /** All its registers. */
  readonly all: readonly MeterRegister[];
  /** The billing registers alone: what an aligned saving asks for. */
  readonly billing: readonly MeterRegister[];
  /** The aligned instant that was last saved, in ms. */
  savedMs: number;
  /** Grows with every request on the line: who was asked longest ago has the smallest. */
  askedTurn: number;
}

const MS_PER_MINUTE = 60_000;

interface PollingStart {
  readonly model: MeterModel;
  readonly connection: LineConnection;
  readonly nowMs: number;
}

/** A meter to be polled from `nowMs` on; the interval that has begun is not saved after the fact. */
export function polledMeter(
  meter: CollectedMeter,
  { model, connection, nowMs }: PollingStart,
): PolledMeter {
  return {
    ...meter,
    breaker: new Breaker(),
    reader: connection.meter({ model, address: meter.unitAddress }),
    all: model.registers,
    billing: model.registers.filter(({ role }) => role === "billing"),
    savedMs: alignedMs(meter, nowMs),
    askedTurn: 0,
  };
}

/** The newest boundary of the meter's interval at or before an instant. */
export function alignedMs({ channel }: CollectedMeter, nowMs: number): number {
  const stepMs = (channel?.intervalMinutes ?? 1) * MS_PER_MINUTE;
  return Math.floor(nowMs / stepMs) * stepMs;
}

/** Whether the meter's register is to be saved now. */
export function isDue(meter: PolledMeter, nowMs: number): boolean {
  return meter.channel !== undefined && alignedMs(meter, nowMs) > meter.savedMs;
}
