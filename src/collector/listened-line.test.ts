import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { asId } from "#domain/core/id.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { ListeningLine } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import { MovableClock } from "#platform/clock.ts";
import type { CollectedLine } from "#storage/collection-plan.ts";
import type { Reading } from "#storage/reading.ts";
import { modelOf } from "#test/support/simulated-wire.ts";
import { ListenedLine } from "./listened-line.ts";
import type { Findings } from "./state-writer.ts";

const NOW = Temporal.Instant.from("2026-03-02T10:00:30Z");
const model = modelOf("pulse-water-mqtt", "mqtt-json");
const LINE: CollectedLine = {
  lineId: asId(3),
  name: "broker",
  transport: { kind: "mqtt", url: "mqtt://127.0.0.1" },
  meters: [
    {
      meterId: asId(5),
      modelId: model.id,
      unitAddress: "house/water",
      parameters: { pulseWeight: "0.01", startValue: "100" },
      channels: [{ id: asId(7), quantity: "volume", resolution: "0.001", intervalMinutes: 15 }],
    },
  ],
};

/** A listened line whose meters say what the test says. */
function listened(t: TestContext) {
  const kept: Reading[] = [];
  const found: Findings[] = [];
  let said: Parameters<ListeningLine["listen"]>[0] | undefined;
  const connection: ListeningLine = {
    listen(options) {
      said = options;
    },
    tap: () => {},
    close: async () => {},
  };
  const clock = new MovableClock(NOW);
  t.mock.timers.enable({ apis: ["setInterval"] });
  const line = new ListenedLine({
    line: LINE,
    connection,
    catalogue: new Map([[model.id, model]]),
    clock,
    keep: async (readings) => void kept.push(...readings),
    found: (findings) => void found.push(findings),
  });
  line.start();
  t.after(() => line.stop());
  assert.ok(said);
  return { said, kept, found, clock };
}

test("what a meter tells at a boundary is kept with its pulses weighed, and shown", (t) => {
  const { said, kept, found } = listened(t);
  const [meter] = said.meters;
  const [register] = model.registers;
  assert.ok(meter && register);
  said.onValues({ meter, measuredAt: NOW, values: [{ register, value: Decimal.of(1234) }] });
  // 100 m³ + 1,234 pulses × 0.01 m³ = 112.34 m³ = 112,340 counts of a litre.
  assert.deepEqual(
    kept.map(({ channelId, measuredAt, counts }) => [channelId, measuredAt.toString(), counts]),
    [[7, "2026-03-02T10:00:00Z", 112_340]],
  );
  assert.deepEqual(
    found[0]?.values.map(({ quantity, value }) => `${quantity} ${value}`),
    ["volume 112.34"],
  );
  assert.equal(found[0]?.attempts[0]?.error, undefined);
});

test("a message that is none, and a broker that is away, are noted for their meters", (t) => {
  const { said, found } = listened(t);
  const [meter] = said.meters;
  assert.ok(meter);
  said.onProblem(meter, new LineError("wrong-answer", "the message is not JSON"));
  said.onState(new LineError("not-connected", "the broker: refused"));
  said.onState(undefined);
  assert.deepEqual(
    found.flatMap(({ attempts }) => attempts.map(({ meterId, errorKind }) => [meterId, errorKind])),
    [
      [5, "wrong-answer"],
      [5, "not-connected"],
    ],
  );
});

test("a meter that tells nothing for three of its intervals does not answer", (t) => {
  const { found, clock } = listened(t);
  clock.moveTo(NOW.add({ minutes: 45 }));
  t.mock.timers.tick(60_000);
  assert.deepEqual(
    found.flatMap(({ attempts }) => attempts),
    [],
  );
  clock.moveTo(NOW.add({ minutes: 46 }));
  t.mock.timers.tick(60_000);
  const [attempt] = found.flatMap(({ attempts }) => attempts);
  assert.equal(attempt?.errorKind, "no-answer");
});
