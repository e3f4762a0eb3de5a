import type { Commodity } from "#domain/core/commodity.ts";
import type { Use } from "./use-profiles.ts";

/** A space of the plan; its name is unique in the plan. Parents come before their children. */
export interface PlannedSpace {
  readonly name: string;
  readonly kind: "building" | "floor" | "unit" | "common";
  /** Name of the space it is part of; absent for the building. */
  readonly parent?: string;
  readonly areaM2: number;
}

/** Who rents a unit, named by business or by the unit itself. */
export interface PlannedTenant {
  readonly name: string;
  readonly kind: "shop" | "office" | "dwelling";
  /** Name of the unit. */
  readonly space: string;
}

export interface PlannedMeter {
  readonly serialNumber: string;
  /** Id of its entry in catalogue/meters. */
  readonly modelId: string;
  readonly gateway: 1 | 2;
  /** Its Modbus unit identifier, unique behind its gateway. */
  readonly unitAddress: number;
}

/** What is read from the meter's register: its counts, each worth `resolution` of `unit`. */
export interface PlannedChannel {
  readonly quantity: string;
  readonly unit: "kWh" | "m3";
  /** Decimal text; the worth of a count before the multiplier. */
  readonly resolution: string;
  readonly registerDigits: number;
  readonly intervalMinutes: 15;
}

/** Where a commodity is delivered and measured; its name is unique in the plan. */
export interface PlannedPoint {
  readonly name: string;
  readonly commodity: Commodity;
  readonly role: "supply" | "unit" | "common";
  /** Name of the space. */
  readonly space: string;
  /** Name of the tenant; absent for supply and common points. */
  readonly tenant?: string;
  /** What draws there; absent for supply points, which see the sum of the others and the loss. */
  readonly load?: PlannedLoad;
  readonly meter: PlannedMeter;
  /** CT x VT x constant: the true amount is the register's times this. */
  readonly multiplier: { readonly numerator: number; readonly denominator: number };
  readonly channel: PlannedChannel;
}

export interface PlannedLoad {
  readonly use: Use;
  readonly areaM2: number;
  /** Against the benchmark of its use: 1.2 draws a fifth more. */
  readonly intensity: number;
}

/** Supply points and the points under them, by name. */
export interface PlannedZone {
  readonly name: string;
  readonly commodity: Commodity;
  readonly supplyPoints: readonly string[];
  readonly usePoints: readonly string[];
  readonly allowedLossPercent: number;
}

/** A building to be metered, read and billed; holds no time, so that it is the same for ever. */
export interface BuildingPlan {
  readonly seed: number;
  readonly timeZone: string;
  readonly name: string;
  readonly spaces: readonly PlannedSpace[];
  readonly tenants: readonly PlannedTenant[];
  readonly points: readonly PlannedPoint[];
  readonly zones: readonly PlannedZone[];
}

/** How many Modbus TCP gateways carry the building's meters. */
export const GATEWAYS = [1, 2] as const;
export type GatewayNumber = (typeof GATEWAYS)[number];
