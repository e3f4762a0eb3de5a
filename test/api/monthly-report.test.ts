/** The report of a month by e-mail: chosen, looked at, tried out. When it is due: src/jobs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { json, runSeededApi } from "./running-api.ts";

test("the monthly report is chosen, looked at and tried out", async (t) => {
  const { api, database, property, cookie } = await runSeededApi(t);
  const path = `/sites/${property.siteId}/monthly-report`;
  const chosen = {
    enabled: true,
    sendDay: 5,
    language: "de",
    recipients: ["owner@example.org", "owner@example.org", "board@example.org"],
  };
  const change = (body: unknown, as = cookie) => api.call("PATCH", path, { body, cookie: as });

  await t.test("at first nothing is sent, and a day is proposed", async () => {
    const settings = await json(await api.call("GET", path, { cookie }));
    assert.deepEqual(settings, {
      enabled: false,
      sendDay: 3,
      language: "en",
      recipients: [],
      sent: [],
    });
  });

  await t.test("what is chosen is kept, each address once, and audited", async () => {
    const changed = await change(chosen);
    assert.equal(changed.status, 200);
    const recipients = ["owner@example.org", "board@example.org"];
    assert.deepEqual(await json(changed), { ...chosen, recipients, sent: [] });
    const since = async () =>
      (
        await database.query<{ at: string }>(
          "select enabled_at::text as at from monthly_report_setting",
        )
      ).rows[0]?.at;
    const before = await since();
    api.clock.moveTo(api.clock.now().add({ hours: 48 }));
    assert.equal((await change({ ...chosen, sendDay: 6 })).status, 200);
    assert.equal(await since(), before, "another day does not begin it anew");
    const { rows } = await database.query<{ after: { sendDay: number } }>(
      "select after from audit_entry where action = 'monthly-report.changed' order by id",
    );
    assert.deepEqual(
      rows.map(({ after }) => after.sendDay),
      [5, 6],
    );
  });

  await t.test("what cannot be is refused at its field", async () => {
    for (const [body, told] of [
      [{ ...chosen, recipients: [] }, /recipients.*somebody must get it/s],
      [{ ...chosen, recipients: ["nobody"] }, /recipients.*an e-mail address/s],
      [{ ...chosen, sendDay: 29 }, /sendDay.*a day from 1 to 28/s],
    ] as const) {
      const refused = await change(body);
      assert.equal(refused.status, 400);
      assert.match(await refused.text(), told);
    }
    const early = await api.call("GET", `${path}/preview?month=2027-01&language=en`, { cookie });
    assert.equal(early.status, 409);
    assert.match(await early.text(), /2027-01 has not begun: choose an earlier month/);
  });

  await t.test("it is drawn as it would be now", async () => {
    const preview = await api.call("GET", `${path}/preview?month=2026-10&language=zh`, { cookie });
    assert.equal(preview.status, 200);
    const { svg } = await json(preview);
    assert.match(svg, /^<svg [^>]*viewBox="0 0 \d+(\.\d+)? \d+(\.\d+)?"/);
  });

  await t.test("tried out it goes to whoever asks, and is there to be read", async () => {
    const body = { month: "2026-10", language: "en" };
    const sent = await api.call("POST", `${path}/send`, { body, cookie });
    assert.equal(sent.status, 200);
    const { recipient } = await json(sent);
    const settings = await json(await api.call("GET", path, { cookie }));
    const [report] = settings.sent;
    assert.deepEqual(
      [report.month, report.trial, report.mails],
      ["2026-10", true, [{ recipient, state: "waiting" }]],
    );
    const pdf = await api.call("GET", `/monthly-reports/${report.id}`, { cookie });
    assert.equal(pdf.headers.get("content-type"), "application/pdf");
    assert.match(Buffer.from(await pdf.arrayBuffer()).toString("latin1"), /^%PDF-1\.\d/);
    assert.equal((await api.call("GET", "/monthly-reports/999", { cookie })).status, 404);
    const { rows } = await database.query<{ subject: string }>(
      "select subject from outbox_mail where monthly_report_id = $1",
      [report.id],
    );
    assert.deepEqual(
      rows.map(({ subject }) => subject),
      ["Harbour Court: report of October 2026"],
    );
  });

  await t.test("a viewer looks, and neither changes nor sends", async () => {
    const viewer = await api.signIn("viewer@example.org");
    assert.equal((await api.call("GET", path, { cookie: viewer })).status, 200);
    assert.equal((await change(chosen, viewer)).status, 403);
    const body = { month: "2026-10", language: "en" };
    const sent = await api.call("POST", `${path}/send`, { body, cookie: viewer });
    assert.equal(sent.status, 403);
  });
});
