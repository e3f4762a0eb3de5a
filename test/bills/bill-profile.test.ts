import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { letUnit, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";

test("a bill that lacks what its site's profile asks for is not issued, and says what is missing", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { database } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(database, { ...STEADY, channelId });
  await database.query("update site set bill_profile = 'ca-water'");
  const refused = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(!refused.ok);
  assert.deepEqual(
    refused.faults.map(({ code, message }) => [code, /contain (\S+),/.exec(message)?.[1]]),
    [
      ["billing.block-missing", "payment"],
      ["billing.block-missing", "complaints"],
    ],
  );
  await database.query("update organisation set payment_instructions = 'IBAN'");
  await database.query(`update site set bill_texts = '{"complaints": "Write to us."}'`);
  const issued = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(issued.ok, issued.ok ? "" : issued.faults.map(faultText).join());
});
