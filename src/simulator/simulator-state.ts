import type { Commodity } from "#domain/core/commodity.ts";
import type { LineDisturbance, UnpluggedAnswer } from "./line-disturbance.ts";

/** The building as it is at one moment; what `GET /state` answers as JSON. */
export interface SimulatorState {
  readonly building: string;
  readonly seed: number;
  readonly timeZone: string;
  /** The simulator's present, ISO 8601 in UTC. */
  readonly now: string;
  readonly lines: readonly LineState[];
  readonly meters: readonly MeterState[];
}

export interface LineState extends LineDisturbance {
  readonly number: number;
  readonly port: number;
  readonly connections: number;
  /** Requests received since the start, answered or not. */
  readonly requests: number;
}

export interface MeterState {
  readonly serialNumber: string;
  readonly modelId: string;
  readonly line: number;
  readonly unitAddress: number;
  /** Name of the service point. */
  readonly point: string;
  readonly commodity: Commodity;
  readonly role: "supply" | "unit" | "common";
  readonly tenant: string | null;
  /** The register in counts of `resolution` of `unit`, before the multiplier. */
  readonly registerCounts: number;
  readonly resolution: string;
  readonly unit: string;
  readonly unplugged: UnpluggedAnswer | "no";
  readonly bypassedFraction: number;
}
