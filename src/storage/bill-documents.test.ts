import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type BillId } from "#domain/core/id.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { findBillDocument, claimUndocumentedBills, storeBillDocument } from "./bill-documents.ts";
import { createLease } from "./leases.ts";
import { createSpace } from "./property.ts";
import { createTenant } from "./tenants.ts";

const NOON = Temporal.Instant.from("2026-11-03T12:00:00Z");

test("the document of a bill", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "G-03" });
  const emails = ["bakery@quay.example"];
  const tenantId = await createTenant(database, { siteId, name: "Harbour Bakery", emails });
  const startsOn = Temporal.PlainDate.from("2025-01-01");
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn });
  const issue = async (month: number): Promise<BillId> => {
    const from = Temporal.PlainDate.from({ year: 2026, month, day: 1 });
    const { rows } = await database.query<{ id: number }>(
      `insert into bill
         (site_id, lease_id, kind, number, state, period_from, period_to, issued_at, due_on,
          currency, net_minor, tax_minor, total_minor, content, content_sha256)
       values ($1, $2, 'regular', $3, 'issued', $4, $5, $6, $5, 'EUR', 0, 0, 0, $7, '')
       returning id`,
      [
        siteId,
        leaseId,
        `B${month}`,
        from.toString(),
        from.add({ months: 1 }).toString(),
        NOON.toString(),
        JSON.stringify(sampleBill({ number: `B${month}` })),
      ],
    );
    return asId(rows[0]?.id ?? -1);
  };
  const first = await issue(1);
  const second = await issue(2);

  await t.test("bills without one are listed, oldest first, with where to send them", async () => {
    const bills = await claimUndocumentedBills(database, { atMost: 10 });
    assert.deepEqual(
      bills.map(({ id, content }) => [id, content.number]),
      [
        [first, "B1"],
        [second, "B2"],
      ],
    );
    assert.deepEqual(bills[0]?.emails, emails);
    assert.equal((await claimUndocumentedBills(database, { atMost: 1 })).length, 1);
  });

  await t.test("what one worker has taken another one passes over until it ends", async () => {
    const claim = { atMost: 1 };
    const taken = await database.transaction(async (one) => {
      const mine = await claimUndocumentedBills(one, claim);
      const others = await database.transaction((other) => claimUndocumentedBills(other, claim));
      return [...mine, ...others].map(({ id }) => id);
    });
    assert.deepEqual(taken, [first, second]);
    const free = await claimUndocumentedBills(database, claim);
    assert.deepEqual(
      free.map(({ id }) => id),
      [first],
    );
  });

  await t.test("the first document stays, and comes back to the byte", async () => {
    const pdf = Buffer.from([0x25, 0, 255, 10]);
    assert.equal(await storeBillDocument(database, { billId: first, pdf, madeAt: NOON }), true);
    const other = { billId: first, pdf: Buffer.from("other"), madeAt: NOON };
    assert.equal(await storeBillDocument(database, other), false);
    const found = await findBillDocument(database, first);
    assert.deepEqual(found?.pdf, pdf);
    assert.equal(found?.content.number, "B1");
    assert.equal(await findBillDocument(database, second), undefined);
    const left = await claimUndocumentedBills(database, { atMost: 10 });
    assert.deepEqual(
      left.map(({ id }) => id),
      [second],
    );
  });

  await t.test("a document that is damaged in the database is not given out", async () => {
    await database.query(
      "insert into bill_document (bill_id, pdf, sha256, made_at) values ($1, $2, $3, $4)",
      [second, Buffer.from("damaged"), "0".repeat(64), NOON.toString()],
    );
    await assert.rejects(findBillDocument(database, second), /document of bill \d+ is damaged/);
  });

  await t.test("the database itself refuses to change one", async () => {
    await assert.rejects(
      database.query("update bill_document set pdf = '' where bill_id = $1", [first]),
      /never changed once stored/,
    );
  });
});
