/** Bills that are looked at again: recalculated, credited and made anew; what that does to the books. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bill } from "#domain/billing/bill.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { faultText } from "#domain/core/fault.ts";
import type { BillId } from "#domain/core/id.ts";
import { bookOnAccount } from "#jobs/book-on-account.ts";
import { correctBill, takeBackBill } from "#jobs/correct-bill.ts";
import { changeReading } from "#jobs/enter-reading.ts";
import { recalculateBill } from "#jobs/recalculate-bill.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { accountState } from "#domain/ledger/open-items.ts";
import { findIssuedBill } from "#storage/bills.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { compactClosedDays } from "#storage/closed-days.ts";
import { listAccountChanges, readTrialBalance } from "#storage/ledger.ts";
import { listCorrections } from "#storage/reading-corrections.ts";
import { storeReadings } from "#storage/readings.ts";
import { contents, type Let, letUnit } from "#test/support/let-unit.ts";

const clock = new MovableClock(Temporal.Instant.from("2026-12-02T05:00Z"));

/** 0.20 a kWh and 10 % VAT: rule R37. */
const FLAT = {
  format: "smartpm-tariff/1",
  name: "Flat",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", price: "0.20" }],
  taxes: [{ id: "vat", label: "VAT", percent: "10" }],
};

/** A unit whose register climbs by `kwh` in June; the reading at its end can come later. */
async function billedUnit(t: Parameters<typeof letUnit>[0], kwh: number, tariff: unknown = FLAT) {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity", tariff);
  const reading = (at: string, counts: number) => ({
    channelId,
    measuredAt: Temporal.Instant.from(at),
    counts,
    quality: 1,
    collectedAt: Temporal.Instant.from(at),
  });
  await storeReadings(unit.database, [
    reading("2026-05-31T22:00Z", 100_000),
    // Later than the period ends: the end lies on the line between, 30 of 60 days on.
    reading("2026-07-30T22:00Z", 100_000 + 2 * kwh * 10),
  ]);
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok, billed.ok ? "" : billed.faults.map(faultText).join());
  return { ...unit, reading, billId: billed.value.billId };
}

async function recalculated(database: Database, billId: BillId) {
  const bill = await findIssuedBill(database, billId);
  assert.ok(bill);
  const result = await recalculateBill(database, bill);
  assert.ok(result.ok, result.ok ? "" : result.faults.map(faultText).join());
  return result.value;
}

async function assertBalanced({ database, siteId }: Pick<Let, "database" | "siteId">) {
  const balance = await readTrialBalance(database, siteId);
  assert.equal(
    balance.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    0n,
  );
}

async function owed({ database, leaseId }: Pick<Let, "database" | "leaseId">) {
  return accountState(await listAccountChanges(database, { leaseIds: [leaseId] }));
}

test("recalculating a bill whose readings are what they were gives the same bytes", async (t) => {
  const { database, billId } = await billedUnit(t, 1000);
  const { before, after, difference } = await recalculated(database, billId);
  assert.equal(canonicalJson(after), canonicalJson(before));
  assert.equal(difference.isSame, true);
  const refused = await correctBill({ database, clock, billId, reason: "", actor: "a" });
  assert.ok(!refused.ok);
  assert.match(faultText(refused.faults[0]!), /is the same when it is recalculated/);
  assert.equal((await contents(database)).length, 1, "and nothing was issued");
});

/*
 * R37: 1000 kWh at 0.20 and 10 %: 220.00. A reading at the end of June, 900 kWh, comes afterwards:
 * 198.00. The credit note is -220.00, the new bill 198.00; the difference -22.00 (net -20, tax -2).
 */
