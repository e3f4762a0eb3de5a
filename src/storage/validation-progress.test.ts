/** What is looked for at every round, of a house with thousands of meters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Database } from "#platform/database.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { rowsHandled } from "#test/support/rows-handled.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { listSiteCommunication } from "./communication.ts";
import { listDueChannels, listSilentChannels, saveProgress } from "./validation-progress.ts";

const CHANNELS = 2000;
const NOW = Temporal.Instant.from("2026-11-20T10:00:00Z");
/** A few looks at each; each with each would be four million. */
const ROWS_AT_MOST = 10 * CHANNELS;

async function manyChannels(database: Database): Promise<void> {
  const siteId = await createTestSite(database);
  await database.query(
    `with roof as (
       insert into line (site_id, name, transport) values ($1, 'Roof', '{"kind": "push"}') returning id
     ), point as (
       insert into service_point (site_id, name, role, commodity)
       select $1, 'Flat ' || n, 'unit', 'electricity' from generate_series(1, $2::int) as g (n)
       returning id
     ), meter as (
       insert into meter (site_id, serial_number, model_id, line_id, unit_address)
       select $1, 'M' || n, 'generic/test', roof.id, n::text
         from roof, generate_series(1, $2::int) as g (n)
       returning id
     ), installation as (
       insert into meter_installation (meter_id, service_point_id, installed_at)
       select m.id, p.id, '2020-01-01'
         from (select id, row_number() over (order by id) as n from meter) m
         join (select id, row_number() over (order by id) as n from point) p using (n)
     ), channel as (
       insert into channel (service_point_id, quantity, unit, resolution, register_digits, interval_minutes)
       select id, 'energyDelivered', 'kWh', 0.1, 9, 15 from point
       returning id
     )
     insert into reading (channel_id, measured_at, value, quality, collected_at)
     select id, timestamptz '2026-11-20 09:45+00' - make_interval(mins => 15 * q), 100 - q, 1, now()
       from channel, generate_series(0, 3) as g (q)`,
    [siteId, CHANNELS],
  );
  await database.query("analyze");
}

test("a round looks at each channel a few times, however many there are", async (t) => {
  const database = await testDatabase(t);
  await manyChannels(database);
  const look = { now: NOW, atMost: 200, restMinutes: 10 };

  const all = await listDueChannels(database, { ...look, atMost: CHANNELS });
  assert.equal(all.length, CHANNELS);
  for (const { channelId, newest } of all.slice(0, CHANNELS / 2)) {
    await saveProgress(database, { channelId, judgedUntil: newest, at: NOW });
  }
  await database.query("analyze");
  assert.deepEqual(
    await listDueChannels(database, look),
    all.slice(CHANNELS / 2).slice(0, look.atMost),
  );

  const nextDay = NOW.add({ hours: 30 });
  assert.equal((await listSilentChannels(database, nextDay)).length, CHANNELS);
  for (const [name, round] of [
    ["due", (db) => listDueChannels(db, look)],
    ["silent", (db) => listSilentChannels(db, nextDay)],
    ["communication", (db) => listSiteCommunication(db)],
  ] satisfies [string, Parameters<typeof rowsHandled>[1]][]) {
    const rows = await rowsHandled(database, round);
    assert.ok(rows <= ROWS_AT_MOST, `${name}: a step handled ${rows} rows`);
  }
});
