/**
 * A year of a small house in fast time, done through the interface as the web does it; bills come
 * by the schedule. Every figure worked out by hand, as in test/bills/year-of-bills.test.ts: 38.4 kWh
 * a day in UTC at 0.20, from 15 March 0.25, VAT 10 %; a staircase of 100.00 a month by area (60 and
 * 40 m2) and days. Anna has unit 1. Ben leaves unit 2 on 17 June, Cleo comes on the 20th.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { hashPassword } from "#api/passwords.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { ChannelId, SpaceId } from "#domain/core/id.ts";
import { remindOverdue } from "#jobs/remind-overdue.ts";
import { runDueBills } from "#jobs/run-due-bills.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { createSpace } from "#storage/property.ts";
import { storeReadings } from "#storage/readings.ts";
import { storeReminderPolicy } from "#storage/reminders.ts";
import { createCostPool } from "#storage/shared-costs.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createUser } from "#storage/users.ts";
import { json, PASSWORD, runApi } from "#test/api/running-api.ts";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const OWNER = "owner@example.org";
const TERMS = {
  cycle: { every: "monthly", startDay: 1, startMonth: 1, runAfterDays: 0 },
  billsNeedApproval: false,
  dueDays: 14,
  depositMinor: "50000",
};

const tariff = (price: string) => ({
  format: "smartpm-tariff/1",
  name: "Flat",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", price }],
  taxes: [{ id: "vat", label: "VAT", percent: "10" }],
});

/** What the collector brings: a register value each midnight, `counts` of so many days. */
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

async function house(t: TestContext) {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database, { timeZone: "UTC" });
  const name = "Flat";
  const tariffId = await createTariff(database, { siteId, name, commodity: "electricity" });
  const effectiveFrom = day("2026-01-01");
  await addTariffVersion(database, { tariffId, effectiveFrom, document: tariff("0.20") });
  const spaces: SpaceId[] = [];
  for (const areaM2 of ["60", "40"]) {
    const unit = { siteId, kind: "unit", name: `Unit of ${areaM2}`, areaM2 } as const;
    spaces.push(await createSpace(database, unit));
  }
  await createCostPool(database, {
    siteId,
    name: "Staircase",
    source: { kind: "amount", monthlyMinor: 10_000n },
    rules: { parts: [{ key: "area", percent: Decimal.of(100) }], vacancy: "owner", time: "days" },
    commodity: undefined,
    taxRate: undefined,
    taxLabel: "",
    startsOn: effectiveFrom,
    endsOn: undefined,
    units: spaces.map((spaceId) => ({ spaceId, fixedShare: Decimal.ONE })),
  });
  const points = [
    await createTestPoint(database, { siteId, name: "Point 1" }),
    await createTestPoint(database, { siteId, name: "Point 2" }),
  ];
  await createUser(database, {
    email: OWNER,
    name: "The owner",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: await hashPassword(PASSWORD),
    createdAt: Temporal.Instant.from("2026-01-01T00:00Z"),
  });
  return { database, siteId, tariffId, spaces, points };
}

