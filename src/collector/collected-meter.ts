import type { Decimal } from "#domain/core/decimal.ts";
import type { LineTransport } from "#domain/metering/line-transport.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { MeterRegister } from "#domain/metering/meter-register.ts";
import type { LineConnection, MeterReader } from "#drivers/line-connection.ts";
import type { CollectedChannel, CollectedMeter } from "#storage/collection-plan.ts";
import { Breaker } from "./breaker.ts";

/** The registers of a meter that are kept, in the order in which they are asked for. */
export type KeptValues = readonly (Decimal | undefined)[];

/** A meter while its line is being read. */
export interface PolledMeter extends CollectedMeter {
  readonly model: MeterModel;
  readonly breaker: Breaker;
  readonly reader: MeterReader;
  /** All its registers. */
  readonly all: readonly MeterRegister[];
  /** Those that are kept: what an aligned saving asks for. */
  readonly kept: readonly MeterRegister[];
  /** What the kept registers showed when that was last certain; undefined until then. */
  shown: KeptValues | undefined;
  /** The aligned instant that was last saved, in ms. */
  savedMs: number;
  /** The slowest of its latest answers, in ms; undefined while it has never answered. */
  slowestMs: number | undefined;
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
  const wanted = new Set(meter.channels.map(({ quantity }) => quantity));
  return {
    ...meter,
    model,
    breaker: new Breaker(),
    reader: connection.meter({ model, address: meter.unitAddress }),
    all: model.registers,
    kept: model.registers.filter(({ quantity }) => wanted.has(quantity)),
    shown: undefined,
    savedMs: alignedMs(meter, nowMs),
    slowestMs: undefined,
    askedTurn: 0,
  };
}

/** An answer that comes later than this many times the slowest of late is not waited for. */
const PATIENCE = 4;
const PATIENCE_AT_LEAST_MS = 250;
/** How much of the slowest answer's time is left after each answer. */
const FORGETTING = 0.98;

/** The slowest of the latest answers, with one more of them. */
export function slowestWith({ slowestMs = 0 }: PolledMeter, latencyMs: number): number {
  return Math.max(latencyMs, FORGETTING * slowestMs);
}

/**
 * How long a meter that is silent is waited for; undefined for the line's own time-out, which the
 * attempts have that make an alarm of it: an answer that is late for once is none. Never longer
 * than that: an answer over which the machine slept, or its clock was set, seems to have taken hours.
 */
export function patienceMs(
  { breaker, slowestMs }: PolledMeter,
  transport: LineTransport,
): number | undefined {
  if (!breaker.isKnownSilent || slowestMs === undefined || !("timeoutMs" in transport)) {
    return undefined;
  }
  return Math.min(transport.timeoutMs, Math.max(PATIENCE_AT_LEAST_MS, PATIENCE * slowestMs));
}

/** The shortest interval in which a register of the meter is kept, in ms; a minute when none is. */
export function intervalMs({ channels }: Pick<CollectedMeter, "channels">): number {
  if (channels.length === 0) return MS_PER_MINUTE;
  return Math.min(...channels.map((channel) => channel.intervalMinutes)) * MS_PER_MINUTE;
}

/** The newest boundary of the meter's shortest interval at or before an instant. */
export function alignedMs(meter: Pick<CollectedMeter, "channels">, nowMs: number): number {
  const stepMs = intervalMs(meter);
  return Math.floor(nowMs / stepMs) * stepMs;
}

/** The channels for which an instant is a boundary. */
export function channelsDueAt(
  { channels }: Pick<CollectedMeter, "channels">,
  boundaryMs: number,
): CollectedChannel[] {
  return channels.filter(
    ({ intervalMinutes }) => boundaryMs % (intervalMinutes * MS_PER_MINUTE) === 0,
  );
}

/** Whether the meter's registers are to be saved now. */
export function isDue(meter: PolledMeter, nowMs: number): boolean {
  return meter.channels.length > 0 && alignedMs(meter, nowMs) > meter.savedMs;
}
