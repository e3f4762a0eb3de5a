import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "#platform/database.ts";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { type EndedCommand, startCommand } from "#test/support/started-command.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";

test("./smartpm import readings", async (t) => {
  const url = await testDatabaseUrl(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-import-"));
  const database = openDatabase(url);
  t.after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  const siteId = await createTestSite(database);
  const { channelId } = await createTestPoint(database, { siteId, name: "Unit 1" });
  const file = join(folder, "load.csv");

  async function smartpm(content: string, ...options: readonly string[]): Promise<EndedCommand> {
    await writeFile(file, content);
    return startCommand({
      args: ["import", "readings", file, ...options],
      env: { DATABASE_URL: url },
    }).ended;
  }

  const start = ["--start", "2026-10-25", "--zone", "Europe/Berlin", "--step", "15"];

  await t.test("says what it has stored, and where", async () => {
    const { code, stdout } = await smartpm("4\n8\n", "--point", "Unit 1", ...start);
    assert.equal(
      stdout,
      `3 of 3 readings were new: channel ${channelId} (Unit 1), from 2026-10-24T22:00:00Z to 2026-10-24T22:30:00Z\n`,
    );
    assert.equal(code, 0);
    const { rows } = await database.query("select value from reading order by measured_at");
    assert.deepEqual(
      rows.map(({ value }) => value),
      [0n, 10n, 30n],
    );
  });

  const complaints: readonly (readonly [
    content: string,
    options: readonly string[],
    says: RegExp,
  ])[] = [
    [
      "4\nfour\n",
      ["--point", "Unit 1", ...start],
      /load\.csv, line 2: "four" is not a number \(write it like 12\.5\)$/,
    ],
    [
      "4\n",
      ["--point", "Unit 7", ...start],
      /--point: no point with a channel is called "Unit 7"; did you mean Unit 1\?$/,
    ],
    ["4\n", ["--channel", "999", ...start], /--channel: there is no channel 999$/],
    ["4\n", start, /one of --channel, --point and --new-point$/],
    ["4\n", ["--point", "Unit 1"], /--start is missing/],
    [
      "4\n",
      ["--point", "Unit 1", "--start", "soon"],
      /--start: "soon" is no day; write it like 2026-01-01$/,
    ],
    [
      "4\n",
      ["--point", "Unit 1", ...start, "--zone", "Europe/Berln"],
      /--zone: "Europe\/Berln" is no time zone/,
    ],
    [
      "0.5\n",
      ["--point", "Unit 1", ...start],
      /line 1: 0\.125 is no whole number of the register's counts of 0\.1 /,
    ],
  ];
  for (const [content, options, says] of complaints) {
    await t.test(`refuses on one line: ${says.source}`, async () => {
      const { code, stdout, stderr } = await smartpm(content, ...options);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr.trim(), says);
      assert.equal(stderr.trim().split("\n").length, 1);
    });
  }

  await t.test("nothing of a refused file has been stored", async () => {
    const { rows } = await database.query("select count(*)::int as readings from reading");
    assert.equal(rows[0].readings, 3);
  });
});

test("./smartpm import table takes in the first line of a short file too, and ends", async (t) => {
  const url = await testDatabaseUrl(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-import-"));
  const database = openDatabase(url);
  t.after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  const siteId = await createTestSite(database);
  await createTestPoint(database, { siteId, name: "Unit 1" });
  const file = join(folder, "table.csv");
  await writeFile(
    file,
    "point,time,value\nUnit 1,2026-11-01T00:00Z,1\nUnit 1,2026-11-01T00:15Z,2\n",
  );
  const columns = ["--names", "1", "--time", "2", "--value", "3"];
  const args = ["import", "table", file, ...columns];
  for (const says of [/^2 of 2 rows were new, 0 were/, /^0 of 2 rows were new, 2 were there/]) {
    const { stdout } = await startCommand({ args, env: { DATABASE_URL: url } }).ended;
    assert.match(stdout, says);
  }
});
