/** Money that is owed, paid and kept: R41 to R44 under their numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { lateFeeMinor } from "./late-fee.ts";
import { type Booking, postingsOf, reversed } from "./ledger-entry.ts";
import { type AccountChange, accountState, arrearsByAge } from "./open-items.ts";
import { changedPrepaid, daysLeft, prepaidState } from "./prepaid.ts";
import { dueReminder, type ReminderPolicy } from "./reminder.ts";
import { settleDeposit } from "./settle-deposit.ts";

const decimal = (text: string) => Decimal.parse(text);
const day = (text: string) => Temporal.PlainDate.from(text);

let entryId = 0;
function change(amountMinor: bigint, dueOn: string, billId?: number): AccountChange {
  entryId += 1;
  return { entryId, amountMinor, billId, dueOn: day(dueOn) };
}

test("R41: 300.00 paid on 200.00 of January and 180.00 of February leave 80.00 of February", () => {
  const state = accountState([
    change(20_000n, "2026-02-15", 1),
    change(18_000n, "2026-03-15", 2),
    change(-30_000n, "2026-03-20"),
  ]);
  assert.deepEqual(
    state.items.map(({ billId, openMinor }) => [billId, openMinor]),
    [
      [1, 0n],
      [2, 8_000n],
    ],
  );
  assert.deepEqual([state.creditMinor, state.balanceMinor], [0n, 8_000n]);
});

test("R41: what is overpaid is a credit balance, and pays the next bill", () => {
  const paid = [change(20_000n, "2026-02-15", 1), change(-25_000n, "2026-02-10")];
  assert.deepEqual(
    [accountState(paid).creditMinor, accountState(paid).balanceMinor],
    [5_000n, -5_000n],
  );
  const next = accountState([...paid, change(18_000n, "2026-03-15", 2)]);
  assert.deepEqual(
    next.items.map(({ openMinor }) => openMinor),
    [0n, 13_000n],
  );
});

test("a payment that names a bill pays that one, and a credit note its own", () => {
  const state = accountState([
    change(20_000n, "2026-02-15", 1),
    change(18_000n, "2026-03-15", 2),
    change(-18_000n, "2026-03-20", 2),
    change(-5_000n, "2026-03-20", 1),
  ]);
  assert.deepEqual(
    state.items.map(({ openMinor }) => openMinor),
    [15_000n, 0n],
  );
});

test("arrears by age: not due, up to 30, 60, 90 days, longer", () => {
  const { items } = accountState([
    change(1n, "2026-06-01"),
    change(20n, "2026-08-27"),
    change(300n, "2026-10-26"),
    change(4_000n, "2026-11-25"),
    change(50_000n, "2026-12-24"),
  ]);
  // On 25 November 2026 they are 177, 90, 30, 0 and -29 days overdue.
  assert.deepEqual(arrearsByAge(items, day("2026-11-25")), [54_000n, 300n, 0n, 20n, 1n]);
});

test("R42: 1.5 % a month on 400.00 for 20 of 30 days is 4.00", () => {
  const rule = { percentPerMonth: decimal("1.5"), graceDays: 5 };
  const owed = { openMinor: 40_000n, days: 20, currency: "EUR" };
  assert.equal(lateFeeMinor(rule, owed), 400n);
  assert.equal(lateFeeMinor(rule, { ...owed, days: 5 }), 0n);
  assert.equal(lateFeeMinor({ ...rule, mostPercent: decimal("0.5") }, owed), 200n);
});

test("R42: reminders go in steps, each once, and never two at once", () => {
  const policy: ReminderPolicy = {
    steps: [7, 21, 35].map((afterDays) => ({ afterDays, fee: undefined })),
    leastMinor: 500n,
  };
  const owed = { openMinor: 40_000n, dueOn: day("2026-03-01"), stepsTaken: 0, lastOn: undefined };
  assert.equal(dueReminder(policy, owed, day("2026-03-07")), undefined);
  assert.equal(dueReminder(policy, owed, day("2026-03-08")), 0);
  // Down for months: the first step, and the second only 14 days after it.
  assert.equal(dueReminder(policy, owed, day("2026-06-01")), 0);
  const reminded = { ...owed, stepsTaken: 1, lastOn: day("2026-06-01") };
  assert.equal(dueReminder(policy, reminded, day("2026-06-14")), undefined);
  assert.equal(dueReminder(policy, reminded, day("2026-06-15")), 1);
  assert.equal(dueReminder(policy, { ...owed, stepsTaken: 3 }, day("2026-06-15")), undefined);
  assert.equal(dueReminder(policy, { ...owed, openMinor: 499n }, day("2026-06-15")), undefined);
});

test("R43: of a deposit of 500.00, a final bill of 320.00 leaves 180.00 to pay back", () => {
  const settled = settleDeposit(50_000n, 32_000n);
  assert.deepEqual(settled, { usedMinor: 32_000n, refundMinor: 18_000n, stillOwedMinor: 0n });
  assert.equal(settleDeposit(50_000n, 60_000n).stillOwedMinor, 10_000n);
  assert.equal(settleDeposit(50_000n, -1_000n).refundMinor, 50_000n);
});

test("R43: a deposit is owed to the tenant and no income", () => {
  assert.deepEqual(postingsOf({ kind: "deposit-received", amountMinor: 50_000n }), [
    { account: "bank", amountMinor: 50_000n },
    { account: "deposit", amountMinor: -50_000n },
  ]);
});

test("R44: 10.00 less 12 kWh at 0.80 is 0.40: warned; at zero less the emergency credit: cut", () => {
  const account = {
    balance: decimal("10.00"),
    warnBelow: decimal("5"),
    emergencyCredit: decimal("1"),
  };
  const used = changedPrepaid(account, decimal("0.80").times(decimal("12")).negated());
  assert.equal(used.balance.toFixed(2), "0.40");
  assert.equal(prepaidState(account), "supplied");
  assert.equal(prepaidState(used), "warned");
  const owing = changedPrepaid(used, decimal("-1.40"));
  assert.equal(prepaidState(owing), "cut");
  assert.equal(prepaidState(changedPrepaid(owing, decimal("20"))), "supplied");
});

test("R44: 10.00 at a mean of 2.50 a day over seven days last for 4 days", () => {
  const week = ["2", "3", "2.5", "2.5", "2", "3", "2.5"].map(decimal);
  assert.equal(daysLeft(decimal("10"), week)?.toString(), "4.0");
  assert.equal(daysLeft(decimal("10"), [Decimal.ZERO]), undefined);
});

test("the postings of every booking sum to nothing, and so do those that take it back", () => {
  const kinds = [
    "opening",
    "payment",
    "refund",
    "deposit-received",
    "deposit-used",
    "deposit-refunded",
    "late-fee",
    "write-off",
  ] as const;
  const amount = fc.bigInt({ min: -1_000_000n, max: 1_000_000n });
  const bookings: fc.Arbitrary<Booking> = fc.oneof(
    fc.record({ kind: fc.constantFrom(...kinds), amountMinor: amount }),
    fc.record({ kind: fc.constant("bill" as const), netMinor: amount, taxMinor: amount }),
  );
  fc.assert(
    fc.property(bookings, (booking) => {
      const postings = postingsOf(booking);
      for (const side of [postings, reversed(postings)]) {
        assert.equal(
          side.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
          0n,
        );
      }
    }),
    { seed: 43 },
  );
});

test("however it is paid, what is open less the credit is what was owed less what was paid", () => {
  const one = fc.record({
    amountMinor: fc.bigInt({ min: -50_000n, max: 50_000n }),
    billId: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    days: fc.integer({ min: 0, max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 20 }), (list) => {
      const changes = list.map(({ amountMinor, billId, days }, n) => ({
        entryId: n,
        amountMinor,
        billId,
        dueOn: day("2026-01-01").add({ days }),
      }));
      const state = accountState(changes);
      const sum = changes.reduce((all, { amountMinor }) => all + amountMinor, 0n);
      assert.equal(state.balanceMinor, sum);
      assert.ok(state.creditMinor >= 0n);
      for (const { openMinor, amountMinor } of state.items) {
        assert.ok(openMinor >= 0n && openMinor <= amountMinor);
      }
      if (state.creditMinor > 0n) {
        assert.ok(state.items.every(({ openMinor }) => openMinor === 0n));
      }
    }),
    { seed: 41, numRuns: 2_000 },
  );
});
