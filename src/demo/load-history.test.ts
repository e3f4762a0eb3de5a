import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsumptionModel } from "#simulator/consumption-model.ts";
import { planBuilding } from "#simulator/building.ts";
import { readRegister } from "#storage/read-readings.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { DEMO } from "./demo-building.ts";
import { loadHistory } from "./load-history.ts";
import { progressOn } from "./progress.ts";
import { seedProperty } from "./seed-property.ts";

test("the past of every meter is loaded as the simulator's registers have it", async (t) => {
  const database = await testDatabase(t);
  const plan = {
    ...planBuilding({ seed: DEMO.seed, timeZone: DEMO.timeZone }),
    tenants: [],
  };
  const model = new ConsumptionModel(plan);
  const readFrom = Temporal.PlainDate.from("2026-03-01");
  const { channels } = await database.transaction((tx) =>
    seedProperty(tx, { plan, tariffs: [], readFrom, billedFrom: readFrom }),
  );
  const from = readFrom.toZonedDateTime(DEMO.timeZone).toInstant();
  const to = Temporal.Instant.from("2026-03-05T10:07Z");
  const silentSince = new Map([[3, Temporal.Instant.from("2026-03-05T07:10Z")]]);
  const bypasses = new Map();
  const progress = progressOn({ write: () => {} });
  await loadHistory({ database, model, bypasses, channels, from, to, silentSince, progress });
  for (const point of [0, 40, 79]) {
    const series = await readRegister(database, channels[point]!, { from, to });
    const expected = Array.from(series.epochMs, (ms) =>
      model.registerAt(point, Temporal.Instant.fromEpochMilliseconds(ms)),
    );
    assert.deepEqual([...series.counts], expected);
    assert.equal(series.epochMs.length, 4 * 24 * 4 + 11 * 4 + 1);
  }
  const silent = await readRegister(database, channels[3]!, { from, to });
  assert.equal(silent.epochMs.at(-1), Date.parse("2026-03-05T07:00Z"));
});
