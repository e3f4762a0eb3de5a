/**
 * The demo's building in the year 2025 in fast time: a server on it whose clock is moved, and what a
 * landlord does in the web beside the bills themselves. Who comes and goes, and what goes wrong:
 *
 * Anna has apartment 3.01. Ben leaves apartment 3.02 on 17 June (his last day is the 16th), Cleo
 * moves in on the 20th. Dwellings' electricity becomes dearer on 15 March. Anna's electricity is
 * misread at the end of April, the last reading before her line was away for two hours; her meter
 * is exchanged on 10 September at 10:05.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { hashPassword } from "#api/passwords.ts";
import type { Bill } from "#domain/billing/bill.ts";
import type { EvidenceFile } from "#domain/billing/evidence-file.ts";
import { faultText } from "#domain/core/fault.ts";
import type { BillId } from "#domain/core/id.ts";
import { evidenceText } from "#jobs/make-evidence.ts";
import { openDatabase, type Database } from "#platform/database.ts";
import { createUser } from "#storage/users.ts";
import { json, PASSWORD, runApi } from "#test/api/running-api.ts";
import { billByHand, DEARER_FROM, DEARER_STEPS } from "./by-hand.ts";
import { type Disturbance, seedDemoYear } from "./demo-year.ts";
import { testDatabaseUrl } from "./test-database.ts";

const OWNER = "owner@example.org";
const DWELLING_TARIFF = join(import.meta.dirname, "../../catalogue/tariffs/dwelling-ladder.json");

/** What the plan calls who has apartment 3.01 and, until June, 3.02. */
const ANNA = "Apartment 3.01";
const BEN = "Apartment 3.02";

/** The misread register: 100.00 kWh too much at the end of April. */
const MISREAD_AT = "2025-04-30T22:00:00Z";
const MISREAD_BY = 10_000;
const LINE_AWAY_FROM = "2025-04-30T22:01:00Z";

const EXCHANGED_AT = "2025-09-10T08:05:00Z";
const NEW_METER_BEGINS_AT = 7;

