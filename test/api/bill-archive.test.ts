/** The documents of many bills in one file: whose, of which month, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runSeededApi } from "./running-api.ts";

/** The names in an archive, by the directory at its end. */
function namesIn(archive: Buffer): string[] {
  const end = archive.length - 22;
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const from = at + 46;
    at = from + archive.readUInt16LE(at + 28);
    return archive.toString("utf8", from, at);
  });
}

test("bills come as one ZIP file, a tenant's own for a tenant", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const { bakery, florist } = property;
  const { rows } = await database.query<{ id: number; number: string; month: string; pdf: Buffer }>(
    `select id, number, to_char(period_from, 'YYYY-MM') as month, pdf
       from bill
       join bill_document on bill_id = id
      order by id`,
  );
  const nameOf = (billId: number) => `${rows.find(({ id }) => id === billId)?.number}.pdf`;
  const archive = async (query: string, as = cookie) => {
    const answer = await api.call("GET", `/bills/zip${query}`, { cookie: as });
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const all = await archive("");
  assert.equal(all.answer.headers.get("content-type"), "application/zip");
  assert.deepEqual(namesIn(all.bytes), [nameOf(bakery.billId), nameOf(florist.billId)]);
  for (const { pdf } of rows) assert.ok(all.bytes.includes(pdf));
  const month = rows.find(({ id }) => id === bakery.billId)?.month;
  const own = await archive(`?month=${month}&tenant=${bakery.tenantId}`);
  assert.deepEqual(namesIn(own.bytes), [nameOf(bakery.billId)]);
  assert.match(own.answer.headers.get("content-disposition") ?? "", /bills-\d{4}-\d\d\.zip/);

  const tenant = await api.signIn("tenant@example.org");
  const tenants = await archive("", tenant);
  assert.deepEqual(namesIn(tenants.bytes), [nameOf(bakery.billId)]);
  const others = await archive(`?tenant=${florist.tenantId}`, tenant);
  assert.equal(others.answer.status, 404);
  assert.equal((await archive("?month=1999-01")).answer.status, 404);
});
