/** What was supplied beside what was billed, and what was billed to nobody, worked out by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SuppliedReportOnWire } from "#api/contract/supplied.ts";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { readWorkbook } from "#platform/workbook.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { json, runSeededApi } from "./running-api.ts";
import { billContent, insertInto } from "./seeded-property.ts";

/*
 * One count is 0.01 kWh. From 1 October 2026 on, local time, each quarter hour the supply counts 300,
 * the bakery 180 and the florist 100. October has 30 x 96 + 100 = 2,980 quarter hours, November up to
 * noon of the 24th, which is NOW, 23 x 96 + 48 = 2,256. Each of the two has a bill over 500 kWh for
 * October. The florist leaves on 10 November; on the 15th somebody moves in without a tariff.
 */
const FROM = "2026-09-30T22:00:00Z";
const TO = "2026-11-24T11:00:00Z";

function borne(month: SuppliedReportOnWire["months"][number]): string[] {
  return Object.entries(month.borne)
    .filter(([, quantity]) => quantity !== "0")
    .map(([bearer, quantity]) => `${bearer} ${quantity}`);
}

test("consumption billed against supplied", async (t) => {
  const { api, database, property, cookie } = await runSeededApi(t);
  const { supply, bakery, florist, siteId } = property;
  for (const [point, counts] of [
    [supply, 300],
    [bakery, 180],
    [florist, 100],
  ] as const) {
    const channelId = asId<ChannelId>(point.channelId);
    await storeSteadyReadings(database, { channelId, from: FROM, to: TO, counts });
  }
  const insert = insertInto(database);
  await database.query("update lease set ends_on = '2026-11-10' where id = $1", [florist.leaseId]);
  await database.query(
    "update lease_service_point set ends_on = '2026-11-10' where lease_id = $1",
    [florist.leaseId],
  );
  const { rows } = await database.query<{ space_id: number }>(
    "select space_id from lease where id = $1",
    [florist.leaseId],
  );
  const newcomer = await insert("tenant", { site_id: siteId, name: "=Newcomer" });
  const leaseId = await insert("lease", {
    tenant_id: newcomer,
    space_id: rows[0]?.space_id,
    starts_on: "2026-11-15",
    billed_from: "2026-11-15",
  });
  const report = async (search: string): Promise<SuppliedReportOnWire> => {
    const answer = await api.call("GET", `/reports/supplied?${search}`, { cookie });
    assert.equal(answer.status, 200);
    return json(answer);
  };
  const monthOf = async (month: string) => {
    const { months } = await report(`from=${month}&to=${month}`);
    const [found] = months;
    assert.ok(found);
    return found;
  };

  await t.test("a month that is billed: the bills, what they differ by, and the loss", async () => {
    const october = await monthOf("2026-10");
    // 2,980 x 3 = 8,940 supplied; counted 2,980 x (1.8 + 1) = 8,344; on the bills 2 x 500.
    assert.equal(Number(october.supplied), 8940);
    assert.deepEqual(borne(october), ["billed 1000"]);
    // 8,344 - 1,000 = 7,344; 8,940 - 8,344 = 596, 6.67 % of 8,940.
    assert.equal(Number(october.difference), 7344);
    assert.equal(Number(october.loss), 596);
    assert.equal(Number(october.lossPercent), 6.67);
    assert.equal(october.unknownPoints, 0);
  });

  await t.test("a month that is not: who pays nothing, and why", async () => {
    const november = await monthOf("2026-11");
    // Bakery 2,256 x 1.8 = 4,060.8; florist 9 x 96 x 1 = 864; vacant 5 x 96; newcomer 9 x 96 + 48.
    assert.deepEqual(borne(november), ["due 4924.8", "untariffed 912", "vacant 480"]);
    assert.equal(Number(november.supplied), 6768);
    assert.equal(Number(november.loss), 451.2);
    const { unbilled } = await report("from=2026-10&to=2026-11");
    assert.deepEqual(
      unbilled.map(({ point, bearer, tenant, from, to, quantity }) =>
        [point, bearer, tenant, from, to, Number(quantity)].join(" | "),
      ),
      [
        "CANARY-FLORIST electricity | due | CANARY-FLORIST | 2026-11-01 | 2026-11-10 | 864",
        "CANARY-FLORIST electricity | vacant |  | 2026-11-10 | 2026-11-15 | 480",
        "CANARY-FLORIST electricity | untariffed | =Newcomer | 2026-11-15 | 2026-11-25 | 912",
        "Harbour Bakery electricity | due | Harbour Bakery | 2026-11-01 | 2026-11-25 | 4060.8",
      ],
    );
    assert.equal(unbilled[2]?.leaseId, leaseId);
    assert.equal(unbilled[3]?.meterId, bakery.meterId);
  });

  await t.test("as CSV and Excel, for people who reckon on", async () => {
    const path = "/reports/supplied/file?from=2026-10&to=2026-11";
    const csv = await (await api.call("GET", path, { cookie })).text();
    assert.equal(
      csv.split("\r\n")[1],
      "Harbour Court,2026-10,electricity,kWh,8940,1000,0,0,0,0,0,7344,596,6.67,0,0,0",
    );
    const unbilled = await (await api.call("GET", `${path}&of=unbilled`, { cookie })).text();
    assert.match(unbilled, /,Let without a tariff,'=Newcomer,2026-11-15,2026-11-25,912,kWh,all/);
    const workbook = await api.call("GET", `${path}&of=unbilled&format=xlsx`, { cookie });
    const cells = await readWorkbook(Buffer.from(await workbook.arrayBuffer()));
    assert.deepEqual(cells[2]?.slice(1, 9), [
      "CANARY-FLORIST electricity",
      "electricity",
      "Vacant",
      null,
      "2026-11-10",
      "2026-11-15",
      480,
      "kWh",
    ]);
  });

  await t.test("a bill that has days of another month counts by its meters", async () => {
    const content = billContent("L-1", { ...bakery, name: "Harbour Bakery" });
    const [point] = content.points;
    await insert("bill", {
      site_id: siteId,
      lease_id: bakery.leaseId,
      kind: "regular",
      number: "L-1",
      state: "issued",
      period_from: "2026-11-01",
      period_to: "2027-01-01",
      issued_at: "2026-11-24T00:00:00Z",
      due_on: "2026-12-16",
      currency: "EUR",
      net_minor: 10_000,
      tax_minor: 1900,
      total_minor: 11_900,
      content: {
        ...content,
        periodFrom: "2026-11-01",
        periodTo: "2027-01-01",
        points: [{ ...point, estimatedShare: "0.25" }],
      },
      content_sha256: "0".repeat(64),
    });
    const november = await monthOf("2026-11");
    assert.deepEqual(borne(november), ["billed 4060.8", "due 864", "untariffed 912", "vacant 480"]);
    assert.equal(Number(november.difference), 0);
    // A quarter of 4,060.8.
    assert.equal(Number(november.estimated), 1015.2);
  });

  await t.test(
    "months to come are none, too many are refused, a tenant has no report",
    async () => {
      assert.deepEqual(await report("from=2026-12&to=2027-01"), { months: [], unbilled: [] });
      const many = await api.call("GET", "/reports/supplied?from=2020-01&to=2026-01", { cookie });
      assert.equal(many.status, 400);
      assert.match(await many.text(), /at most 24 months at once/);
      const tenant = await api.signIn("tenant@example.org");
      const refused = await api.call("GET", "/reports/supplied?from=2026-10&to=2026-10", {
        cookie: tenant,
      });
      assert.equal(refused.status, 403);
    },
  );
});