test("R37: a corrected reading: credit note of -220.00 and new bill of 198.00", async (t) => {
  const unit = await billedUnit(t, 1000);
  const { database, billId, reading } = unit;
  await storeReadings(database, [reading("2026-06-30T22:00Z", 109_000)]);
  const { difference } = await recalculated(database, billId);
  assert.deepEqual(
    [difference.netMinor, difference.taxMinor, difference.totalMinor],
    [-2_000n, -200n, -2_200n],
  );
  const [line] = difference.lines;
  assert.deepEqual(
    [line?.before?.quantity, line?.after?.quantity, line?.changeMinor],
    ["1000", "900", -2_000n],
  );
  const [issued] = await contents(database);

  const reason = "The meter was read at the end of June.";
  const corrected = await correctBill({ database, clock, billId, reason, actor: "owner" });
  assert.ok(corrected.ok);
  const [first, note, renewed] = await contents(database);
  assert.deepEqual(first, issued, "an issued bill stays as it was");
  assert.equal(note?.kind, "credit-note");
  assert.match(note?.number ?? "", /^C\d+-2026-000001$/);
  assert.equal(note?.totalMinor, "-22000");
  assert.equal(renewed?.totalMinor, "19800");
  assert.match(renewed?.number ?? "", /^B\d+-2026-000002$/);
  for (const document of [note, renewed]) {
    assert.deepEqual(document?.corrects, {
      number: first?.number,
      issuedOn: "2026-12-01",
      reason,
    });
  }
  const sum = [first, note, renewed].reduce((all, bill) => all + BigInt(bill?.totalMinor ?? 0), 0n);
  assert.equal(sum, 19_800n);
  await assertBalanced(unit);
  const state = await owed(unit);
  assert.equal(state.balanceMinor, 19_800n);
  assert.deepEqual(
    state.items.map(({ openMinor }) => openMinor),
    [0n, 19_800n],
  );

  const again = await correctBill({ database, clock, billId, reason, actor: "owner" });
  assert.ok(!again.ok);
  assert.match(faultText(again.faults[0]!), /has been taken back by a credit note already/);
});

/** Of the first of a month, in Berlin. */
function midnight(month: number): Temporal.Instant {
  const first = Temporal.PlainDate.from({ year: 2026, month, day: 1 });
  return first.toZonedDateTime("Europe/Berlin").toInstant();
}

/*
 * Read by hand on each first of a month, 1000 kWh apart: six bills from June to November, each
 * 1000 × 0.20 and 10 % = 220.00, together 1320.00. In December somebody finds that 1 July was
 * written down wrong: 11,000.0 should be 10,900.0. June used 900 kWh: 180.00 and 10 % = 198.00; July
 * 1100 kWh: 220.00 and 10 % = 242.00. Two credit notes of -220.00; 198 + 242 + 4 × 220 is 1320.00.
 */
test("a correction six months back makes two bills anew and leaves the other four alone", async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { database } = unit;
  const { channelId } = await unit.attach("Unit 1 electricity", FLAT);
  const months = [6, 7, 8, 9, 10, 11, 12];
  await storeReadings(
    database,
    months.map((month, n) => ({
      channelId,
      measuredAt: midnight(month),
      counts: 100_000 + n * 10_000,
      quality: 1,
      collectedAt: midnight(month),
    })),
  );
  await compactClosedDays(database, Temporal.PlainDate.from("2026-12-01"));
  for (const month of months.slice(0, -1)) {
    const [from, to] = [month, month + 1].map((one) => `2026-${String(one).padStart(2, "0")}-01`);
    assert.ok((await unit.bill(from ?? "", to ?? "")).ok);
  }
  const issued = await contents(database);
  assert.deepEqual(
    issued.map(({ totalMinor }) => totalMinor),
    Array(6).fill("22000"),
  );

  const found = Temporal.Instant.from("2026-12-02T09:00Z");
  const [channel] = await listMeteredChannels(database, { channelIds: [channelId] });
  assert.ok(channel);
  const { bills: touched } = await changeReading(database, {
    channel,
    timeZone: "Europe/Berlin",
    at: midnight(7),
    counts: 109_000,
    author: "owner@example.org",
    reason: "Misread: the photograph of 1 July shows 10,900.",
    now: found,
  });
  assert.deepEqual(
    touched.map(({ period }) => period.from.toString()),
    ["2026-06-01", "2026-07-01"],
  );
  const reason = "The reading of 1 July was misread.";
  for (const { id: billId } of touched) {
    const corrected = await correctBill({ database, clock, billId, reason, actor: "owner" });
    assert.ok(corrected.ok, corrected.ok ? "" : corrected.faults.map(faultText).join());
  }
  const all = await contents(database);
  assert.deepEqual(all.slice(0, 6), issued, "issued bills stay as they were");
  assert.deepEqual(
    all.slice(6).map(({ kind, totalMinor }) => `${kind} ${totalMinor}`),
    ["credit-note -22000", "regular 19800", "credit-note -22000", "regular 24200"],
  );
  const sum = all.reduce((minor, bill) => minor + BigInt(bill.totalMinor), 0n);
  assert.equal(sum, 132_000n);
  await assertBalanced(unit);
  const [history] = await listCorrections(database, channelId, {
    from: midnight(6),
    to: midnight(12),
  });
  assert.deepEqual(
    [history?.before?.counts, history?.after.counts, history?.author, history?.correctedAt],
    [110_000, 109_000, "owner@example.org", found],
  );
});

