import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type MeterId } from "#domain/core/id.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { storeLiveValues } from "./live-values.ts";

test("values of very many meters at once are stored, and told in several notices", async (t) => {
  const database = await testDatabase(t);
  const measuredAt = Temporal.Instant.from("2026-11-20T10:00:00Z");
  const values = Array.from({ length: 3_000 }, (_, n) => ({
    meterId: asId<MeterId>(2_000_000_000 + n),
    quantity: "volume",
    value: "1.5",
    unit: "m3",
    measuredAt,
  }));
  await database.transaction((tx) => storeLiveValues(tx, values));
  const { rows } = await database.query("select count(*)::int as stored from live_value");
  assert.equal(rows[0]?.stored, values.length);
});
