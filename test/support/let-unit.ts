import assert from "node:assert/strict";
import type { Bill } from "#domain/billing/bill.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { ChannelId, LeaseId, ServicePointId, SiteId, TariffId } from "#domain/core/id.ts";
import { billLease } from "#jobs/bill-lease.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { createTestPoint, createTestSite } from "./metered-site.ts";
import { type Lifetime, testDatabase } from "./test-database.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

/** Electricity by a ladder of 300 kWh a month, 9.00 a month, 19 % VAT; all prorated by days. */
export const LADDER = {
  format: "smartpm-tariff/1",
  name: "Ladder",
  commodity: "electricity",
  currency: "EUR",
  charges: [
    {
      kind: "consumption",
      id: "energy",
      label: "Energy",
      tiers: [{ upTo: "300", price: "0.20" }, { price: "0.30" }],
      ladder: { counts: "month", prorate: "days" },
    },
    { kind: "fixed", id: "meter", label: "Meter", price: "9.00", per: "month", prorate: "days" },
  ],
  taxes: [{ id: "vat", label: "VAT", percent: "19" }],
};

/** 0.4 kWh every quarter hour: 38.4 kWh a day of 24 hours. */
export const STEADY = { from: "2026-05-31T22:00Z", to: "2026-10-31T23:00Z", counts: 4 };

export interface Measured {
  readonly commodity?: Commodity;
  readonly unit?: string;
  readonly multiplier?: number;
}

export interface AttachedPoint {
  readonly channelId: ChannelId;
  readonly pointId: ServicePointId;
  readonly tariffId: TariffId;
}

/** A unit let to Harbour Bakery, with what a test does to it. */
export interface Let {
  readonly database: Database;
  readonly siteId: SiteId;
  readonly leaseId: LeaseId;
  /** Lets the lease pay one more point by the document; electricity in kWh unless told. */
  attach(name: string, document?: unknown, measured?: Measured): Promise<AttachedPoint>;
  bill(from: string, to: string, kind?: "regular" | "final"): ReturnType<typeof billLease>;
}

/** One lease from `startsOn`; billed on 1 December 2026, after everything. */
export async function letUnit(t: Lifetime, startsOn: string, endsOn?: string): Promise<Let> {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "Unit 1" });
  const tenantId = await createTenant(database, { siteId, name: "Harbour Bakery" });
  const leaseId = await createLease(database, {
    tenantId,
    spaceId,
    startsOn: day(startsOn),
    endsOn: endsOn === undefined ? undefined : day(endsOn),
  });
  const clock = new MovableClock(Temporal.Instant.from("2026-12-01T05:00Z"));
  return {
    database,
    siteId,
    leaseId,
    async attach(name, document = LADDER, measured = {}) {
      const point = { siteId, name, ...measured };
      const { servicePointId, channelId } = await createTestPoint(database, point);
      const { commodity = "electricity" } = measured;
      const tariff = { siteId, name: `Tariff of ${name}`, commodity };
      const tariffId = await createTariff(database, tariff);
      await addTariffVersion(database, { tariffId, effectiveFrom: day("2026-01-01"), document });
      const attached = await attachServicePoint(database, { leaseId, servicePointId, tariffId });
      assert.ok(attached.ok);
      return { channelId, pointId: servicePointId, tariffId };
    },
    bill: (from, to, kind = "regular") =>
      billLease({
        database,
        clock,
        leaseId,
        period: { from: day(from), to: day(to) },
        kind,
        lateReadings: "bill-without",
        actor: "owner@example.org",
      }),
  };
}

/** All bills, in the order in which they were made. */
export async function contents(database: Database): Promise<Bill[]> {
  const { rows } = await database.query<{ content: Bill }>("select content from bill order by id");
  return rows.map(({ content }) => content);
}

/** The only bill there is. */
export async function onlyBill({ database }: Let): Promise<Bill> {
  const bills = await contents(database);
  assert.equal(bills.length, 1);
  return bills[0]!;
}
