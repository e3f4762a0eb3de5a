import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "#platform/database.ts";
import { numberBill, seedProperty } from "#test/api/seeded-property.ts";
import { startCommand } from "#test/support/started-command.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";

test("./smartpm bill payments: looked at, booked, told whose, taken back", async (t) => {
  const url = await testDatabaseUrl(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bank-"));
  const database = openDatabase(url);
  t.after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  const { bakery, florist } = await seedProperty(database);
  const number = await numberBill(database, bakery.billId);
  const file = join(folder, "bank.csv");
  const heading = "Buchungstag;Betrag;Begünstigter/Zahlungspflichtiger;Verwendungszweck";
  const rows = [`20.11.2026;412,50;Möbel Groß;${number}`, "21.11.2026;55,00;Ein Freund;Grüße"];
  await writeFile(file, Buffer.from([heading, ...rows].join("\r\n"), "latin1"));
  const payments = async (...options: readonly string[]) => {
    const args = ["bill", "payments", file, ...options];
    const { code, stdout, stderr } = await startCommand({ args, env: { DATABASE_URL: url } }).ended;
    return { code, said: `${stdout}${stderr}`.trimEnd().split("\n") };
  };
  const booked = async () => {
    const { rows: entries } = await database.query<Record<string, unknown>>(
      `select e.lease_id as lease, e.kind, e.actor, p.amount_minor::int as receivable
         from ledger_entry e
         join ledger_posting p on p.entry_id = e.id and p.account = 'receivable'
        where e.external_key like 'bank:%'
           or e.kind = 'reversal'
        order by e.id`,
    );
    return entries.map((entry) => Object.values(entry).join(" "));
  };
  const FIRST = `2  20.11.2026  412,50  Möbel Groß  Harbour Bakery (Unit of Harbour Bakery) · ${number}`;
  const refused = async (...options: readonly string[]) => {
    const { code, said } = await payments(...options);
    assert.equal(code, 1, said.join(" "));
    return said[0] ?? "";
  };
  const nobody = "no bill number and no tenant of this name";

  await t.test("a look books nothing, and says what would be", async () => {
    const { code, said } = await payments("--dry-run");
    assert.equal(said[0], FIRST);
    assert.match(
      said[1] ?? "",
      new RegExp(`^3  21.11.2026  55,00  Ein Freund  Reference: ${nobody}`),
    );
    assert.equal(said[2], "1 payment would be booked, 1 of 2 rows cannot be");
    assert.equal(code, 1);
    assert.deepEqual(await booked(), []);
  });

  await t.test("one row that is not known keeps all from being booked", async () => {
    const { code, said } = await payments();
    assert.equal(said[2], "0 payments booked, 1 of 2 rows cannot be");
    assert.equal(code, 1);
    assert.deepEqual(await booked(), []);
  });

  await t.test("what is asked wrongly is refused", async () => {
    assert.match(await refused("--lease", "3"), /--lease: "3" is not like 3=12/);
    assert.match(await refused("--lease", "9=1"), /row 9 of the file is no payment/);
    assert.match(await refused("--undo"), /nothing of it is booked/);
  });

  await t.test("a row that tells it of nobody is booked for whom it is said", async () => {
    const { code, said } = await payments("--lease", `3=${florist.leaseId}`);
    assert.match(said[1] ?? "", /Ein Freund {2}CANARY-FLORIST/);
    assert.equal(said[2], "2 payments booked");
    assert.equal(code, 0);
    assert.deepEqual(await booked(), [
      `${bakery.leaseId} payment command line -41250`,
      `${florist.leaseId} payment command line -5500`,
    ]);
    const again = await payments("--valid-rows");
    assert.match(again.said[0] ?? "", /is booked already/);
    assert.equal((await booked()).length, 2, "nothing twice");
  });

  await t.test("the file is taken back by reverses, once", async () => {
    const { code, said } = await payments("--undo");
    assert.deepEqual([code, said], [0, ["2 payments taken back"]]);
    assert.deepEqual((await booked()).slice(2), [
      `${bakery.leaseId} reversal command line 41250`,
      `${florist.leaseId} reversal command line 5500`,
    ]);
    const again = await payments("--undo");
    assert.match(again.said[0] ?? "", /taken back already/);
  });
});

test("./smartpm bill payments --undo takes back what this file brought, not what others did", async (t) => {
  const url = await testDatabaseUrl(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bank-"));
  const database = openDatabase(url);
  t.after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  const { bakery } = await seedProperty(database);
  const number = await numberBill(database, bakery.billId);
  const payments = async (name: string, ...options: readonly string[]) => {
    const args = ["bill", "payments", join(folder, name), ...options];
    const { code, stdout, stderr } = await startCommand({ args, env: { DATABASE_URL: url } }).ended;
    return { code, said: `${stdout}${stderr}`.trimEnd().split("\n") };
  };
  const standing = async () => {
    const { rows } = await database.query<{ amount: number }>(
      `select -p.amount_minor::int as amount
         from ledger_entry e
         join ledger_posting p on p.entry_id = e.id and p.account = 'receivable'
        where e.kind = 'payment'
          and not exists (select from ledger_entry r where r.reverses_entry_id = e.id)
        order by e.id`,
    );
    return rows.map(({ amount }) => amount);
  };
  const rows = [1, 2, 3].map((day) => `2026-11-0${day},${day}.00,Somebody,${number}`);
  const write = (name: string, lines: readonly string[]) =>
    writeFile(join(folder, name), ["Date,Amount,Name,Reference", ...lines].join("\n"));
  await write("week.csv", rows.slice(0, 2));
  await write("month.csv", rows);
  await write("day.csv", rows.slice(0, 1));
  assert.equal((await payments("week.csv")).code, 0);
  await payments("month.csv", "--valid-rows");
  assert.deepEqual(await standing(), [100, 200, 300]);

  const { code, said } = await payments("day.csv", "--undo");
  assert.equal(code, 1);
  assert.match(said[0] ?? "", /nothing of it is booked: 1 of its rows came with another file/);
  assert.deepEqual((await payments("month.csv", "--undo")).said, ["1 payment taken back"]);
  assert.deepEqual(await standing(), [100, 200], "the week's file brought these");
  assert.deepEqual((await payments("week.csv", "--undo")).said, ["2 payments taken back"]);
  assert.deepEqual(await standing(), []);
});
