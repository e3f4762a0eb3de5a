/**
 * A year of the demo's building in fast time, done through the interface as the web does it; bills
 * come by the schedule. Every line of every bill is worked out by hand from the register values of
 * its evidence (test/support/by-hand.ts); for Anna, Ben and Cleo (test/support/demo-journey.ts) the
 * arithmetic is written out here. VAT of 19 % is on the sum of all lines.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { remindOverdue } from "#jobs/remind-overdue.ts";
import { runDueBills } from "#jobs/run-due-bills.ts";
import { createLog } from "#platform/log.ts";
import {
  assertEveryBillByHand,
  newestBill,
  startDemoJourney,
  storedBills,
} from "#test/support/demo-journey.ts";

test("a year of the demo's building in the web: every figure as worked out by hand", async (t) => {
  const journey = await startDemoJourney(t);
  const { database, api, at, ask, anna, ben } = journey;
  const newest = (leaseId: number) => newestBill(database, leaseId);
  /** The month's readings have come, and on the first of the next the schedule has its turn. */
  const billed = async (month: string) => {
    await journey.collect(month);
    const first = Temporal.PlainDate.from(`${month}-01`).add({ months: 1 });
    await at(`${first}T05:00Z`);
    return runDueBills({ database, clock: api.clock, log: createLog("silent") });
  };
  assert.equal(await billed("2025-01"), 24);
  // Power 3978.94 - 3688.90 = 290.04 kWh: 150 x 0.2450 = 36.75, 140.04 x 0.2890 = 40.47, 31 days at
  // 0.28 = 8.68: 85.90. Water 286.710 - 276.693 = 10.017 m3: 19.20, 0.017 x 2.35 = 0.04,
  // 9.0153 x 2.14 = 19.29, 3.20: 41.73. Heat 13152.7 - 11600.6 = 1552.1 kWh x 0.1180 =
  // 183.15, 148.20 x 31/365 = 12.59: 195.74. Together 323.37, VAT 61.44.
  assert.equal(await newest(anna), "regular 2025-01-01 32337 6144 38481");
  // A part payment: 200.00 of 384.81 leave 184.81.
  const paid = { kind: "payment", amount: "200.00", bookedOn: "2025-02-01", note: "Bank" };
  const account = await ask("POST", `/accounts/${anna}/entries`, paid);
  assert.equal(account.balanceMinor, "18481");

  assert.equal(await billed("2025-02"), 24);
  await journey.raisePrices();
  assert.equal(await billed("2025-03"), 24);
  // 119.86 kWh in the first 14 of 31 days: a band of 150 x 14/31 = 67.741935 x 0.2450 = 16.60, the
  // rest of 52.118065 x 0.2890 = 15.06, 14 x 0.28 = 3.92; then 136.14 kWh: 82.258065 x 0.2600 = 21.39,
  // 53.881935 x 0.3100 = 16.70, 17 x 0.28 = 4.76: 78.43. Water 9.005 m3: 17.29, 17.34, 3.20:
  // 37.83. Heat 1152.1 kWh: 135.95, 12.59: 148.54. Together 264.80, VAT 50.31.
  assert.equal(await newest(anna), "regular 2025-03-01 26480 5031 31511");

  assert.equal(await billed("2025-04"), 24);
  // Misread: 4811.79 - 4489.29 = 322.50 kWh: 39.00, 46.50, 22.5 x 0.3700 = 8.33, 8.40: 102.23.
  // Water 38.39, heat 81.55: together 222.17, VAT 42.2123 = 42.21.
  assert.equal(await newest(anna), "regular 2025-04-01 22217 4221 26438");
  // Anna disputes it; 4711.79 was right: 222.50 kWh: 39.00, 72.5 x 0.3100 = 22.48, 8.40: 69.88.
  // Together 189.82 and 36.0658 = 36.07: 225.89, which is 38.49 less.
  await at("2025-05-10T08:00Z");
  const wrong = (await storedBills(database)).findLast(({ lease_id }) => lease_id === anna);
  assert.deepEqual(await journey.correctMisreading(), [wrong?.id]);
  const difference = await ask("GET", `/bills/${wrong?.id}/recalculation`);
  assert.equal(difference.totalMinor, "-3849");
  await ask("POST", `/bills/${wrong?.id}/correction`, { reason: "The reading was wrong." });
  const creditNote = (await storedBills(database)).at(-2)?.content;
  assert.equal(creditNote?.kind, "credit-note");
  assert.equal(creditNote?.totalMinor, "-26438");
  assert.equal(await newest(anna), "regular 2025-04-01 18982 3607 22589");
  assert.equal(await billed("2025-05"), 24);

  // Ben leaves on the 17th with his deposit of 500.00, Cleo comes on the 20th.
  const deposit = { kind: "deposit-received", amount: "500.00", bookedOn: "2025-06-01" };
  await ask("POST", `/accounts/${ben}/entries`, deposit);
  await at("2025-06-20T08:00Z");
  await journey.benLeaves();
  const cleo = await journey.cleoComes();
  assert.equal(await billed("2025-06"), 25);
  // 16 days: 69.09 kWh (of a first band of 150 x 16/30 = 80) x 0.2600 = 17.96, 16 x 0.28 = 4.48: 22.44.
  // 2.249 m3: 4.32, 4.33, 3.20 x 16/30 = 1.71: 10.36. 42.4 kWh: 5.00, 148.20 x
  // 16/365 = 6.50: 11.50. Together 44.30, VAT 8.42.
  assert.equal(await newest(ben), "final 2025-06-01 4430 842 5272");
  // 11 days from 3673.36 on; the days between are the owner's. 46.10 kWh: 11.99, 3.08: 15.07.
  // 1.396 m3: 2.68, 2.69, 1.17: 6.54. 33.2 kWh: 3.92, 4.47: 8.39. Together
  // 30.00, VAT 5.70.
  assert.equal(await newest(cleo), "regular 2025-06-20 3000 570 3570");
  // 190.80 + 176.35 + 184.34 + 137.21 + 109.63 + 52.72 = 851.05; less 500.00.
  const settled = await ask("POST", `/accounts/${ben}/settlement`);
  assert.deepEqual([settled.balanceMinor, settled.depositMinor], ["35105", "0"]);

  await at("2025-07-22T08:00Z");
  await journey.remindAfterAWeek();
  const reminded = await remindOverdue({ database, clock: api.clock });
  // 22 others have six bills open, as Anna; the deposit paid Ben's January and February, and 132.85
  // of his March: 51.49 are left. Cleo has one. 22 x 6 + 6 + 4 + 1.
  assert.equal(reminded.length, 143);
  const bens = reminded.filter(({ tenant }) => tenant === "Apartment 3.02");
  assert.deepEqual(
    bens.map(({ openMinor }) => openMinor),
    [5149n, 13721n, 10963n, 5272n],
  );

  for (const month of ["2025-07", "2025-08"]) assert.equal(await billed(month), 24);
  await at("2025-09-10T09:00Z");
  await journey.exchangeMeter();
  assert.equal(await billed("2025-09"), 24);
  // 5528.26 - 5467.29 = 60.97 kWh on the old meter, 133.35 - 0.07 = 133.28 on the new: 194.25: 39.00,
  // 44.25 x 0.3100 = 13.72, 8.40: 61.12. Water 8.296 m3: 15.93, 15.98, 3.20: 35.11.
  // Heat 237.2 kWh: 27.99, 12.18: 40.17. Together 136.40, VAT 25.916 = 25.92.
  assert.equal(await newest(anna), "regular 2025-09-01 13640 2592 16232");
  for (const month of ["2025-10", "2025-11", "2025-12"]) assert.equal(await billed(month), 24);

  await assertEveryBillByHand(database);
  // 24 a month, Cleo's and the new bill of April, and the credit note.
  assert.equal((await storedBills(database)).length, 12 * 24 + 1 + 2);
  assert.equal((await ask("GET", "/accounts")).booksMinor, "0");
});
