/**
 * Bills of a small house by `./smartpm bill`, each command a process of its own. Figures by hand, as
 * in test/bills/year-of-bills.test.ts: 38.4 kWh a day in UTC at 0.20, from 15 March 0.25, VAT 10 %.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ChannelId, SpaceId } from "#domain/core/id.ts";
import { openDatabase, type Database } from "#platform/database.ts";
import { exchangeMeter } from "#storage/installations.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createMeter } from "#storage/meters.ts";
import { createSpace } from "#storage/property.ts";
import { storeReadings } from "#storage/readings.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { createTestPoint, createTestSite, type TestPoint } from "#test/support/metered-site.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const day = (text: string) => Temporal.PlainDate.from(text);

const tariff = (price: string) => ({
  format: "smartpm-tariff/1",
  name: "Flat",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", price }],
  taxes: [{ id: "vat", label: "VAT", percent: "10" }],
});

async function collected(
  database: Database,
  channelId: ChannelId,
  days: { from: string; to: string; counts: (n: number) => number },
): Promise<void> {
  const count = day(days.from).until(days.to).days + 1;
  const readings = Array.from({ length: count }, (_, n) => {
    const measuredAt = day(days.from).add({ days: n }).toZonedDateTime("UTC").toInstant();
    const counts = days.counts(n);
    return { channelId, measuredAt, counts, quality: 1, collectedAt: measuredAt };
  });
  await storeReadings(database, readings);
}

/** 38.4 kWh a day are 384 counts. */
const until = (days: number) => 384 * days;

/** Anna in unit 1 all the time; Ben in unit 2 to 17 June, Cleo there from the 20th. */
async function house(t: TestContext) {
  const url = await testDatabaseUrl(t);
  const database = openDatabase(url);
  t.after(() => database.close());
  const siteId = await createTestSite(database, { timeZone: "UTC" });
  const name = "Flat";
  const tariffId = await createTariff(database, { siteId, name, commodity: "electricity" });
  for (const [from, price] of [
    ["2026-01-01", "0.20"],
    ["2026-03-15", "0.25"],
  ] as const) {
    const version = { tariffId, effectiveFrom: day(from), document: tariff(price) };
    await addTariffVersion(database, version);
  }
  const points: (TestPoint & { readonly spaceId: SpaceId })[] = [];
  const leases: number[] = [];
  for (const unit of ["Unit 1", "Unit 2"]) {
    points.push({
      ...(await createTestPoint(database, { siteId, name: unit })),
      spaceId: await createSpace(database, { siteId, kind: "unit", name: unit }),
    });
  }
  const stays = [
    { who: "Anna", unit: 0, from: "2026-01-01", to: undefined },
    { who: "Ben", unit: 1, from: "2026-01-01", to: day("2026-06-17") },
    { who: "Cleo", unit: 1, from: "2026-06-20", to: undefined },
  ];
  for (const { who, unit, from, to } of stays) {
    const { spaceId, servicePointId } = points[unit] ?? assert.fail("there are two units");
    const tenantId = await createTenant(database, { siteId, name: who });
    const lease = { tenantId, spaceId, startsOn: day(from), endsOn: to };
    const leaseId = await createLease(database, lease);
    assert.ok((await attachServicePoint(database, { leaseId, servicePointId, tariffId })).ok);
    leases.push(leaseId);
  }
  return { url, database, siteId, leases, points };
}

