/**
 * The bills of the demo's building through the same year by `./smartpm bill`, each command a process
 * of its own on the day when it is given; what is not about bills is done in the web. Every line of
 * every bill is worked out by hand (test/support/by-hand.ts); the arithmetic of the totals that are
 * named here is written out in year-in-the-web.test.ts.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  assertEveryBillByHand,
  startDemoJourney,
  storedBills,
} from "#test/support/demo-journey.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const CLOCK = join(import.meta.dirname, "../support/clock-at.ts");

/** Runs `./smartpm bill` at a time; what it says, on which it ends with `code`. */
async function billAt(
  { url, time }: { readonly url: string; readonly time: string },
  args: readonly string[],
  code = 0,
): Promise<string> {
  const { PATH } = process.env;
  const words = ["--no-warnings", "--import", CLOCK, MAIN, "bill", ...args];
  const child = spawn(process.execPath, words, {
    cwd: "/",
    env: { PATH, HOME: "", DATABASE_URL: url, CLOCK_AT: time },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const [ended] = await once(child, "close");
  assert.equal(ended, code, said);
  return said;
}

/** What a run says of a tenant whose bill it issued; all of it where there is none. */
function lineOf(lines: readonly string[], tenant: string): string {
  return lines.find((line) => line.startsWith(`issued    ${tenant} `)) ?? lines.join("\n");
}

/** The evidence of a bill recomputes: printed by one command, verified by another. */
async function assertVerifies(
  t: TestContext,
  bill: (...args: string[]) => Promise<string>,
  number: string,
) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-evidence-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "evidence.json");
  await writeFile(file, await bill("evidence", number));
  await bill("verify", file);
}

test("a year of the demo's building by ./smartpm bill: every figure as worked out by hand", async (t) => {
  const journey = await startDemoJourney(t);
  const { url, database, at, anna, ben } = journey;
  let time = "";
  const move = async (to: string) => {
    time = to;
    await at(to);
  };
  const bill = (...args: string[]) => billAt({ url, time }, args);
  /** What `bill due` says on the first of the month after, by line. */
  const due = async (month: string, bills = 24) => {
    await journey.collect(month);
    await move(`${Temporal.PlainDate.from(`${month}-01`).add({ months: 1 })}T05:00:00Z`);
    const said = await bill("due");
    assert.match(said, new RegExp(`^${bills} new bills$`, "m"));
    return said.split("\n");
  };

  assert.match(lineOf(await due("2025-01"), "Apartment 3.01"), / 384\.81 EUR {2}B1-2025-/);
  const part = await bill("pay", String(anna), "200.00", "--note", "Bank");
  assert.match(part, /Apartment 3\.01 owes 184\.81 EUR/);
  assert.match(await bill("due"), /^0 new bills$/m, "a month is billed once");

  await due("2025-02");
  await journey.raisePrices();
  assert.match(lineOf(await due("2025-03"), "Apartment 3.01"), / 315\.11 EUR /);

  const april = lineOf(await due("2025-04"), "Apartment 3.01");
  assert.match(april, / 264\.38 EUR /);
  const number = /B\d+-\d+-\d+/.exec(april)?.[0] ?? "";
  assert.match(await bill("recalculate", number), /the same to the byte/);
  await assertVerifies(t, bill, number);
  await move("2025-05-10T08:00:00Z");
  await journey.correctMisreading();
  const differs = await billAt({ url, time }, ["recalculate", number], 1);
  assert.match(differs, /changes by -38\.49 \(net -32\.35, tax -6\.14\)/);
  const corrected = await bill("correct", number, "--reason", "The reading was wrong.");
  assert.match(corrected, /credit note C\d.*\nnew bill B/);
  await due("2025-05");

  await move("2025-06-20T08:00:00Z");
  await journey.benLeaves();
  await journey.cleoComes();
  const june = await due("2025-06", 25);
  assert.match(lineOf(june, "Apartment 3.02"), / 2025-06-01 to 2025-06-17 {2}52\.72 EUR /);
  assert.match(lineOf(june, "Cleo"), / 2025-06-20 to 2025-07-01 {2}35\.70 EUR /);
  // 190.80 + 176.35 + 184.34 + 137.21 + 109.63 + 52.72; no deposit was paid.
  assert.match(await bill("settle", String(ben)), /Apartment 3\.02 owes 851\.05 EUR/);

  await move("2025-07-22T08:00:00Z");
  await journey.remindAfterAWeek();
  // 23 that stay but for Cleo have six bills open, as Ben; Cleo has one: 23 x 6 + 6 + 1.
  const reminded = await bill("remind");
  assert.match(reminded, /^145 reminders$/m);
  assert.match(
    reminded,
    /reminder 1 {2}Apartment 3\.01 {2}B\S+ {2}184\.81 EUR open since 2025-02-15/,
  );
  assert.match(reminded, /reminder 1 {2}Cleo .* 35\.70 EUR .* {2}cleo@tenants\.example/);
  assert.match(await bill("remind"), /^0 reminders$/m, "each step once");

  for (const month of ["2025-07", "2025-08"]) await due(month);
  await move("2025-09-10T09:00:00Z");
  await journey.exchangeMeter();
  assert.match(lineOf(await due("2025-09"), "Apartment 3.01"), / 162\.32 EUR /);
  for (const month of ["2025-10", "2025-11", "2025-12"]) await due(month);

  await assertEveryBillByHand(database);
  assert.equal((await storedBills(database)).length, 12 * 24 + 1 + 2);
  const books = await database.query<{ sum: bigint }>(
    "select sum(amount_minor)::bigint as sum from ledger_posting",
  );
  assert.equal(books.rows[0]?.sum, 0n);
});
