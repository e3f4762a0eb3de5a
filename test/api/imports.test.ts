/** Files of readings: any order of columns, errors by line and column, twice the same, taken back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeWorkbook } from "#platform/workbook.ts";
import type { Database } from "#platform/database.ts";
import { json, runSeededApi } from "./running-api.ts";

async function runImports(t: Parameters<typeof runSeededApi>[0]) {
  const running = await runSeededApi(t);
  const { api, cookie, property } = running;
  const form = {
    siteId: property.siteId,
    fileName: "october.csv",
    columns: { point: 2, time: 3, value: 1 },
    values: "registers",
    timeZone: "Europe/Berlin",
  };
  return {
    ...running,
    send: async (text: string | Buffer, more: object = {}) =>
      json(
        await api.call("POST", "/imports", {
          cookie,
          body: { ...form, content: Buffer.from(text).toString("base64"), ...more },
        }),
      ),
  };
}

async function stored(database: Database): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    "select count(*)::int as n from reading_history",
  );
  return rows[0]?.n ?? -1;
}

const POINT = "Harbour Bakery electricity";
/** Serial numbers name the point as well as its own name does. */
const GOOD = `Register;Point;Time
100.25;${POINT};2026-10-01 00:00
101.50;Harbour Bakery 002;2026-10-01 00:15
102.75;${POINT};2026-10-01 00:30
`;

test("R12: the same file three times is stored once, and undone it is as if it had never been", async (t) => {
  const { api, cookie, database, property, send } = await runImports(t);
  const looked = await send(GOOD, { dryRun: true });
  assert.deepEqual([looked.importId, looked.stored, await stored(database)], [null, 3, 0]);
  const first = await send(GOOD);
  assert.deepEqual([first.rows, first.stored, first.same, first.faults], [3, 3, 0, []]);
  for (let again = 0; again < 2; again += 1) {
    const next = await send(GOOD);
    assert.deepEqual([next.importId, next.stored, next.same], [null, 0, 3]);
  }
  assert.equal(await stored(database), 3);
  const path = `/imports?site=${property.siteId}`;
  const { imports } = await json(await api.call("GET", path, { cookie }));
  assert.deepEqual(
    imports.map((one: Record<string, unknown>) => [one["fileName"], one["rows"], one["stored"]]),
    [["october.csv", 3, 3]],
  );

  const undo = `/imports/${first.importId}/undo`;
  const viewer = await api.signIn("viewer@example.org");
  assert.equal((await api.call("POST", undo, { cookie: viewer })).status, 403);
  assert.deepEqual(await json(await api.call("POST", undo, { cookie })), { withdrawn: 3 });
  assert.equal(await stored(database), 0);
  assert.equal((await api.call("POST", undo, { cookie })).status, 404);
  // Whoever changes their mind once more has the readings back.
  assert.equal((await send(GOOD)).stored, 3);
  assert.equal(await stored(database), 3);
});

const MIXED = `${GOOD}x;${POINT};2026-10-01 00:45
104.00;Nobody;2026-10-01 00:45
104.00;${POINT};2026-10-25 02:30
104.005;${POINT};2026-10-01 01:00
99.00;${POINT};2026-10-01 00:30
105.00;${POINT};2026-10-01 01:15
`;

test("wrong rows are told with line and column; all or nothing, or the valid ones, by choice", async (t) => {
  const { database, send } = await runImports(t);
  const refused = await send(MIXED);
  assert.deepEqual([refused.importId, refused.stored, refused.faulty], [null, 0, 5]);
  assert.equal(await stored(database), 0);
  assert.deepEqual(
    refused.faults
      .map(({ subject, message }: Record<string, string>) => `${subject}: ${message}`)
      .toSorted(),
    [
      'line 5, column 1: "x" is no number from 0 on',
      'line 6, column 2: no point or meter is called "Nobody"',
      'line 7, column 3: "2026-10-25 02:30" is no one minute of Europe/Berlin',
      "line 8, column 1: 104.005 is no whole number of the register's steps of 0.01",
      `line 9, column 1: ${POINT} has another value at 2026-09-30T22:30:00Z`,
    ],
  );
  const taken = await send(MIXED, { policy: "valid" });
  assert.deepEqual([taken.rows, taken.stored, taken.faulty], [9, 4, 5]);
  assert.equal(await stored(database), 4);
});

test("interval use climbs a register; an interval that is left out is no zero", async (t) => {
  const { api, cookie, database, property, send } = await runImports(t);
  const { servicePointId, meterId } = property.bakery;
  const one = { columns: { time: 1, value: 2 }, pointId: servicePointId, values: "intervals" };
  const text = "2026-10-01 00:00,1.25\n2026-10-01 00:15,1.50\n2026-10-01 00:45,2.00\n";
  const hole = await send(text, one);
  assert.match(hole.faults[0].message, /the interval does not follow the one before/);
  const whole = text.replace("2.00\n", "2.00\n").replace("00:45", "00:30");
  assert.equal((await send(whole, one)).stored, 4);
  assert.equal((await send(whole, one)).same, 4);
  assert.equal(await stored(database), 4);
  const trend = await json(
    await api.call("GET", `/meters/${meterId}/trend?range=day&at=2026-10-01`, { cookie }),
  );
  assert.equal(Number(trend.total), 4.75);
});

test("a workbook is read like a text, and shown before it is", async (t) => {
  const { api, cookie, send } = await runImports(t);
  const bytes = await writeWorkbook({
    name: "Readings",
    columns: [
      { title: "Register", width: 12 },
      { title: "Point", width: 30 },
      { title: "Time", width: 20 },
    ],
    rows: [
      [100.25, POINT, new Date("2026-10-01T00:00Z")],
      [101.5, POINT, "2026-10-01 00:15"],
    ],
  });
  const content = bytes.toString("base64");
  const preview = await json(
    await api.call("POST", "/imports/preview", { cookie, body: { fileName: "a.xlsx", content } }),
  );
  assert.deepEqual(preview.rows[0], { line: 1, cells: ["Register", "Point", "Time"] });
  assert.deepEqual(preview.rows[1].cells, ["100.25", POINT, "2026-10-01T00:00"]);
  assert.equal((await send(bytes, { fileName: "a.xlsx" })).stored, 2);
  const wrong = await send("no workbook", { fileName: "b.xlsx" });
  assert.match(wrong.detail, /^body\.content: the file is no Excel workbook/);
  const zone = await send(GOOD, { timeZone: "Europe/Nowhere" });
  assert.match(zone.detail, /^body\.timeZone: Europe\/Nowhere is no time zone/);
});
