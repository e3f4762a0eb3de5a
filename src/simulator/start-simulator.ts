import { join } from "node:path";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Clock } from "#platform/clock.ts";
import { type BuildingPlan, GATEWAYS, type GatewayNumber } from "./building-plan.ts";
import { loadBypasses, saveBypasses } from "./bypass-journal.ts";
import { ConsumptionModel } from "./consumption-model.ts";
import { startControlServer } from "./control-server.ts";
import { answerOf } from "./encode-registers.ts";
import { meterFace } from "./meter-face.ts";
import { ModbusGateway } from "./modbus-gateway.ts";
import { noiseKey } from "./seeded-noise.ts";
import { Simulator } from "./simulator.ts";

const LOOPBACK = "127.0.0.1";
const BYPASS_FILE = "bypasses.json";

export interface SimulatorStart {
  readonly plan: BuildingPlan;
  readonly clock: Clock;
  readonly catalogue: readonly MeterModel[];
  /** Where the bypasses are kept. */
  readonly folder: string;
  /** Of the control page; 0: any free one. */
  readonly controlPort: number;
}

export interface RunningSimulator {
  readonly simulator: Simulator;
  /** The ports of the gateways, in the order of their numbers. */
  readonly ports: readonly number[];
  /** Of the control page. */
  readonly controlAddress: string;
  stop(): Promise<void>;
}

/** The file in which a simulator with that folder keeps its bypasses. */
export function bypassFile(folder: string): string {
  return join(folder, BYPASS_FILE);
}

/** Puts the planned building on the wire: its gateways and its control page, all on loopback. */
export async function startSimulator(start: SimulatorStart): Promise<RunningSimulator> {
  const { plan, clock, folder } = start;
  const model = new ConsumptionModel(plan);
  const file = bypassFile(folder);
  const bypasses = await loadBypasses(file);
  const gateways = GATEWAYS.map((number) =>
    gatewayOf(start, { model, number, bypasses: () => simulator.bypasses }),
  );
  const simulator: Simulator = new Simulator({
    plan,
    model,
    clock,
    gateways,
    bypasses,
    saveBypasses: (all) => saveBypasses(file, all),
  });
  for (const gateway of gateways) await gateway.start();
  const control = await startControlServer(simulator, start.controlPort);
  return {
    simulator,
    ports: gateways.map(({ port }) => port),
    controlAddress: control.address,
    async stop() {
      await control.stop();
      await Promise.all(gateways.map((gateway) => gateway.stop()));
    },
  };
}

interface GatewayPlace {
  readonly model: ConsumptionModel;
  readonly number: GatewayNumber;
  readonly bypasses: () => Simulator["bypasses"];
}

function gatewayOf(
  { plan, clock, catalogue }: SimulatorStart,
  { model, number, bypasses }: GatewayPlace,
): ModbusGateway {
  const models = new Map(catalogue.map((entry) => [entry.id, entry]));
  const units = new Map(
    plan.points.flatMap(({ meter }, pointIndex) => {
      const meterModel = models.get(meter.modelId);
      if (meterModel?.protocol !== "modbus") {
        throw new RangeError(`the catalogue has no Modbus meter model ${meter.modelId}`);
      }
      return meter.gateway === number ? [[meter.unitAddress, { pointIndex, meterModel }]] : [];
    }),
  );
  return new ModbusGateway({
    host: LOOPBACK,
    port: 0,
    clock,
    key: noiseKey(plan.seed, `gateway ${number}`),
    read: (unitAddress, request) => {
      const unit = units.get(unitAddress);
      if (!unit) return undefined;
      const { pointIndex, meterModel } = unit;
      const epochMs = clock.now().epochMilliseconds;
      const face = meterFace({ model, pointIndex, epochMs, bypasses: bypasses() });
      return answerOf(meterModel, request, face);
    },
  });
}
