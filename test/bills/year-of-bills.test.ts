/**
 * A year of a small house in fast time, every figure worked out by hand.
 *
 * Two units of 60 and 40 m2; 0.4 kWh a quarter hour are 38.4 kWh a day of 24 hours, in UTC, so that
 * no day is longer than another. Electricity costs 0.20 a kWh, from 15 March 0.25; VAT 10 %. The
 * staircase costs 100.00 a month, divided by area and days, vacancy to the owner, no tax.
 *
 * Anna has unit 1 all year. Ben leaves unit 2 on 17 June (his last day is the 16th), Cleo moves in
 * on the 20th. On 10 September Anna's meter is exchanged. Anna disputes April: the reading at its
 * end was wrong.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Bill } from "#domain/billing/bill.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import type { BillId, ChannelId, LeaseId, SpaceId } from "#domain/core/id.ts";
import { accountState } from "#domain/ledger/open-items.ts";
import { bookOnAccount, settleAccount } from "#jobs/book-on-account.ts";
import { correctBill } from "#jobs/correct-bill.ts";
import { remindOverdue } from "#jobs/remind-overdue.ts";
import { runDueBills } from "#jobs/run-due-bills.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { exchangeMeter } from "#storage/installations.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { listAccountChanges, readTrialBalance } from "#storage/ledger.ts";
import { createMeter } from "#storage/meters.ts";
import { createSpace } from "#storage/property.ts";
import { storeReadings } from "#storage/readings.ts";
import type { Reading } from "#storage/reading.ts";
import { storeReminderPolicy } from "#storage/reminders.ts";
import { createCostPool } from "#storage/shared-costs.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const log = createLog("silent");

const tariff = (price: string) => ({
  format: "smartpm-tariff/1",
  name: "Flat",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", price }],
  taxes: [{ id: "vat", label: "VAT", percent: "10" }],
});

/** One reading a day at midnight: 38.4 kWh are 384 counts. */
function dailyReadings(
  channelId: ChannelId,
  { from, to, counts }: { from: string; to: string; counts: (n: number) => number },
): Reading[] {
  const readings: Reading[] = [];
  for (let n = 0; ; n += 1) {
    const at = day(from).add({ days: n });
    if (Temporal.PlainDate.compare(at, day(to)) > 0) return readings;
    const measuredAt = at.toZonedDateTime("UTC").toInstant();
    readings.push({
      channelId,
      measuredAt,
      counts: counts(n),
      quality: 1,
      collectedAt: measuredAt,
    });
  }
}

/** What a register shows after so many days. */
const until = (days: number) => 384 * days;

async function house(t: TestContext) {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database, { timeZone: "UTC" });
  const name = "Flat";
  const tariffId = await createTariff(database, { siteId, name, commodity: "electricity" });
  const version = { tariffId, effectiveFrom: day("2026-01-01"), document: tariff("0.20") };
  await addTariffVersion(database, version);
  const spaces: SpaceId[] = [];
  for (const [n, areaM2] of ["60", "40"].entries()) {
    spaces.push(
      await createSpace(database, { siteId, kind: "unit", name: `Unit ${n + 1}`, areaM2 }),
    );
  }
  const points = [
    await createTestPoint(database, { siteId, name: "Unit 1" }),
    await createTestPoint(database, { siteId, name: "Unit 2" }),
  ];
  await createCostPool(database, {
    siteId,
    name: "Staircase",
    source: { kind: "amount", monthlyMinor: 10_000n },
    rules: { parts: [{ key: "area", percent: Decimal.of(100) }], vacancy: "owner", time: "days" },
    commodity: undefined,
    taxRate: undefined,
    taxLabel: "",
    startsOn: day("2026-01-01"),
    endsOn: undefined,
    units: spaces.map((spaceId) => ({ spaceId, fixedShare: Decimal.ONE })),
  });
  const lease = async (
    who: string,
    unit: number,
    { from: startsOn, to: endsOn }: { readonly from: string; readonly to?: string },
  ) => {
    const emails = [`${who.toLowerCase()}@tenants.example`];
    const tenantId = await createTenant(database, { siteId, name: who, emails });
    const leaseId = await createLease(database, {
      tenantId,
      spaceId: spaces[unit]!,
      startsOn: day(startsOn),
      endsOn: endsOn === undefined ? undefined : day(endsOn),
    });
    const { servicePointId } = points[unit]!;
    const attached = await attachServicePoint(database, { leaseId, servicePointId, tariffId });
    assert.ok(attached.ok, attached.ok ? "" : attached.faults.map(faultText).join());
    return leaseId;
  };
  return { database, siteId, tariffId, points, lease };
}

