import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parseLoadFile } from "#domain/consumption/load-file.ts";
import { shortestDecimal } from "#domain/consumption/shortest-decimal.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { MovableClock } from "#platform/clock.ts";
import { Refusal } from "#platform/refusal.ts";
import { readConsumption } from "#storage/channel-consumption.ts";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { importLoad, type LoadImport } from "./import-load.ts";

const LOAD = new URL("../../test/reference/commercial-60min.csv", import.meta.url);

test("load files become register readings", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database, { timeZone: "UTC" });
  const { channelId } = await createTestPoint(database, { siteId, name: "Unit 1" });
  const clock = new MovableClock(Temporal.Instant.from("2026-11-24T12:00Z"));

  function importing(text: string, options: Partial<LoadImport> = {}) {
    const load = parseLoadFile(text);
    assert.ok(load.ok);
    return importLoad({
      database,
      clock,
      load: load.value,
      target: { kind: "channel", channelId },
      timeZone: "UTC",
      start: Temporal.Instant.from("2026-01-01T00:00Z"),
      stepMinutes: 15,
      amounts: "consumption",
      ...options,
    });
  }

  async function readingsStored(): Promise<number> {
    const { rows } = await database.query("select count(*)::int as readings from reading");
    return rows[0].readings;
  }

  await t.test("a year of hours reads back digit by digit, and imports once", async () => {
    const text = await readFile(LOAD, "utf8");
    const year: Partial<LoadImport> = {
      target: { kind: "new-point", name: "Warehouse" },
      start: Temporal.Instant.from("2018-01-01T00:00Z"),
      stepMinutes: 60,
      amounts: "average-kw",
    };
    const { channel, from, to, stored } = await importing(text, year);
    assert.deepEqual([stored, String(to)], [8761, "2019-01-01T00:00:00Z"]);
    const { consumption, missingIntervals } = await readConsumption(database, channel, {
      from,
      to,
    });
    assert.equal(missingIntervals, 0);
    assert.equal(consumption.qualities, undefined);
    text
      .trim()
      .split("\n")
      .forEach((line, hour) => {
        const used = Decimal.of(consumption.amounts[hour] ?? 0).times(consumption.perCount);
        assert.ok(used.equals(shortestDecimal(line)!), `hour ${hour}: ${used} and ${line}`);
      });
    const again = await importing(text, { ...year, target: { kind: "point", name: "Warehouse" } });
    assert.equal(again.stored, 0);
  });

  await t.test("what does not fit is refused with its line, and nothing is stored", async () => {
    const before = await readingsStored();
    await assert.rejects(importing("0.5\n0.55"), (error: unknown) => {
      assert.ok(error instanceof Refusal);
      assert.match(
        error.message,
        /^line 2: 0\.55 is no whole number of the register's counts of 0\.1 /,
      );
      return true;
    });
    await assert.rejects(importing("1\n2", { stepMinutes: 60 }), /^Refusal: --step: .*60 minutes/);
    await assert.rejects(
      importing("1", { target: { kind: "point", name: "Unit 2" } }),
      /^Refusal: --point: .*did you mean Unit 1\?/,
    );
    assert.equal(await readingsStored(), before);
  });

  await t.test("rounded where that was asked for", async () => {
    const { stored } = await importing("0.5\n0.55", { resolution: Decimal.parse("0.1") });
    assert.equal(stored, 3);
  });

  await t.test("a value that is already there in another form is never overwritten", async () => {
    const before = await readingsStored();
    const next = { start: Temporal.Instant.from("2025-12-31T23:45Z") };
    await assert.rejects(
      importing("3\n0.5\n0.6\n9", next),
      /^Refusal: line 1: .*never overwritten/,
    );
    assert.equal(await readingsStored(), before);
  });

  await t.test("times with registers say for themselves when they were read", async () => {
    const { from, to } = await importing(
      "time,register\n2026-02-01 00:00,812.5\n2026-02-01 00:15,813",
    );
    assert.deepEqual([String(from), String(to)], ["2026-02-01T00:00:00Z", "2026-02-01T00:15:00Z"]);
  });
});
