import assert from "node:assert/strict";
import { test } from "node:test";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { createSigningIdentity } from "#documents/signing-certificate.ts";
import type { Bill } from "#domain/billing/bill.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import type { BillId, SiteId } from "#domain/core/id.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { insertBills } from "#storage/bills.ts";
import { createLease } from "#storage/leases.ts";
import { createSpace } from "#storage/property.ts";
import { createTenant } from "#storage/tenants.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { renderBillDocuments } from "./render-bill-documents.ts";

const NOON = Temporal.Instant.from("2026-11-03T12:00:00Z");
/** As many as one round takes. */
const BILLS_IN_THE_WAY = 24;

/** A site with a tenant and bills for as many months. */
async function siteWithBills(database: Database, bills: number): Promise<SiteId> {
  const siteId = await createTestSite(database);
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "G-03" });
  const emails = ["bakery@quay.example", "owner@bakery.example"];
  const tenantId = await createTenant(database, { siteId, name: "Harbour Bakery", emails });
  const first = Temporal.PlainDate.from("2024-01-01");
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn: first });
  for (let n = 0; n < bills; n += 1) {
    const content: Bill = {
      ...sampleBill({ number: `B${siteId}-${n}` }),
      periodFrom: first.add({ months: n }).toString(),
      periodTo: first.add({ months: n + 1 }).toString(),
    };
    const bill = { siteId, leaseId, billRunId: undefined, issuedAt: NOON, contentSha256: "" };
    await insertBills(database, [{ ...bill, content, canonical: canonicalJson(content) }]);
  }
  return siteId;
}

test("a site whose documents fail does not keep another's waiting, and is tried again later", async (t) => {
  const database = await testDatabase(t);
  const broken = await siteWithBills(database, BILLS_IN_THE_WAY);
  const { rows } = await database.query<{ logo: unknown }>(
    "update organisation set logo = 'no picture', logo_media_type = 'image/png' returning id",
  );
  assert.equal(rows.length, 1);
  const whole = await siteWithBills(database, 1);
  const clock = new MovableClock(NOON);
  const signingKey = await createSigningIdentity("Harbour Estate", clock);
  const renderer = await startBillRenderer({ signingKey, processes: 1, clock });
  t.after(() => renderer.stop());
  const setAside = new Map<BillId, Temporal.Instant>();
  const options = { database, clock, log: createLog("silent"), renderer, setAside };
  const documents = async () => {
    const { rows: counts } = await database.query<{ site_id: number; count: number }>(
      `select bill.site_id, count(*)::int as count
         from bill_document join bill on bill.id = bill_id group by 1 order by 1`,
    );
    return counts.map(({ site_id, count }) => [site_id, count]);
  };

  assert.equal(await renderBillDocuments(options), 0);
  assert.equal(await renderBillDocuments(options), 1);
  assert.equal(await renderBillDocuments(options), 0);
  assert.deepEqual(await documents(), [[whole, 1]]);
  const { rows: mails } = await database.query("select recipient from outbox_mail order by 1");
  assert.deepEqual(
    mails.map(({ recipient }) => recipient as string),
    ["bakery@quay.example", "owner@bakery.example"],
  );

  await database.query("update organisation set logo = null, logo_media_type = null");
  assert.equal(await renderBillDocuments(options), 0);
  clock.moveTo(NOON.add({ minutes: 10 }));
  assert.equal(await renderBillDocuments(options), BILLS_IN_THE_WAY);
  assert.deepEqual(await documents(), [
    [broken, BILLS_IN_THE_WAY],
    [whole, 1],
  ]);
  assert.equal(await renderBillDocuments(options), 0);
});
