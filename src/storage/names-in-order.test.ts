/** Lists by name stand in the order in which people look for a name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { listMeters } from "./meter-views.ts";
import { createLine, listLines } from "./meters.ts";
import { listServicePointViews } from "./property-views.ts";
import { createTenant, listTenants } from "./tenants.ts";

const NOW = Temporal.Instant.from("2026-11-20T10:00:00Z");

test("numbers in names count as numbers, on every page of a list too", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  for (const name of ["Flat 1099", "flat 11", "Flat 2", "Café", "Cafeteria", "Cafe 3"]) {
    await createTestPoint(database, { siteId, name });
  }
  const inOrder = ["Café", "Cafe 3", "Cafeteria", "Flat 2", "flat 11", "Flat 1099"];

  const whole = await listMeters(database, { now: NOW });
  assert.deepEqual(
    whole.map(({ point }) => point?.name),
    inOrder,
  );
  const paged = await Promise.all(
    [1, 2, 3].map((page) => listMeters(database, { now: NOW, page: { page, pageSize: 2 } })),
  );
  assert.deepEqual(
    paged.flat().map(({ point }) => point?.name),
    inOrder,
  );
  const day = Temporal.PlainDate.from("2026-11-20");
  const points = await listServicePointViews(database, { siteId, day });
  assert.deepEqual(
    points.map(({ name }) => name),
    inOrder,
  );
});

test("capitals, umlauts and accents do not send a name to the end", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  for (const name of ["Zoller", "Äpfel & Birnen", "eva müller", "Eva Muller", "Berg"]) {
    await createTenant(database, { siteId, name });
  }
  assert.deepEqual(
    (await listTenants(database, siteId)).map(({ name }) => name),
    ["Äpfel & Birnen", "Berg", "Eva Muller", "eva müller", "Zoller"],
  );

  const transport = { kind: "modbus-tcp", host: "10.0.0.7", port: 502, timeoutMs: 1000 } as const;
  for (const name of ["Line 10", "Line 9"]) await createLine(database, { siteId, name, transport });
  assert.deepEqual(
    (await listLines(database, siteId)).map(({ name }) => name),
    ["Line 9", "Line 10"],
  );
});
