/** Texts that people typed, in files that spreadsheets open. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runSeededApi } from "#test/api/running-api.ts";
import { readZip } from "./read-zip.ts";

/** What spreadsheets run, or have run. */
const FORMULAS = [
  '=HYPERLINK("http://elsewhere.example","x")',
  "+1+1",
  "-1+1",
  "@SUM(1)",
  "=cmd|' /C calc'!A0",
];

const REPORT = "/reports/billing/file?from=2026-10&to=2026-10&by=tenant";
const PATH = "/consumption?from=2026-11-23&to=2026-11-25&step=day";

for (const formula of FORMULAS) {
  test(`CSV injection: ${formula} as a point's name stays a text in CSV and in a workbook`, async (t) => {
    const { api, cookie, database, property } = await runSeededApi(t);
    const { servicePointId, meterId } = property.bakery;
    await database.query("update service_point set name = $2 where id = $1", [
      servicePointId,
      formula,
    ]);
    await database.query("update meter set serial_number = $2 where id = $1", [meterId, formula]);
    await database.query(
      `insert into reading (channel_id, measured_at, value, quality, collected_at)
       select $1, at, 1000 + row_number() over (order by at), 1, at
         from generate_series('2026-11-22T23:00Z'::timestamptz, '2026-11-24T10:00Z', '15 minutes') at`,
      [property.bakery.channelId],
    );
    const read = async (format: string): Promise<Buffer> => {
      const path = `/meters/${meterId}${PATH}&format=${format}`;
      const answer = await api.call("GET", path, { cookie });
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("content-disposition") ?? "", /^attachment; filename=/);
      return Buffer.from(await answer.arrayBuffer());
    };
    const csv = (await read("csv")).toString("utf8");
    const rows = csv.split("\r\n").slice(1).filter(Boolean);
    assert.ok(rows.length > 0);
    for (const row of rows) assert.match(row, /^"?'/, "an apostrophe keeps it from running");
    const sheet = readZip(await read("xlsx"));
    // A formula of a workbook stands in <f>; texts are strings of their own type.
    for (const [name, xml] of Object.entries(sheet)) {
      if (name.endsWith(".xml")) assert.ok(!/<f[\s>]/.test(xml), name);
    }
  });
}

test("CSV injection: a tenant's name stays a text in the report of what was billed", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  for (const formula of FORMULAS) {
    await database.query("update tenant set name = $2 where id = $1", [
      property.bakery.tenantId,
      formula,
    ]);
    const csv = await (await api.call("GET", `${REPORT}&format=csv`, { cookie })).text();
    assert.match(csv, /\r\n"?'[=+@-]/, "an apostrophe keeps it from running");
    assert.doesNotMatch(csv, /(?:^|[\r\n,])"?[=+@-]/, formula);
    const answer = await api.call("GET", `${REPORT}&format=xlsx`, { cookie });
    const sheet = readZip(Buffer.from(await answer.arrayBuffer()));
    for (const [name, xml] of Object.entries(sheet)) {
      if (name.endsWith(".xml")) assert.ok(!/<f[\s>]/.test(xml), name);
    }
  }
});
