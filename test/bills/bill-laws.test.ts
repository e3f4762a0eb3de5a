/**
 * What holds for every bill, whatever the tariffs, readings, shared costs and days: drawn by chance,
 * made by a run in a real database, and looked at from outside, by the stored bills alone.
 * BILL_LEASES=500 BILL_SEED=7 for more of them and others.
 */
import assert from "node:assert/strict";
import { before, after, describe, test } from "node:test";
import type { Bill } from "#domain/billing/bill.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import type { ChannelId, LeaseId, SiteId, SpaceId, TariffId } from "#domain/core/id.ts";
import { ALLOCATION_KEYS, VACANCY_RULES } from "#domain/sharing/cost-pool.ts";
import { correctBill } from "#jobs/correct-bill.ts";
import { recalculateBill } from "#jobs/recalculate-bill.ts";
import { runBills } from "#jobs/run-bills.ts";
import { sha256 } from "#jobs/issue-bills.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { findIssuedBill, type IssuedContent } from "#storage/bills.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { storeReadings } from "#storage/readings.ts";
import { createCostPool } from "#storage/shared-costs.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";

const LEASES = Number(process.env["BILL_LEASES"] ?? "24");
const SEED = Number(process.env["BILL_SEED"] ?? "20261125");
const POOLS = 6;
const JUNE = { from: day("2026-06-01"), to: day("2026-07-01") };
const clock = new MovableClock(Temporal.Instant.from("2026-12-01T05:00Z"));

function day(text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text);
}

/** Park and Miller's: the same figures at every run. */
function chance(seed: number) {
  let state = seed;
  const whole = (least: number, most: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return least + (state % (most - least + 1));
  };
  return { whole, pick: <T>(items: readonly T[]) => items[whole(0, items.length - 1)]! };
}

type Chance = ReturnType<typeof chance>;

const energy = { kind: "consumption", id: "energy", label: "Energy" };
const vat = { id: "vat", label: "VAT", percent: "19" };

/** Kinds of tariff with odd prices: what is rounded, and where, differs. */
function documents({ whole }: Chance) {
  const price = () => `0.${whole(1000, 9999)}`;
  const frame = { format: "smartpm-tariff/1", commodity: "electricity", currency: "EUR" };
  const monthly = {
    kind: "fixed",
    id: "meter",
    label: "Meter",
    price: "9.37",
    per: "month",
    prorate: "days",
  };
  const tiers = [
    { upTo: "300", price: price() },
    { upTo: "777.7", price: price() },
    { price: price() },
  ];
  return [
    { name: "Flat", charges: [{ ...energy, price: price() }], taxes: [vat] },
    { name: "Untaxed", charges: [{ ...energy, price: price() }, monthly], taxes: [] },
    {
      name: "Ladder",
      charges: [{ ...energy, tiers, ladder: { counts: "month", prorate: "days" } }, monthly],
      taxes: [vat, { id: "duty", label: "Duty", percent: "5.1127" }],
    },
    {
      name: "Within",
      charges: [{ ...energy, price: price() }, monthly],
      taxes: [{ ...vat, included: true }],
    },
  ].map((one) => ({ ...frame, ...one }));
}

interface Made {
  readonly database: Database;
  readonly siteId: SiteId;
  readonly leases: readonly { readonly leaseId: LeaseId; readonly channelId: ChannelId }[];
}

async function made(database: Database, drawn: Chance): Promise<Made> {
  const siteId = await createTestSite(database);
  const tariffs: TariffId[] = [];
  for (const document of documents(drawn)) {
    const { name } = document;
    const tariffId = await createTariff(database, { siteId, name, commodity: "electricity" });
    await addTariffVersion(database, { tariffId, effectiveFrom: day("2026-01-01"), document });
    tariffs.push(tariffId);
  }
  const leases: Made["leases"][number][] = [];
  const spaces: SpaceId[] = [];
  for (let n = 0; n < LEASES; n += 1) {
    const one = await madeLease(database, { siteId, drawn, tariffs, name: `Unit ${n}` });
    leases.push(one);
    spaces.push(one.spaceId);
  }
  for (let n = 0; n < POOLS; n += 1) await madePool(database, { siteId, drawn, spaces, n });
  return { database, siteId, leases };
}

async function madeLease(
  database: Database,
  from: { siteId: SiteId; drawn: Chance; tariffs: readonly TariffId[]; name: string },
) {
  const { siteId, name, tariffs } = from;
  const { whole, pick } = from.drawn;
  const area = { areaM2: `${whole(20, 120)}.${whole(0, 9)}` };
  const spaceId = await createSpace(database, { siteId, kind: "unit", name, ...area });
  const tenantId = await createTenant(database, { siteId, name });
  const startsOn = JUNE.from.add({ days: pick([0, 0, 0, whole(1, 20)]) });
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn });
  const point = await createTestPoint(database, { siteId, name });
  const { servicePointId, channelId } = point;
  const attached = await attachServicePoint(database, {
    leaseId,
    servicePointId,
    tariffId: pick(tariffs),
  });
  assert.ok(attached.ok);
  // A register of odd steps, with days on which it was not read.
  let counts = whole(0, 1_000_000);
  const readings = [];
  for (let at = day("2026-05-31"); at.toString() <= "2026-07-02"; at = at.add({ days: 1 })) {
    counts += whole(0, 900);
    const measuredAt = at.toZonedDateTime("Europe/Berlin").toInstant();
    const isRead = whole(0, 9) > 0 || ["2026-05-31", "2026-07-02"].includes(at.toString());
    if (isRead)
      readings.push({ channelId, measuredAt, counts, quality: 1, collectedAt: measuredAt });
  }
  await storeReadings(database, readings);
  return { leaseId, channelId, spaceId };
}

