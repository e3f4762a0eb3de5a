import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { openLine } from "#drivers/open-line.ts";
import { MqttLine } from "#drivers/mqtt/mqtt-line.ts";
import { withPulses } from "#drivers/pulse-values.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { systemClock } from "#platform/clock.ts";
import { serialServer } from "#test/support/simulated-wire.ts";
import { ANNEX, annexCounted, type AnnexMeter } from "./annex.ts";
import { startAnnex } from "./start-annex.ts";

const catalogue = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));
const models = new Map(catalogue.map((model) => [model.id, model]));
/** Most registers show hundredths, and time goes on while they are read. */
const STEP = 0.02;

function modelOf({ modelId }: AnnexMeter) {
  const model = models.get(modelId);
  assert.ok(model, modelId);
  return model;
}

/** The billed register shows what the meter has counted. */
function assertCounted(meter: AnnexMeter, raw: readonly RegisterValue[]): void {
  const { pulses } = meter;
  const setting = pulses && { pulseWeight: pulses.weight, startValue: pulses.startValue };
  const values = withPulses(raw, modelOf(meter), setting ?? {});
  const billed = values.find(({ register }) => register.role === "billing");
  const counted = annexCounted(meter, Date.now());
  const shown = Number(billed?.value?.toString());
  assert.ok(Math.abs(shown - counted) <= STEP, `${meter.point}: ${shown}, not ${counted}`);
}

test("every meter of the annex shows by its protocol what it has counted", async (t) => {
  const annex = await startAnnex({ clock: systemClock, catalogue });
  t.after(() => annex.stop());
  for (const line of ANNEX.filter(({ kind }) => kind === "wire")) {
    const connection = openLine(serialServer(annex.ports[line.name] ?? 0, 300));
    for (const meter of line.meters) {
      const model = modelOf(meter);
      const billing = model.registers.filter(({ role }) => role === "billing");
      const reader = connection.meter({ model, address: meter.address });
      assertCounted(meter, await reader.read(billing));
    }
    connection.close();
  }
});

test("meters of the annex that publish are heard", async (t) => {
  const [line] = ANNEX.filter(({ kind }) => kind === "mqtt");
  assert.ok(line);
  const annex = await startAnnex({ clock: systemClock, catalogue });
  t.after(() => annex.stop());
  const url = `mqtt://127.0.0.1:${annex.ports[line.name]}`;
  const transport = { kind: "mqtt", url } as const;
  const listening = new MqttLine({ transport, password: undefined, clock: systemClock });
  t.after(() => listening.close());
  const heard = new Map<string, readonly RegisterValue[]>();
  await new Promise<void>((resolve, reject) => {
    listening.listen({
      meters: line.meters.map((meter) => ({ model: modelOf(meter), address: meter.address })),
      onValues: ({ meter, values }) => {
        heard.set(meter.address, values);
        if (heard.size === line.meters.length) resolve();
      },
      onProblem: (_, error) => reject(error),
      onState: () => {},
    });
  });
  for (const meter of line.meters) assertCounted(meter, heard.get(meter.address) ?? []);
});

test("the count of every meter never falls", () => {
  for (const meter of ANNEX.flatMap(({ meters }) => meters)) {
    let before = annexCounted(meter, Date.UTC(2026, 0, 1));
    for (let hour = 1; hour < 400; hour += 1) {
      const now = annexCounted(meter, Date.UTC(2026, 0, 1) + hour * 3_600_000);
      assert.ok(now > before, `${meter.point} in hour ${hour}`);
      before = now;
    }
  }
});
