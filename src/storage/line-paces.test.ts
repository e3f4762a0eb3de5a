import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type LineId } from "#domain/core/id.ts";
import { FIRST_PACE } from "#domain/metering/question-pace.ts";
import { migrate, MIGRATIONS_FOLDER, readMigrations } from "#platform/migrate.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { readLinePaces, storeLinePaces } from "./line-paces.ts";
import { createLine } from "./meters.ts";

const LEARNT_AT = Temporal.Instant.from("2026-11-20T10:00:00Z");

test("what was learnt of lines is kept with the gateway of which it was learnt, the newest of each", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const transport = { kind: "modbus-tcp", host: "10.0.0.7", port: 502, timeoutMs: 1000 } as const;
  const lineId = await createLine(database, { siteId, name: "Gateway", transport });
  const gateway = "10.0.0.7:502";
  const first = { ...FIRST_PACE, atOnce: 2 };
  const tryAgainMs = LEARNT_AT.add({ hours: 1 }).epochMilliseconds;
  const then = { ...FIRST_PACE, atOnce: 4, failsAt: 8, tryAgainMs, setbacks: 1 };
  for (const pace of [first, then]) {
    const removed = { lineId: asId<LineId>(999_999), gateway, pace, learntAt: LEARNT_AT };
    await storeLinePaces(database, [{ lineId, gateway, pace, learntAt: LEARNT_AT }, removed]);
    const kept = await readLinePaces(database, [lineId, removed.lineId]);
    assert.deepEqual([...kept.values()], [{ lineId, gateway, pace, learntAt: LEARNT_AT }]);
  }
  await database.query("delete from line where id = $1", [lineId]);
  assert.equal((await readLinePaces(database, [lineId])).size, 0);
});

test("a preset of older forms becomes what the gateway bears; a number that somebody chose stays", async (t) => {
  const database = await testDatabase(t);
  await database.query("drop schema public cascade; create schema public");
  const migrations = readMigrations(MIGRATIONS_FOLDER);
  await migrate(
    database,
    migrations.filter(({ number }) => number < 260),
  );
  await database.query(
    `with owner as (
       insert into organisation (name, title) values ('Owner', 'Bill') returning id
     )
     insert into site (organisation_id, name, time_zone, currency, locale)
     select id, 'Site', 'Europe/Berlin', 'EUR', 'en' from owner`,
  );
  const transports = {
    Never: { kind: "modbus-tcp" },
    Preset: { kind: "modbus-tcp", questionsAtOnce: 1 },
    Chosen: { kind: "modbus-tcp", questionsAtOnce: 8 },
    "Gone back": { kind: "modbus-tcp", questionsAtOnce: 1 },
    Serial: { kind: "serial-port" },
  };
  for (const [name, transport] of Object.entries(transports)) {
    await database.query(
      "insert into line (site_id, name, transport) select id, $1, $2 from site",
      [name, JSON.stringify(transport)],
    );
  }
  await database.query(
    `insert into audit_entry (at, actor, action, subject, after)
     select now(), 'operator@example.org', 'line.changed', 'line ' || id,
            '{"transport": {"kind": "modbus-tcp", "questionsAtOnce": 4}}'
       from line
      where name = 'Gone back'`,
  );
  await migrate(database, migrations);
  const { rows } = await database.query<{ name: string; number: string | null }>(
    "select name, transport->>'questionsAtOnce' as number from line order by name",
  );
  assert.deepEqual(
    rows.map(({ name, number }) => `${name}: ${number}`),
    ["Chosen: 8", "Gone back: 1", "Never: null", "Preset: null", "Serial: null"],
  );
});