async function madePool(
  database: Database,
  from: { siteId: SiteId; drawn: Chance; spaces: readonly SpaceId[]; n: number },
): Promise<void> {
  const { whole, pick } = from.drawn;
  const first = whole(1, 99);
  const parts = [
    { key: pick(ALLOCATION_KEYS), percent: Decimal.of(first) },
    { key: pick(ALLOCATION_KEYS), percent: Decimal.of(100 - first) },
  ];
  const [one, other] = parts;
  await createCostPool(database, {
    siteId: from.siteId,
    name: `Pool ${from.n}`,
    source: { kind: "amount", monthlyMinor: BigInt(whole(1, 9_999_999)) },
    rules: {
      parts: one?.key === other?.key ? [{ ...one!, percent: Decimal.of(100) }] : parts,
      vacancy: pick(VACANCY_RULES),
      time: "days",
    },
    commodity: "electricity",
    taxRate: pick([undefined, Decimal.parse("19"), Decimal.parse("7.3")]),
    taxLabel: "VAT",
    startsOn: JUNE.from,
    endsOn: undefined,
    units: from.spaces.map((spaceId) => ({ spaceId, fixedShare: Decimal.of(whole(1, 50)) })),
  });
}

const sumOf = (amounts: readonly string[]) => amounts.reduce((sum, one) => sum + BigInt(one), 0n);

/** `12.30`, of minor units of EUR. */
function centsText(amountMinor: string): string {
  return new Decimal(BigInt(amountMinor), 2).toFixed(2);
}

/** What a reader with a pencil adds up. */
function addedUp(bill: Bill): bigint {
  const { lines, sharedCosts = [], taxes } = bill;
  const charged = sumOf([...lines, ...sharedCosts].map(({ amountMinor }) => amountMinor));
  return charged + sumOf(taxes.map(({ amountMinor }) => amountMinor));
}

