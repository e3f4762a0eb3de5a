import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { confirmModel, setDoubtfulModels } from "#storage/doubtful-models.ts";
import { letUnit, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";

const DOUBTFUL = "generic/test";

/*
 * The meter's type is one of the confidence C: its source does not say whether it counts kWh or
 * tenths of them. Its figures are shown, but a bill could be wrong by a factor of ten.
 */
test("what a doubtful type of meter counts is billed only once a person has vouched for the type", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  await setDoubtfulModels(unit.database, [DOUBTFUL]);
  const refused = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(!refused.ok);
  assert.match(
    refused.faults.map(faultText).join("\n"),
    /meter Unit 1 electricity 1 of Unit 1 electricity is of the doubtful type generic\/test, which nobody has confirmed \(compare .* then confirm the type under Meters, Types\)/,
  );
  await confirmModel(unit.database, {
    id: DOUBTFUL,
    at: Temporal.Instant.from("2026-07-02T08:00Z"),
    by: "owner@quay.example",
    note: "Compared with the display: 1234.5 kWh",
  });
  // A new start of the service must not forget it.
  await setDoubtfulModels(unit.database, [DOUBTFUL]);
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok && billed.value.isNew);
});
