import assert from "node:assert/strict";
import { test } from "node:test";
import { profile, trend } from "#api/contract/trends.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import { readWorkbook } from "#platform/workbook.ts";
import { createTestPoint, storeSteadyReadings } from "#test/support/metered-site.ts";
import { runSeededApi } from "./running-api.ts";

test("consumption as files and profiles", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const { meterId, channelId } = await createTestPoint(database, {
    siteId: asId<SiteId>(property.siteId),
    name: '=HYPERLINK("x"), 1',
  });
  // 0.4 kWh a quarter hour from 1 October on, with a hole on 2 November from 06:00 to 12:00 UTC.
  const steady = { channelId, counts: 4 };
  await storeSteadyReadings(database, {
    ...steady,
    from: "2026-09-30T22:00Z",
    to: "2026-11-02T06:00Z",
  });
  await storeSteadyReadings(database, {
    ...steady,
    from: "2026-11-02T12:00Z",
    to: "2026-11-24T00:00Z",
  });
  const get = async (path: string) => {
    const answer = await api.call("GET", `/meters/${meterId}${path}`, { cookie });
    assert.equal(answer.status, 200, path);
    return answer;
  };

  await t.test(
    "a CSV file tells both times, and the two hours of an autumn night apart",
    async () => {
      const answer = await get("/consumption?from=2026-10-25&to=2026-10-26&step=hour");
      assert.match(answer.headers.get("content-type") ?? "", /^text\/csv/);
      const bytes = Buffer.from(await answer.arrayBuffer()).toString();
      assert.ok(
        bytes.startsWith("\uFEFFPoint,Meter,Site time (Europe/Berlin),UTC,Register (kWh),"),
      );
      const rows = bytes.trimEnd().split("\r\n").slice(1);
      assert.equal(rows.length, 25);
      // 1992096 quarter hours since 1970, 0.4 kWh each.
      const twice = rows.filter((row) => row.includes("2026-10-25T02:00:00+"));
      assert.deepEqual(
        twice.map((row) => row.split(",").slice(-5)),
        [
          ["2026-10-25T02:00:00+02:00", "2026-10-25T00:00:00Z", "796838.4", "1.6", "measured"],
          ["2026-10-25T02:00:00+01:00", "2026-10-25T01:00:00Z", "796840.0", "1.6", "measured"],
        ],
      );
    },
  );

  await t.test("a name that begins like a formula stays a text", async () => {
    const csv = await (await get("/consumption?from=2026-10-25&to=2026-10-26&step=day")).text();
    const [, row] = csv.split("\r\n");
    assert.ok(row?.startsWith(`"'=HYPERLINK(""x""), 1",`), row ?? "no row");
  });

  await t.test("an Excel file has the same rows, and what is estimated says so", async () => {
    const answer = await get("/consumption?from=2026-11-02&to=2026-11-03&format=xlsx");
    const [titles, ...rows] = await readWorkbook(Buffer.from(await answer.arrayBuffer()));
    assert.equal(titles?.[2], "Site time (Europe/Berlin)");
    assert.equal(rows.length, 96);
    assert.deepEqual(rows[28]?.slice(2), [
      new Date("2026-11-02T07:00:00Z"),
      "+01:00",
      new Date("2026-11-02T06:00:00Z"),
      797_155.2,
      0.4,
      "estimated",
    ]);
    assert.deepEqual(rows[29]?.slice(5), [null, 0.4, "estimated"]);
    assert.equal(rows[0]?.[7], "measured");
  });

  await t.test("too many days, or none, are refused with what would be right", async () => {
    for (const [query, message] of [
      ["from=2025-01-01&to=2026-11-01", "at most 366 days at once"],
      ["from=2026-11-01&to=2026-11-01", "must be after `from`"],
    ] as const) {
      const answer = await api.call("GET", `/meters/${meterId}/consumption?${query}`, { cookie });
      assert.equal(answer.status, 400);
      assert.ok((await answer.text()).includes(message), message);
    }
  });

  await t.test("a trend is shown beside the range before it and the year before", async () => {
    const path = "/trend?range=week&at=2026-11-04&compare=";
    const before = trend.parse(await (await get(`${path}previous`)).json());
    assert.equal(before.compared?.fromDay, "2026-10-26");
    assert.equal(before.compared?.total, "268.8");
    assert.equal(before.compared?.bars.length, 7);
    assert.equal(before.compared?.curve.values.length, before.curve.values.length);
    const lastYear = trend.parse(await (await get(`${path}last-year`)).json());
    assert.equal(lastYear.compared?.fromDay, "2025-11-03");
    assert.equal(lastYear.compared?.total, null);
    assert.equal(trend.parse(await (await get("/trend?range=week")).json()).compared, null);
  });

  await t.test("a steady load is its own base load, peak and every hour of the week", async () => {
    const load = await (await get("/profile?range=month&at=2026-10-07")).json();
    const { unit, baseLoad, peak, duration, dailyPeaks, heatMap } = profile.parse(load);
    assert.equal(unit, "kW");
    assert.equal(baseLoad, 1.6);
    assert.equal(peak?.rate, 1.6);
    assert.equal(duration.length, 101);
    assert.equal(dailyPeaks.length, 31);
    assert.equal(heatMap.length, 7);
    for (const rate of heatMap.flat()) assert.ok(Math.abs((rate ?? 0) - 1.6) < 1e-9);
  });
});
