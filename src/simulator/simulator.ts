import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import type { Clock } from "#platform/clock.ts";
import type { BuildingPlan, PlannedPoint } from "./building-plan.ts";
import { type Bypass, bypassedFraction, withBypass } from "./bypass.ts";
import type { Bypasses, ConsumptionModel } from "./consumption-model.ts";
import { UNDISTURBED, type UnpluggedAnswer } from "./line-disturbance.ts";
import type { ModbusGateway } from "./modbus-gateway.ts";
import type { SimulatorCommand } from "./simulator-command.ts";
import type { SimulatorState } from "./simulator-state.ts";

export interface SimulatorOptions {
  readonly plan: BuildingPlan;
  readonly model: ConsumptionModel;
  readonly clock: Clock;
  /** In the order of their numbers. */
  readonly gateways: readonly ModbusGateway[];
  /** Those of earlier runs: what they hid stays missing. */
  readonly bypasses: Bypasses;
  /** Keeps them for the next run. */
  readonly saveBypasses: (bypasses: Bypasses) => Promise<void>;
}

/** The simulated building while it runs: its gateways, and what is wrong with it. */
export class Simulator {
  readonly #options: SimulatorOptions;
  readonly #unplugged = new Map<string, UnpluggedAnswer>();
  readonly #bypasses: Map<string, readonly Bypass[]>;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#bypasses = new Map(options.bypasses);
  }

  /** By the name of the point. */
  get bypasses(): Bypasses {
    return this.#bypasses;
  }

  /** Does what is commanded; it lasts until another command ends it. */
  async apply(command: SimulatorCommand): Promise<Result<void>> {
    switch (command.kind) {
      case "unplug":
      case "plug":
      case "bypass":
        return this.#applyToMeter(command);
      default:
        return this.#applyToLine(command);
    }
  }

  async #applyToMeter(
    command: Extract<SimulatorCommand, { kind: "unplug" | "plug" | "bypass" }>,
  ): Promise<Result<void>> {
    const point = this.#options.plan.points.find(
      ({ meter }) => meter.serialNumber === command.serialNumber,
    );
    if (!point) return failed([unknownMeter(command.serialNumber)]);
    const { gateway, unitAddress } = point.meter;
    switch (command.kind) {
      case "unplug":
        this.#unplugged.set(command.serialNumber, command.answer);
        this.#gateway(gateway)?.unplug(unitAddress, command.answer);
        break;
      case "plug":
        this.#unplugged.delete(command.serialNumber);
        this.#gateway(gateway)?.plug(unitAddress);
        break;
      case "bypass":
        if (point.role === "supply") return failed([bypassedSupply(point)]);
        await this.#bypass(point, command.fraction);
    }
    return ok(undefined);
  }

  async #bypass({ name }: PlannedPoint, fraction: number): Promise<void> {
    const before = this.#bypasses.get(name) ?? [];
    this.#bypasses.set(name, withBypass(before, this.#options.clock.now(), fraction));
    await this.#options.saveBypasses(this.#bypasses);
  }

  async #applyToLine(
    command: Exclude<SimulatorCommand, { kind: "unplug" | "plug" | "bypass" }>,
  ): Promise<Result<void>> {
    const gateway = this.#gateway(command.line);
    if (!gateway) return failed([this.#unknownLine(command.line)]);
    const now = gateway.disturbance;
    switch (command.kind) {
      case "cut":
        await gateway.disturb({ ...now, cut: command.how });
        break;
      case "restore":
        await gateway.disturb(UNDISTURBED);
        break;
      case "delay":
        await gateway.disturb({
          ...now,
          delayMs: command.ms,
          delayProbability: command.probability,
        });
        break;
      case "corrupt":
        await gateway.disturb({
          ...now,
          corruptProbability: command.probability,
          corruptions: command.ways,
        });
    }
    return ok(undefined);
  }

  #gateway(number: number): ModbusGateway | undefined {
    return this.#options.gateways[number - 1];
  }

  #unknownLine(line: number): Fault {
    return {
      code: "simulator.unknown-line",
      subject: `line ${Number.isNaN(line) ? "" : line}`.trim(),
      message: "there is no such line",
      remedy: `name one from 1 to ${this.#options.gateways.length}`,
    };
  }

  /** The whole building as it is now, for the control page and for tests. */
  state(): SimulatorState {
    const { plan, model, clock, gateways } = this.#options;
    const now = clock.now();
    return {
      building: plan.name,
      seed: plan.seed,
      timeZone: plan.timeZone,
      now: now.toString(),
      lines: gateways.map((gateway, index) => ({
        number: index + 1,
        port: gateway.port,
        connections: gateway.connections,
        requests: gateway.requests,
        ...gateway.disturbance,
      })),
      meters: plan.points.map((point, index) => ({
        serialNumber: point.meter.serialNumber,
        modelId: point.meter.modelId,
        line: point.meter.gateway,
        unitAddress: point.meter.unitAddress,
        point: point.name,
        commodity: point.commodity,
        role: point.role,
        tenant: point.tenant ?? null,
        registerCounts: model.registerAt(index, now, this.#bypasses),
        resolution: point.channel.resolution,
        unit: point.channel.unit,
        unplugged: this.#unplugged.get(point.meter.serialNumber) ?? "no",
        bypassedFraction: bypassedFraction(this.#bypasses.get(point.name) ?? []),
      })),
    };
  }
}

function unknownMeter(serialNumber: string): Fault {
  return {
    code: "simulator.unknown-meter",
    subject: `meter ${serialNumber}`,
    message: "the building has no meter with that serial number",
    remedy: "take one from /state",
  };
}

function bypassedSupply({ name, meter }: PlannedPoint): Fault {
  return {
    code: "simulator.bypassed-supply",
    subject: `meter ${meter.serialNumber}`,
    message: `it measures the ${name.toLowerCase()}, which nothing can pass by`,
    remedy: "bypass the meter of a tenant or of a common area",
  };
}
