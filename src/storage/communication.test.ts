import assert from "node:assert/strict";
import { test } from "node:test";
import { seedLines, storeAttemptOfAll } from "#test/support/many-meters.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { listSiteCommunication } from "./communication.ts";

const at = (text: string) => Temporal.Instant.from(text);
const FIRST = at("2026-11-20T10:00:00Z");
const SECOND = at("2026-11-20T10:00:10Z");

test("of a line's meters those that do not answer are told one by one", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const meters = await seedLines(database, { siteId, lines: 3 });
  const [fallen, unknown, ...others] = meters;
  assert.ok(fallen && unknown);
  const asked = meters.filter((meter) => meter !== unknown);
  await storeAttemptOfAll(database, { meters: asked, at: FIRST, error: undefined });
  await storeAttemptOfAll(database, { meters: [fallen], at: SECOND, error: "no answer" });
  const last = others.at(-1)?.lineId;
  await database.query("update line set enabled = false where id = $1", [last]);

  const [site, ...more] = await listSiteCommunication(database);
  assert.deepEqual(more, []);
  assert.equal(site?.siteId, siteId);
  const [first, second, ...rest] = site.lines;
  assert.deepEqual(rest, []);
  assert.deepEqual(first, {
    lineId: fallen.lineId,
    name: "Gateway 1",
    restoredAt: undefined,
    answering: { meters: 48, lastAttemptAt: FIRST },
    others: [
      {
        meterId: fallen.meterId,
        name: `${fallen.lineId}-1`,
        lastAttemptAt: SECOND,
        lastGoodAt: FIRST,
        consecutiveFailures: 1,
        lastError: "no answer",
      },
      {
        meterId: unknown.meterId,
        name: `${unknown.lineId}-2`,
        lastAttemptAt: null,
        lastGoodAt: null,
        consecutiveFailures: 0,
        lastError: null,
      },
    ],
  });
  assert.deepEqual(second?.answering, { meters: 50, lastAttemptAt: FIRST });
  assert.deepEqual(second.others, []);
});

test("a site without lines, and one whose lines have no meter, are there without lines", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  await database.query(
    `insert into line (site_id, name, transport) values ($1, 'Roof', '{"kind": "push"}')`,
    [siteId],
  );
  assert.deepEqual(await listSiteCommunication(database), [{ siteId, lines: [] }]);
});
