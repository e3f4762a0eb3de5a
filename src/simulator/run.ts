/**
 * The simulated building as a process of its own, so that it cannot slow down who reads it. Told
 * what to be by its first message, answers with its ports, ends with its parent.
 */
import { systemClock } from "#platform/clock.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { errorText } from "#platform/refusal.ts";
import { planBuilding } from "./building.ts";
import { type PushTarget, startAnnex } from "./start-annex.ts";
import { startSimulator } from "./start-simulator.ts";

/** The first message from the parent. */
export interface SimulatorOrder {
  readonly seed: number;
  readonly timeZone: string;
  readonly catalogueFolder: string;
  readonly folder: string;
  readonly controlPort: number;
}

/** The answer to it. */
export interface SimulatorReady {
  readonly ports: readonly number[];
  readonly controlAddress: string;
  /** Where the lines of the annex listen, by their names. */
  readonly annexPorts: Readonly<Record<string, number>>;
}

async function run({ seed, timeZone, catalogueFolder, folder, controlPort }: SimulatorOrder) {
  const catalogue = loadCatalogue(catalogueFolder);
  const { ports, controlAddress } = await startSimulator({
    plan: planBuilding({ seed, timeZone }),
    clock: systemClock,
    catalogue,
    folder,
    controlPort,
  });
  const annex = await startAnnex({ clock: systemClock, catalogue });
  // The second message says where the meters that push are to send.
  process.once("message", (target: PushTarget) => annex.pushTo(target));
  process.send?.({ ports, controlAddress, annexPorts: annex.ports } satisfies SimulatorReady);
}

process.once("message", (order: SimulatorOrder) => {
  run(order).catch((error: unknown) => {
    process.stderr.write(`the simulated building cannot start: ${errorText(error)}\n`);
    process.exit(1);
  });
});
process.once("disconnect", () => process.exit(0));
// The parent is told by the same signal, and ends this process by disconnecting.
process.on("SIGINT", () => {});