export async function startDemoJourney(t: TestContext) {
  const url = await testDatabaseUrl(t);
  const database = openDatabase(url);
  const year = await seedDemoYear(database);
  const power = year.point(`${ANNA} electricity`);
  await createUser(database, {
    email: OWNER,
    name: "The owner",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: await hashPassword(PASSWORD),
    createdAt: Temporal.Instant.from("2025-01-01T00:00Z"),
  });
  const api = await runApi(t, { database, now: Temporal.Instant.from("2025-01-01T08:00Z") });
  t.after(() => database.close());
  let cookie = "";
  /** Moves the server's clock. */
  const at = async (time: string) => {
    api.clock.moveTo(Temporal.Instant.from(time));
    cookie = await api.signIn(OWNER);
  };
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, { cookie, ...(body !== undefined && { body }) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.ok ? "" : await answer.text()}`);
    return json(answer);
  };
  const closing = year.registerAt(power.channelId, EXCHANGED_AT);
  const misread = { from: MISREAD_AT, to: LINE_AWAY_FROM, add: MISREAD_BY };
  const away = { from: LINE_AWAY_FROM, to: "2025-05-01T00:00:00Z", add: "silent" } as const;
  const exchanged = { from: EXCHANGED_AT, add: NEW_METER_BEGINS_AT - closing };
  const disturbances: readonly Disturbance[] = [misread, away, exchanged].map((one) => ({
    channelId: power.channelId,
    ...one,
  }));
  await year.collect("2024-12");
  await at("2025-01-01T08:00Z");
  return {
    url,
    database,
    api,
    at,
    ask,
    anna: year.leaseOf(ANNA),
    ben: year.leaseOf(BEN),
    /** The meters are read for a month; `2025-04`. */
    collect: (month: string) => year.collect(month, disturbances),
    /** The dearer prices of the dwellings' electricity, entered before they hold. */
    async raisePrices(): Promise<void> {
      const document = JSON.parse(await readFile(DWELLING_TARIFF, "utf8"));
      const tiers = document.charges[0].tiers;
      DEARER_STEPS.forEach(([, price], n) => (tiers[n].price = price));
      const version = { effectiveFrom: DEARER_FROM, document };
      await ask("POST", `/tariffs/${power.tariffId}/versions`, version);
    },
    /** Which bills rest on the reading that was misread. */
    async correctMisreading(): Promise<readonly number[]> {
      const counts = year.registerAt(power.channelId, MISREAD_AT);
      const { bills } = await ask("POST", `/meters/${power.meterId}/corrections`, {
        channel: power.channelId,
        at: MISREAD_AT,
        value: (counts / 100).toFixed(2),
        reason: "Misread",
      });
      return bills.map(({ id }: { readonly id: number }) => id);
    },
    /** A week after the due day, where 5.00 or more are open. */
    async remindAfterAWeek(): Promise<void> {
      const path = `/sites/${year.siteId}/bill-settings`;
      const { logoSha256: _, ...settings } = await ask("GET", path);
      const reminders = { leastMinor: "500", steps: [{ afterDays: 7, fee: null }] };
      await ask("PATCH", path, { ...settings, reminders });
    },
    async benLeaves(): Promise<void> {
      const left = { endsOn: "2025-06-17", registers: [] };
      await ask("POST", `/leases/${year.leaseOf(BEN)}/end`, left);
    },
    /** The number of her lease. */
    async cleoComes(): Promise<number> {
      const { siteId } = year;
      const points = ["electricity", "cold water", "heat"].map((what) => {
        const { servicePointId, tariffId } = year.point(`${BEN} ${what}`);
        return { servicePointId, tariffId };
      });
      const { spaces } = await ask("GET", `/sites/${siteId}/property`);
      const space = spaces.find(({ name }: { readonly name: string }) => name === BEN);
      const { id: tenantId } = await ask("POST", "/tenants", { ...TENANT, siteId, name: "Cleo" });
      const lease = { ...TERMS, tenantId, spaceId: space.id, points, registers: [] };
      return (await ask("POST", "/leases", lease)).id;
    },
    async exchangeMeter(): Promise<void> {
      await ask("POST", `/meters/${power.meterId}/exchange`, {
        at: EXCHANGED_AT,
        multiplier: "1",
        newMeter: { serialNumber: "NEW-1" },
        registers: [
          { channel: power.channelId, closing: (closing / 100).toFixed(2), opening: "0.07" },
        ],
      });
    },
  };
}

const TENANT = {
  company: "",
  addressLines: [],
  telephones: [],
  contacts: [],
  note: "",
  emails: ["cleo@tenants.example"],
  taxNumber: "",
  language: "en",
};

const TERMS = {
  startsOn: "2025-06-20",
  endsOn: null,
  cycle: { every: "monthly", startDay: 1, startMonth: 1, runAfterDays: 0 },
  billsNeedApproval: false,
  dueDays: 14,
  depositMinor: "50000",
};

interface StoredBill {
  readonly id: BillId;
  readonly lease_id: number;
  readonly state: string;
  readonly content: Bill;
}

/** All bills that were stored, oldest first. */
export async function storedBills(database: Database): Promise<readonly StoredBill[]> {
  const { rows } = await database.query<StoredBill>(
    "select id, lease_id, state, content from bill order by id",
  );
  return rows;
}

/** Net, tax and total of a lease's newest bill, with its kind and first day. */
export async function newestBill(database: Database, leaseId: number): Promise<string> {
  const own = (await storedBills(database)).filter(({ lease_id }) => lease_id === leaseId);
  const { kind, periodFrom, netMinor, taxMinor, totalMinor } = own.at(-1)?.content ?? assert.fail();
  return [kind, periodFrom, netMinor, taxMinor, totalMinor].join(" ");
}

/**
 * Compares every bill in force, line by line, with what its tenant has to pay by hand from the
 * register values of its evidence; and every credit note with the bill it takes back.
 */
export async function assertEveryBillByHand(database: Database): Promise<void> {
  const bills = await storedBills(database);
  for (const { id, state, content } of bills) {
    const name = `${content.number} of ${content.recipient.name} from ${content.periodFrom}`;
    if (content.kind === "credit-note") {
      const credited = bills.find((bill) => bill.content.number === content.corrects?.number);
      assert.equal(BigInt(content.totalMinor), -BigInt(credited?.content.totalMinor ?? 0), name);
    } else if (state === "issued") {
      const text = await evidenceText(database, id);
      assert.ok(text.ok, `${name}: ${text.ok ? "" : text.faults.map(faultText).join()}`);
      assertByHand(JSON.parse(text.value), name);
    }
  }
}

function assertByHand(file: EvidenceFile, name: string): void {
  const { bill, points } = file;
  const hand = billByHand(file);
  const lines = points.map(({ servicePointId }) =>
    bill.lines
      .filter((line) => line.servicePointId === servicePointId)
      .map(({ amountMinor }) => BigInt(amountMinor)),
  );
  assert.deepEqual(lines, hand.lines, name);
  assert.equal(BigInt(bill.netMinor), hand.net, name);
  assert.equal(BigInt(bill.taxMinor), hand.tax, name);
  assert.equal(BigInt(bill.totalMinor), hand.net + hand.tax, name);
}