async function billsOf(database: Database, leaseId: LeaseId) {
  const { rows } = await database.query<{ id: BillId; content: Bill }>(
    "select id, content from bill where lease_id = $1 order by id",
    [leaseId],
  );
  return rows;
}

/** Net, tax and share of a bill in cents, by the first day billed. */
function figures({ content }: { content: Bill }) {
  const share = (content.sharedCosts ?? []).reduce((sum, one) => sum + BigInt(one.amountMinor), 0n);
  return [content.periodFrom, content.netMinor, content.taxMinor, `${share}`, content.totalMinor];
}

test("a year of a house: every figure as worked out by hand", async (t) => {
  const { database, siteId, tariffId, points, lease } = await house(t);
  const [one, two] = points;
  assert.ok(one && two);
  const anna = await lease("Anna", 0, { from: "2026-01-01" });
  const ben = await lease("Ben", 1, { from: "2026-01-01", to: "2026-06-17" });
  const clock = new MovableClock(Temporal.Instant.from("2026-02-01T05:00Z"));
  const actor = "owner@example.org";
  const surroundings = { database, clock, actor };
  const run = async (at: string) => {
    clock.moveTo(Temporal.Instant.from(at));
    return runDueBills({ database, clock, log });
  };
  await storeReadings(database, [
    ...dailyReadings(one.channelId, { from: "2026-01-01", to: "2026-04-30", counts: until }),
    ...dailyReadings(two.channelId, { from: "2026-01-01", to: "2026-12-31", counts: until }),
  ]);

  assert.equal(await run("2026-02-01T05:00Z"), 2);
  // January: 31 x 38.4 = 1190.4 kWh x 0.20 = 238.08; VAT 23.81; staircase 60.00: 321.89.
  const [january] = await billsOf(database, anna);
  assert.deepEqual(figures(january!), ["2026-01-01", "29808", "2381", "6000", "32189"]);
  // Ben's is the same but for 40.00 of the staircase.
  assert.deepEqual(figures((await billsOf(database, ben))[0]!).at(-1), "30189");

  // Anna pays 321.89 of January and 100.00 of February: a part payment.
  const pay = async (leaseId: LeaseId, amountMinor: bigint) => {
    const paid = await bookOnAccount(surroundings, { leaseId, kind: "payment", amountMinor });
    assert.ok(paid.ok);
  };
  await pay(anna, 32_189n);
  assert.equal(await run("2026-03-01T05:00Z"), 2);
  await pay(anna, 10_000n);

  // The price rises in mid-March.
  await addTariffVersion(database, {
    tariffId,
    effectiveFrom: day("2026-03-15"),
    document: tariff("0.25"),
  });
  assert.equal(await run("2026-04-01T05:00Z"), 2);
  const march = (await billsOf(database, anna))[2]!;
  // 14 days: 537.6 x 0.20 = 107.52; 17 days: 652.8 x 0.25 = 163.20; VAT of 270.72: 27.07.
  assert.deepEqual(
    march.content.lines.map(({ quantity, amountMinor }) => [quantity, amountMinor]),
    [
      ["537.6", "10752"],
      ["652.8", "16320"],
    ],
  );
  assert.deepEqual(figures(march), ["2026-03-01", "33072", "2707", "6000", "35779"]);

  // The reading of 1 May is wrong: 100 kWh too high.
  const wrong = until(120) + 1_000;
  await storeReadings(
    database,
    dailyReadings(one.channelId, { from: "2026-05-01", to: "2026-05-01", counts: () => wrong }),
  );
  assert.equal(await run("2026-05-01T05:00Z"), 2);
  const april = (await billsOf(database, anna))[3]!;
  // 1152 + 100 = 1252 kWh x 0.25 = 313.00; VAT 31.30; 60.00.
  assert.deepEqual(figures(april), ["2026-04-01", "37300", "3130", "6000", "40430"]);
  // She disputes it. The true value goes before the wrong one; the meter goes on from there.
  await database.query(
    "update reading set value = $2 where channel_id = $1 and measured_at = '2026-05-01Z'",
    [one.channelId, until(120)],
  );
  await storeReadings(
    database,
    dailyReadings(one.channelId, {
      from: "2026-05-02",
      to: "2026-09-10",
      counts: (n) => until(121 + n),
    }),
  );
  clock.moveTo(Temporal.Instant.from("2026-05-10T08:00Z"));
  const reason = "The reading of 1 May was wrong.";
  const corrected = await correctBill({ ...surroundings, billId: april.id, reason });
  assert.ok(corrected.ok, corrected.ok ? "" : corrected.faults.map(faultText).join());
  const [note, renewed] = (await billsOf(database, anna)).slice(4);
  // 1152 x 0.25 = 288.00; VAT 28.80; 60.00: 376.80; the difference is -27.50.
  assert.deepEqual(figures(note!), ["2026-04-01", "-37300", "-3130", "-6000", "-40430"]);
  assert.deepEqual(figures(renewed!), ["2026-04-01", "34800", "2880", "6000", "37680"]);

  assert.equal(await run("2026-06-01T05:00Z"), 2);

  // Ben leaves with a deposit of 500.00, Cleo comes.
  const cleo = await lease("Cleo", 1, { from: "2026-06-20" });
  const deposit = { leaseId: ben, kind: "deposit-received", amountMinor: 50_000n } as const;
  assert.ok((await bookOnAccount(surroundings, deposit)).ok);
  assert.equal(await run("2026-07-01T05:00Z"), 3);
  const last = (await billsOf(database, ben)).at(-1)!;
  assert.equal(last.content.kind, "final");
  // 16 days: 614.4 x 0.25 = 153.60; VAT 15.36; 40 % of 100.00 x 16/30 = 21.33.
  assert.deepEqual(figures(last), ["2026-06-01", "17493", "1536", "2133", "19029"]);
  const [first] = await billsOf(database, cleo);
  // 11 days: 422.4 x 0.25 = 105.60; VAT 10.56; 40.00 x 11/30 = 14.67. The owner has 4.00 for 3 days.
  assert.deepEqual(figures(first!), ["2026-06-20", "12027", "1056", "1467", "13083"]);
  // Ben paid nothing: 301.89 + 276.54 + 337.79 + 356.80 + 367.36 + 190.29.
  const owedByBen = async () =>
    accountState(await listAccountChanges(database, { leaseIds: [ben] })).balanceMinor;
  const benTotals = (await billsOf(database, ben)).map(({ content }) => content.totalMinor);
  assert.deepEqual(benTotals, ["30189", "27654", "33779", "35680", "36736", "19029"]);
  assert.equal(await owedByBen(), 183_067n);
  const settled = await settleAccount(surroundings, ben);
  assert.deepEqual(settled, { usedMinor: 50_000n, refundMinor: 0n, stillOwedMinor: 133_067n });

  // Reminders: the first step a week after the due day, at 1.5 % a month.
  await storeReminderPolicy(database, siteId, {
    leastMinor: 500n,
    steps: [
      { afterDays: 7, fee: undefined },
      {
        afterDays: 21,
        fee: { percentPerMonth: Decimal.parse("1.5"), graceDays: 7 },
      },
    ],
  });
  clock.moveTo(Temporal.Instant.from("2026-07-22T08:00Z"));
  const reminded = await remindOverdue({ database, clock });
  assert.deepEqual(await remindOverdue({ database, clock }), [], "each step once");
  const { rows: mails } = await database.query<{ recipient: string; subject: string }>(
    "select recipient, subject from outbox_mail where delivery_key like 'reminder/%' order by id",
  );
  assert.equal(mails.length, reminded.length);
  assert.ok(mails.every(({ subject }) => subject.includes("Reminder 1: bill B")));

  // Anna's meter is exchanged on 10 September; the old one stands at 252 x 384, the new begins at 7.
  const at = Temporal.Instant.from("2026-09-10T00:00Z");
  const meterId = await createMeter(database, {
    siteId,
    serialNumber: "Unit 1 new",
    modelId: "generic/test",
  });
  const exchanged = await database.transaction((tx) =>
    exchangeMeter(tx, {
      servicePointId: one.servicePointId,
      at,
      meterId,
      registers: [{ channelId: one.channelId, closing: until(252), opening: 7 }],
    }),
  );
  assert.ok(exchanged.ok, exchanged.ok ? "" : exchanged.faults.map(faultText).join());
  await storeReadings(
    database,
    dailyReadings(one.channelId, {
      from: "2026-09-11",
      to: "2026-12-31",
      counts: (n) => 7 + until(n + 1),
    }),
  );
  for (const month of ["08", "09", "10", "11", "12"]) {
    assert.equal(await run(`2026-${month}-01T05:00Z`), 2);
  }
  const september = (await billsOf(database, anna)).at(-3)!;
  // 30 x 38.4 = 1152 kWh over two meters: 288.00 + 28.80 + 60.00.
  assert.deepEqual(figures(september), ["2026-09-01", "34800", "2880", "6000", "37680"]);

  const books = await readTrialBalance(database, siteId);
  assert.equal(
    books.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    0n,
  );
  // Every cent of the staircase: eleven months of 100.00, January to November.
  const { rows } = await database.query<{ all: bigint; owner: bigint }>(
    `select sum(amount_minor)::bigint as all,
            coalesce(sum(amount_minor) filter (where lease_id is null), 0)::bigint as owner
       from shared_cost_part`,
  );
  assert.deepEqual([rows[0]?.all, rows[0]?.owner], [110_000n, 400n]);
});
