import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "#platform/database.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { type EndedCommand, startCommand } from "#test/support/started-command.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";

test("./smartpm tariff series import", async (t) => {
  const url = await testDatabaseUrl(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-series-"));
  const database = openDatabase(url);
  t.after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  const siteId = await createTestSite(database);
  const file = join(folder, "prices.csv");

  async function smartpm(content: string, ...options: readonly string[]): Promise<EndedCommand> {
    await writeFile(file, content);
    return startCommand({
      args: ["tariff", "series", "import", file, ...options],
      env: { DATABASE_URL: url },
    }).ended;
  }
  const stored = async () => {
    const { rows } = await database.query(
      "select starts_at, price from price_series_step order by starts_at",
    );
    return rows;
  };

  await t.test("prices are stored, and the audit log says from where", async () => {
    const { code, stdout, stderr } = await smartpm(
      "2026-01-01T00:00;8,5\n2026-01-01T01:00;-0,12\n",
      "--name",
      "day-ahead",
    );
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      '2 prices of "day-ahead", from 2025-12-31T23:00:00Z until 2026-01-01T01:00:00Z\n',
    );
    assert.equal(code, 0);
    assert.deepEqual(
      (await stored()).map((row) => String(row["price"])),
      ["8.5", "-0.12"],
    );
    const { rows } = await database.query(
      "select actor, action, after from audit_entry where action = 'price-series.imported'",
    );
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.["actor"], "command line");
    assert.equal(rows[0]?.["after"]?.name, "day-ahead");
  });

  await t.test("every fault is told with its line, and then nothing is stored", async () => {
    const before = await stored();
    const { code, stdout, stderr } = await smartpm(
      "time,price\n2026-01-02T00:00,1\nnever,2\n2026-01-02T02:00,much\n",
      "--name",
      "day-ahead",
    );
    assert.equal(stdout, "");
    assert.equal(
      stderr,
      `${file}, line 3: "never" is no time of Europe/Berlin (write it like 2026-01-01T00:00, or with its offset)\n` +
        `${file}, line 4: "much" is not a number (write it like 0.085)\n`,
    );
    assert.equal(code, 1);
    assert.deepEqual(await stored(), before);
  });

  const complaints: readonly (readonly [
    content: string,
    options: readonly string[],
    says: RegExp,
  ])[] = [
    [
      "2026-02-01,1\n2026-02-02,2\n",
      ["--name", "day-ahead"],
      /prices "day-ahead": nothing would say what holds from 2026-01-01T01:00:00Z until 2026-01-31T23:00:00Z \(load the prices of that time first\)$/,
    ],
    ["2026-01-01,1\n", ["--name", "index"], /line 1: there are too few prices/],
    ["2026-01-01,1\n", [], /--name is missing: the name that the tariff has for it$/],
    [
      "2026-01-01,1\n",
      ["--name", "Day Ahead"],
      /--name: "Day Ahead" is no name of a series \(as the tariff writes it: small letters, digits and hyphens\)$/,
    ],
    [
      "2026-01-01,1\n",
      ["--name", "index", "--step", "0"],
      /--step: "0" is no whole number above 0$/,
    ],
    ["2026-01-01,1\n", ["--name", "index", "--site", "99"], /there is no site 99$/],
  ];
  for (const [content, options, says] of complaints) {
    await t.test(`refuses ${options.join(" ")}: ${says.source}`, async () => {
      const { code, stdout, stderr } = await smartpm(content, ...options);
      assert.match(stderr.trim(), says);
      assert.deepEqual([code, stdout], [1, ""]);
    });
  }

  await t.test(
    "of one price it is told how long it holds, and of which of two sites it is",
    async () => {
      const other = await createTestSite(database);
      const one = ["2026-01-01,39.1\n", "--name", "index", "--step", "44640"] as const;
      const unclear = await smartpm(...one);
      assert.match(unclear.stderr, /--site is missing: there are /);
      const { code, stdout } = await smartpm(...one, "--site", String(other));
      // 44 640 minutes are the 31 days of January.
      assert.equal(
        stdout,
        '1 price of "index", from 2025-12-31T23:00:00Z until 2026-01-31T23:00:00Z\n',
      );
      assert.equal(code, 0);
      const { rows } = await database.query(
        "select site_id from price_series where name = 'index'",
      );
      assert.deepEqual(
        rows.map((row) => Number(row["site_id"])),
        [Number(other)],
      );
      assert.notEqual(Number(other), Number(siteId));
    },
  );
});