describe("bills made by chance", () => {
  let cleanUp: (() => Promise<void> | void)[] = [];
  let house: Made;
  let bills: readonly IssuedContent[];

  before(async () => {
    const lifetime = { after: (work: () => Promise<void> | void) => void cleanUp.push(work) };
    house = await made(await testDatabase(lifetime), chance(SEED));
    const { database, siteId, leases } = house;
    const run = await runBills({
      database,
      clock,
      siteId,
      period: JUNE,
      kind: "manual",
      leases: leases.map(({ leaseId }) => ({ leaseId, days: JUNE, kind: "regular" })),
      actor: "owner",
    });
    assert.equal(run.billed, LEASES, run.faults.map(faultText).join("; "));
    const { rows } = await database.query<{ id: IssuedContent["id"] }>("select id from bill");
    bills = await Promise.all(rows.map(async ({ id }) => (await findIssuedBill(database, id))!));
  });
  after(async () => {
    for (const work of cleanUp.toReversed()) await work();
    cleanUp = [];
  });

  test("lines, shares and taxes sum to the total of each bill", () => {
    assert.equal(bills.length, LEASES);
    for (const { content } of bills) {
      const { netMinor, taxMinor, totalMinor, points } = content;
      assert.equal(BigInt(netMinor) + BigInt(taxMinor), BigInt(totalMinor), content.number);
      // Where prices contain the tax, it stands in the lines already.
      const isWithin = points[0]?.tariffName === "Within";
      const included = isWithin ? includedTax(content) : 0n;
      assert.equal(addedUp(content) - included, BigInt(totalMinor), content.number);
    }
  });

  test("each tax is its rate of what it is said to be levied on, to the cent", () => {
    for (const { content } of bills) {
      for (const { label, rate, baseMinor, amountMinor, containedInMinor } of content.taxes) {
        const percent = Decimal.parse(rate);
        const [part, whole] =
          containedInMinor === undefined
            ? [Decimal.parse(baseMinor), Decimal.of(100)]
            : [Decimal.parse(containedInMinor), Decimal.of(100).plus(percent)];
        const again = part.times(percent).dividedBy(whole, 0, "half-up");
        assert.equal(again.toString(), amountMinor, `${content.number}: ${label}`);
      }
    }
  });

  test("who does the sum of a line's formula finds its amount", () => {
    const sums = bills.flatMap(({ content }) =>
      content.lines.flatMap(({ formula, amountMinor }) => {
        const [, quantity = "", price = ""] = /^(-?[\d.]+) \S+ × ([\d.]+)$/.exec(formula) ?? [];
        return quantity === "" ? [] : [{ quantity, price, amountMinor, formula }];
      }),
    );
    assert.ok(sums.length >= LEASES, "most lines are a product");
    for (const { quantity, price, amountMinor, formula } of sums) {
      const again = Decimal.parse(quantity).times(Decimal.parse(price));
      assert.equal(again.rounded(2, "half-up").toFixed(2), centsText(amountMinor), formula);
    }
  });

  test("every cent of a shared cost is somebody's", async () => {
    const { rows } = await house.database.query<{ cost: bigint; parts: bigint; leases: number }>(
      `select c.amount_minor as cost, sum(p.amount_minor)::bigint as parts,
              count(p.lease_id)::int as leases
         from shared_cost c join shared_cost_part p on p.shared_cost_id = c.id
        group by c.id`,
    );
    assert.equal(rows.length, POOLS);
    for (const { cost, parts, leases } of rows) {
      assert.equal(parts, cost);
      assert.ok(leases > 0, "somebody pays");
    }
    const billed = sumOf(
      bills.flatMap(({ content }) => (content.sharedCosts ?? []).map((one) => one.amountMinor)),
    );
    const borne = await house.database.query<{ sum: bigint }>(
      "select sum(amount_minor)::bigint as sum from shared_cost_part where lease_id is not null",
    );
    assert.equal(billed, borne.rows[0]?.sum, "and what tenants bear is on their bills");
  });

  test("recalculating an unchanged bill gives identical bytes", async () => {
    for (const bill of bills) {
      const again = await recalculateBill(house.database, bill);
      assert.ok(again.ok, again.ok ? "" : again.faults.map(faultText).join());
      const text = canonicalJson(again.value.after);
      assert.equal(text, canonicalJson(bill.content));
      assert.equal(sha256(text), bill.contentSha256);
    }
  });

  test("R39: the same leases and days again make no bill, number, entry or share", async () => {
    const { database, siteId, leases } = house;
    const before = await counted(database);
    const again = () =>
      runBills({
        database,
        clock,
        siteId,
        period: JUNE,
        kind: "manual",
        leases: leases.map(({ leaseId }) => ({ leaseId, days: JUNE, kind: "regular" })),
        actor: "owner",
      });
    // Once more, and twice at the same time.
    const runs = [await again(), ...(await Promise.all([again(), again()]))];
    assert.deepEqual(
      runs.map(({ billed, faults }) => [billed, faults.length]),
      runs.map(() => [0, 0]),
    );
    assert.deepEqual(await counted(database), before);
  });

  test("credit note and new bill come to the difference, and the books say the same", async () => {
    const { database, leases } = house;
    for (const { leaseId, channelId } of leases.slice(0, 8)) {
      const bill = bills.find((one) => one.leaseId === leaseId)!;
      await database.query(
        `update reading set value = value + 137
          where channel_id = $1 and measured_at >= '2026-06-24Z'`,
        [channelId],
      );
      const expected = await recalculateBill(database, bill);
      assert.ok(expected.ok);
      const reason = "Read again.";
      const done = await correctBill({ database, clock, billId: bill.id, reason, actor: "owner" });
      assert.ok(done.ok, done.ok ? "" : done.faults.map(faultText).join());
      const { creditNote, bill: renewed } = done.value;
      const difference = creditNote.totalMinor + renewed!.totalMinor;
      assert.equal(difference, expected.value.difference.totalMinor);
      assert.equal(creditNote.totalMinor, -BigInt(bill.content.totalMinor));
      const { rows } = await database.query<{ owed: bigint }>(
        `select sum(p.amount_minor)::bigint as owed
           from ledger_entry e join ledger_posting p on p.entry_id = e.id
          where e.lease_id = $1 and p.account = 'receivable'`,
        [leaseId],
      );
      assert.equal(rows[0]?.owed, BigInt(bill.content.totalMinor) + difference);
    }
    const { rows } = await database.query<{ sum: bigint }>(
      "select sum(amount_minor)::bigint as sum from ledger_posting",
    );
    assert.equal(rows[0]?.sum, 0n);
  });
});

/** By the rate on the bill: what a price of so much and 19 % in it holds of tax. */
function includedTax({ lines, netMinor, sharedCosts = [] }: Bill): bigint {
  const own = sumOf(lines.map(({ amountMinor }) => amountMinor));
  const shares = sumOf(sharedCosts.map(({ amountMinor }) => amountMinor));
  const included = own + shares - BigInt(netMinor);
  // Half-up to the cent: own x 19 / 119.
  assert.equal(included, (own * 19n * 2n + 119n) / (119n * 2n));
  return included;
}

async function counted(database: Database) {
  const { rows } = await database.query(
    `select (select count(*) from bill) as bills, (select sum(last_number) from bill_number_series) as numbers,
            (select count(*) from ledger_entry) as entries, (select count(*) from shared_cost) as costs,
            (select count(*) from billed_cost_part) as shares`,
  );
  return rows[0];
}