test("a year by ./smartpm bill: every figure as worked out by hand", async (t) => {
  const { url, database, siteId, leases, points } = await house(t);
  const [anna, ben] = leases;
  const [one, two] = points;
  assert.ok(one && two);
  const bill = async (...args: readonly string[]) => {
    const { PATH } = process.env;
    const child = spawn(process.execPath, ["--no-warnings", MAIN, "bill", ...args], {
      cwd: "/",
      env: { PATH, HOME: "", DATABASE_URL: url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    }
    const [code] = await once(child, "close");
    return { code: Number(code), said };
  };
  const month = async (from: string, to: string) => {
    const { code, said } = await bill("issue", "--from", from, "--to", to);
    assert.equal(code, 0, said);
    return said.split("\n").filter((line) => line.startsWith("issued"));
  };
  await collected(database, one.channelId, { from: "2026-01-01", to: "2026-04-30", counts: until });
  await collected(database, two.channelId, { from: "2026-01-01", to: "2026-10-01", counts: until });
  // 31 x 38.4 = 1190.4 kWh x 0.20 = 238.08; VAT 23.81: 261.89.
  assert.match((await month("2026-01-01", "2026-02-01"))[0] ?? "", /Anna .* 261\.89 EUR {2}B/);
  // 537.6 x 0.20 + 652.8 x 0.25 = 107.52 + 163.20 = 270.72; VAT 27.07: 297.79.
  assert.match((await month("2026-03-01", "2026-04-01"))[0] ?? "", /Anna .* 297\.79 EUR {2}B/);

  // The reading of 1 May is 100 kWh too high: 1252 x 0.25 = 313.00; VAT 31.30.
  const wrong = until(120) + 1_000;
  const may = { from: "2026-05-01", to: "2026-05-01" };
  await collected(database, one.channelId, { ...may, counts: () => wrong });
  const [april = ""] = await month("2026-04-01", "2026-05-01");
  assert.match(april, /Anna .* 344\.30 EUR/);
  const number = /B\d+-\d+-\d+/.exec(april)?.[0] ?? "";
  const same = await bill("recalculate", number);
  assert.deepEqual([same.code, same.said.includes("the same to the byte")], [0, true], same.said);
  const evidence = await bill("evidence", number);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-evidence-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "evidence.json");
  await writeFile(file, evidence.said);
  const verified = await bill("verify", file);
  assert.equal(verified.code, 0, verified.said);

  // It is disputed and put right: 288.00 and 28.80 are 316.80, 27.50 less.
  await database.query(
    "update reading set value = $2 where channel_id = $1 and measured_at = '2026-05-01Z'",
    [one.channelId, until(120)],
  );
  const differs = await bill("recalculate", number);
  assert.equal(differs.code, 1);
  assert.match(differs.said, /changes by -27\.50 \(net -25\.00, tax -2\.50\)/);
  const corrected = await bill("correct", number, "--reason", "The reading was wrong.");
  assert.match(corrected.said, /credit note C\d.*\nnew bill B/);

  // A part payment. 261.89 + 297.79 + 316.80 = 876.48, less 300.00: the oldest bill is paid.
  const paid = await bill("pay", String(anna), "300.00", "--note", "Bank");
  assert.match(paid.said, /open 259\.68 since/);
  assert.match(paid.said, /Anna owes 576\.48 EUR/);

  // June: Ben's last 16 days 614.4 x 0.25 = 153.60 and 15.36; Cleo's 11 days 105.60 and 10.56.
  const summer = { from: "2026-05-02", to: "2026-09-09" };
  await collected(database, one.channelId, { ...summer, counts: (n) => until(121 + n) });
  const june = await month("2026-06-01", "2026-07-01");
  assert.match(june.find((line) => line.includes("Ben")) ?? "", / 168\.96 EUR/);
  assert.match(june.find((line) => line.includes("Cleo")) ?? "", / 116\.16 EUR/);
  const settled = await bill("settle", String(ben));
  assert.match(settled.said, /Ben owes/);

  // September: the meter goes at 252 days, the new one begins at 7 counts. 1152 kWh: 316.80.
  const meterId = await createMeter(database, {
    siteId,
    serialNumber: "NEW-1",
    modelId: "generic/test",
  });
  const exchanged = await database.transaction((tx) =>
    exchangeMeter(tx, {
      servicePointId: one.servicePointId,
      at: Temporal.Instant.from("2026-09-10T00:00:00Z"),
      meterId,
      registers: [{ channelId: one.channelId, closing: until(252), opening: 7 }],
    }),
  );
  assert.ok(exchanged.ok);
  const autumn = { from: "2026-09-11", to: "2026-10-01" };
  await collected(database, one.channelId, { ...autumn, counts: (n) => 7 + until(n + 1) });
  assert.match((await month("2026-09-01", "2026-10-01"))[0] ?? "", /Anna .* 316\.80 EUR/);
  const books = await database.query<{ sum: bigint }>(
    "select sum(amount_minor)::bigint as sum from ledger_posting",
  );
  assert.equal(books.rows[0]?.sum, 0n);
});