/*
 * R38: to 100 kWh 10.00 each, beyond that 9.00 for all of them. 90 billed are 900.00; 20 more that
 * arrive late make 110 x 9.00 = 990.00. Late are 90.00, not 20 x 9.00 = 180.00.
 */
test("R38: 20 kWh that arrive late after 90 take the whole volume to the next tier: 90.00 more", async (t) => {
  const volume = {
    ...FLAT,
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: "100", price: "10" }, { price: "9" }],
        ladder: { counts: "month", kind: "volume", prorate: "none" },
      },
    ],
    taxes: [],
  };
  const unit = await billedUnit(t, 90, volume);
  const { database, billId, reading } = unit;
  await storeReadings(database, [reading("2026-06-30T22:00Z", 101_100)]);
  const { before, after, difference } = await recalculated(database, billId);
  assert.deepEqual([before.totalMinor, after.totalMinor], ["90000", "99000"]);
  assert.equal(difference.totalMinor, 9_000n);

  const reason = "The meter was read late.";
  const corrected = await correctBill({ database, clock, billId, reason, actor: "owner" });
  assert.ok(corrected.ok);
  const { creditNote, bill } = corrected.value;
  assert.deepEqual([creditNote.totalMinor, bill?.totalMinor], [-90_000n, 99_000n]);
  assert.equal((await owed(unit)).balanceMinor, 99_000n);
});

test("two that correct a bill at once make one credit note and one new bill", async (t) => {
  const unit = await billedUnit(t, 1000);
  const { database, billId, reading } = unit;
  await storeReadings(database, [reading("2026-06-30T22:00Z", 109_000)]);
  const attempts = ["a", "b", "c"].map((actor) =>
    correctBill({ database, clock, billId, reason: "again", actor }),
  );
  const results = await Promise.all(attempts);
  assert.equal(results.filter(({ ok }) => ok).length, 1);
  assert.deepEqual(
    (await contents(database)).map(({ kind }) => kind),
    ["regular", "credit-note", "regular"],
  );
  await assertBalanced(unit);
});

test("a bill that was paid and is corrected leaves the tenant in credit", async (t) => {
  const unit = await billedUnit(t, 1000);
  const { database, billId, leaseId, reading } = unit;
  const paid = await bookOnAccount(
    { database, clock, actor: "owner" },
    { leaseId, kind: "payment", amountMinor: 22_000n, billId },
  );
  assert.ok(paid.ok);
  await storeReadings(database, [reading("2026-06-30T22:00Z", 109_000)]);
  const done = await correctBill({ database, clock, billId, reason: "late", actor: "owner" });
  assert.ok(done.ok);
  const state = await owed(unit);
  assert.deepEqual([state.balanceMinor, state.creditMinor], [-2_200n, 2_200n]);
  const renewed = (await contents(database)).at(-1);
  assert.deepEqual(renewed?.account, {
    previousMinor: "0",
    receivedMinor: "22000",
    balanceMinor: "-2200",
  });
});

test("days of a bill that is taken back are billed by hand, and not by the schedule", async (t) => {
  const unit = await billedUnit(t, 1000);
  const { database, billId } = unit;
  const back = await takeBackBill({ database, clock, billId, reason: "double", actor: "owner" });
  assert.ok(back.ok && back.value.bill === undefined);
  assert.equal((await owed(unit)).balanceMinor, 0n);
  const again = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(again.ok && again.value.isNew);
  const bills: Bill[] = await contents(database);
  assert.deepEqual(
    bills.map(({ totalMinor }) => totalMinor),
    ["22000", "-22000", "22000"],
  );
  const note = await findIssuedBill(database, back.value.creditNote.billId);
  assert.ok(note);
  const refused = await recalculateBill(database, note);
  assert.ok(!refused.ok);
});

test("the database refuses an entry whose postings do not sum to nothing, and any change of one", async (t) => {
  const unit = await billedUnit(t, 1000);
  const { database } = unit;
  await assert.rejects(
    database.transaction(async (tx) => {
      await tx.query("insert into ledger_posting values (1, 'bank', 5)");
    }),
    /do not sum to zero/,
  );
  await assert.rejects(
    database.query("update ledger_posting set amount_minor = 1"),
    /never changed once stored/,
  );
  await assertBalanced(unit);
});