/** The house in the web, at a time that moves on. */
async function inTheWeb(t: TestContext) {
  const made = await house(t);
  const { database, siteId, tariffId, spaces, points } = made;
  const api = await runApi(t, { database, now: Temporal.Instant.from("2026-01-01T00:00Z") });
  let cookie = "";
  const at = async (time: string) => {
    api.clock.moveTo(Temporal.Instant.from(time));
    cookie = await api.signIn(OWNER);
  };
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, { cookie, ...(body !== undefined && { body }) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.ok ? "" : await answer.text()}`);
    return json(answer);
  };
  const moveIn = async (name: string, unit: number, startsOn: string): Promise<number> => {
    const tenant = {
      siteId,
      name,
      company: "",
      addressLines: [],
      telephones: [],
      contacts: [],
      note: "",
      emails: [`${name.toLowerCase()}@tenants.example`],
      taxNumber: "",
      language: "en",
    };
    const { id: tenantId } = await ask("POST", "/tenants", tenant);
    const { servicePointId } = points[unit]!;
    const lease = await ask("POST", "/leases", {
      ...TERMS,
      tenantId,
      spaceId: spaces[unit],
      startsOn,
      endsOn: null,
      registers: [],
      points: [{ servicePointId, tariffId }],
    });
    return lease.id;
  };
  const schedule = async (time: string) => {
    await at(time);
    return runDueBills({ database, clock: api.clock, log: createLog("silent") });
  };
  /** Net, tax, total of a lease's bills by first day and kind, oldest first, as the web shows them. */
  const billsOf = async (leaseId: number) => {
    const { bills } = await ask("GET", `/bills?pageSize=200`);
    const own = bills.filter((bill: { leaseId: number }) => bill.leaseId === leaseId);
    const found = [];
    for (const { id } of own.toSorted((a: { id: number }, b: { id: number }) => a.id - b.id)) {
      const { content } = await ask("GET", `/bills/${id}`);
      const { kind, periodFrom, netMinor, taxMinor, totalMinor } = content;
      found.push({ id, text: [kind, periodFrom, netMinor, taxMinor, totalMinor].join(" ") });
    }
    return found;
  };
  return { ...made, api, at, ask, moveIn, schedule, billsOf };
}

test("a year in the web: every figure as worked out by hand", async (t) => {
  const web = await inTheWeb(t);
  const { database, siteId, tariffId, points, ask, at, schedule, billsOf } = web;
  const [one, two] = points;
  assert.ok(one && two);
  await at("2026-01-01T08:00Z");
  const anna = await web.moveIn("Anna", 0, "2026-01-01");
  const ben = await web.moveIn("Ben", 1, "2026-01-01");
  await collected(database, one.channelId, { from: "2026-01-01", to: "2026-04-30", counts: until });
  await collected(database, two.channelId, { from: "2026-01-01", to: "2026-12-01", counts: until });

  assert.equal(await schedule("2026-02-01T05:00Z"), 2);
  // 31 x 38.4 = 1190.4 kWh x 0.20 = 238.08, with 60.00: 298.08; VAT 23.81: 321.89.
  const last = async (leaseId: number) => (await billsOf(leaseId)).at(-1)?.text;
  assert.equal(await last(anna), "regular 2026-01-01 29808 2381 32189");
  // A part payment: 200.00 of 321.89 leave 121.89.
  const paid = { kind: "payment", amount: "200.00", bookedOn: "2026-02-01", note: "Bank" };
  const account = await ask("POST", `/accounts/${anna}/entries`, paid);
  assert.equal(account.balanceMinor, "12189");

  assert.equal(await schedule("2026-03-01T05:00Z"), 2);
  const version = { effectiveFrom: "2026-03-15", document: tariff("0.25") };
  await ask("POST", `/tariffs/${tariffId}/versions`, version);
  assert.equal(await schedule("2026-04-01T05:00Z"), 2);
  // 537.6 x 0.20 + 652.8 x 0.25 = 107.52 + 163.20, with 60.00: 330.72; VAT of 270.72: 27.07.
  assert.equal(await last(anna), "regular 2026-03-01 33072 2707 35779");

  // The reading of 1 May is 100 kWh too high: 1252 x 0.25 = 313.00, 60.00, VAT 31.30.
  const wrong = until(120) + 1_000;
  const may = { from: "2026-05-01", to: "2026-05-01" };
  await collected(database, one.channelId, { ...may, counts: () => wrong });
  assert.equal(await schedule("2026-05-01T05:00Z"), 2);
  assert.equal(await last(anna), "regular 2026-04-01 37300 3130 40430");
  // Anna disputes it, the reading is corrected, the bill recalculated: 288.00 + 60.00 + 28.80.
  await at("2026-05-10T08:00Z");
  const [april] = (await billsOf(anna)).slice(-1);
  const corrected = await ask("POST", `/meters/${one.meterId}/corrections`, {
    channel: one.channelId,
    at: "2026-05-01T00:00:00Z",
    value: "4608.0",
    reason: "Misread",
  });
  assert.deepEqual(
    corrected.bills.map(({ id }: { id: number }) => id),
    [april?.id],
  );
  const difference = await ask("GET", `/bills/${april?.id}/recalculation`);
  assert.equal(difference.totalMinor, "-2750");
  await ask("POST", `/bills/${april?.id}/correction`, { reason: "The reading was wrong." });
  assert.deepEqual(
    (await billsOf(anna)).slice(-2).map(({ text }) => text),
    ["credit-note 2026-04-01 -37300 -3130 -40430", "regular 2026-04-01 34800 2880 37680"],
  );
  const summer = { from: "2026-05-02", to: "2026-09-10" };
  await collected(database, one.channelId, { ...summer, counts: (n) => until(121 + n) });
  assert.equal(await schedule("2026-06-01T05:00Z"), 2);

  // Ben leaves on the 17th with his deposit of 500.00, Cleo comes on the 20th.
  const deposit = { kind: "deposit-received", amount: "500.00", bookedOn: "2026-06-01" };
  await ask("POST", `/accounts/${ben}/entries`, deposit);
  await at("2026-06-20T08:00Z");
  await ask("POST", `/leases/${ben}/end`, { endsOn: "2026-06-17", registers: [] });
  const cleo = await web.moveIn("Cleo", 1, "2026-06-20");
  assert.equal(await schedule("2026-07-01T05:00Z"), 3);
  // 614.4 x 0.25 = 153.60 + 40.00 x 16/30 = 21.33; VAT 15.36.
  assert.equal(await last(ben), "final 2026-06-01 17493 1536 19029");
  // 422.4 x 0.25 = 105.60 + 40.00 x 11/30 = 14.67; VAT 10.56.
  assert.equal(await last(cleo), "regular 2026-06-20 12027 1056 13083");
  // 301.89 + 276.54 + 337.79 + 356.80 + 367.36 + 190.29 = 1830.67; less 500.00.
  const settled = await ask("POST", `/accounts/${ben}/settlement`);
  assert.deepEqual([settled.balanceMinor, settled.depositMinor], ["133067", "0"]);

  const steps = [{ afterDays: 7, fee: undefined }];
  await storeReminderPolicy(database, siteId, { leastMinor: 500n, steps });
  await at("2026-07-22T08:00Z");
  assert.ok((await remindOverdue({ database, clock: web.api.clock })) > 0);
  // The deposit has paid his January: five bills are left, and each is reminded of once.
  const { accounts } = await ask("GET", "/accounts");
  const bens = accounts.find(({ leaseId }: { leaseId: number }) => leaseId === ben);
  assert.equal(bens.reminders, 5);

  assert.equal(await schedule("2026-08-01T05:00Z"), 2);
  assert.equal(await schedule("2026-09-01T05:00Z"), 2);
  await at("2026-09-10T08:00Z");
  await ask("POST", `/meters/${one.meterId}/exchange`, {
    at: "2026-09-10T00:00:00Z",
    multiplier: "1",
    newMeter: { serialNumber: "NEW-1" },
    registers: [{ channel: one.channelId, closing: "9676.8", opening: "0.7" }],
  });
  const autumn = { from: "2026-09-11", to: "2026-12-01" };
  await collected(database, one.channelId, { ...autumn, counts: (n) => 7 + until(n + 1) });
  for (const month of ["10", "11", "12"]) {
    assert.equal(await schedule(`2026-${month}-01T05:00Z`), 2);
  }
  // 30 x 38.4 = 1152 kWh over two meters: 288.00 + 60.00; VAT 28.80.
  const september = (await billsOf(anna)).at(-3);
  assert.equal(september?.text, "regular 2026-09-01 34800 2880 37680");
  assert.equal((await ask("GET", "/accounts")).booksMinor, "0");
});
