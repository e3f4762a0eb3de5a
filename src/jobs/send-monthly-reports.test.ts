import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import PostalMime from "postal-mime";
import { startMailReceiver } from "#delivery/mail-receiver.ts";
import { createMailTransport } from "#delivery/mail-transport.ts";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { createSigningIdentity } from "#documents/signing-certificate.ts";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { MovableClock } from "#platform/clock.ts";
import { createLog } from "#platform/log.ts";
import { storeReportSetting } from "#storage/monthly-reports.ts";
import { readSite } from "#storage/sites.ts";
import { insertInto, seedProperty } from "#test/api/seeded-property.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { pdfAFaults } from "#test/support/pdf-a-faults.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { deliverMail } from "./deliver-mail.ts";
import { monthlyReport } from "./monthly-report.ts";
import { sendMonthlyReports } from "./send-monthly-reports.ts";

const log = createLog("silent");
const OCTOBER = Temporal.PlainYearMonth.from("2026-10");
/** Six in the morning of 3 November in Berlin. */
const DUE = Temporal.Instant.from("2026-11-03T05:00:00Z");

/*
 * One count is 0.01 kWh. From 1 September on each quarter hour the supply counts 300, the bakery 180
 * and the florist 100; the florist's readings stop on 16 October at midnight, local time. September has
 * 30 x 96 = 2,880 quarter hours, October 30 x 96 + 100 = 2,980. Two bills for October are 119.00 each.
 */
async function property(t: TestContext) {
  const database = await testDatabase(t);
  const seeded = await seedProperty(database);
  for (const [point, counts, to] of [
    [seeded.supply, 300, "2026-11-03T05:00:00Z"],
    [seeded.bakery, 180, "2026-11-03T05:00:00Z"],
    [seeded.florist, 100, "2026-10-15T22:00:00Z"],
  ] as const) {
    const channelId = asId<ChannelId>(point.channelId);
    await storeSteadyReadings(database, { channelId, from: "2026-08-31T22:00:00Z", to, counts });
  }
  const site = await readSite(database, asId(seeded.siteId));
  return { database, site };
}

test("the figures of a month, worked out by hand", async (t) => {
  const { database, site } = await property(t);
  const insert = insertInto(database);
  await database.query(
    `insert into emission_factor (site_id, commodity, unit, source, valid_from, kg_per_unit)
     values ($1, 'electricity', 'kWh', 'Grid', '2026-01-01', 0.35)`,
    [site.id],
  );
  for (const [source, raised, cleared] of [
    [1, "2026-09-20T00:00:00Z", "2026-10-02T00:00:00Z"],
    [2, "2026-10-05T00:00:00Z", "2026-10-06T00:00:00Z"],
    [3, "2026-10-07T00:00:00Z", null],
    [4, "2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z"],
  ] as const) {
    await insert("alarm", {
      site_id: site.id,
      rule: "meter-silent",
      kind: "communication",
      severity: "warning",
      source_kind: "meter",
      source_id: source,
      source_name: "meter",
      details: { rule: "meter-silent" },
      raised_at: raised,
      cleared_at: cleared,
    });
  }
  const report = await monthlyReport(database, { site, month: OCTOBER, language: "en", now: DUE });
  const [energy] = report.energy;
  // Supply: 2,980 x 3 = 8,940; September 2,880 x 3 = 8,640; a year before nothing was read.
  assert.equal(energy?.used?.normalized().toString(), "8940");
  assert.equal(energy?.monthBefore?.normalized().toString(), "8640");
  assert.equal(energy?.yearBefore, undefined);
  // 8,940 x 0.35 = 3,129.
  assert.equal(energy?.co2Kg?.normalized().toString(), "3129");
  assert.deepEqual(report.alarms, [{ kind: "communication", raised: 2, cleared: 2, standing: 1 }]);
  assert.deepEqual(report.money.billed, {
    month: "2026-10",
    bills: 2,
    netMinor: 20_000n,
    taxMinor: 3800n,
    totalMinor: 23_800n,
  });
  assert.equal(report.money.monthBefore, undefined);
  // Three channels of 2,980 intervals; of the florist's 15 x 96 = 1,440 are known: 5,960 + 1,440.
  assert.deepEqual(report.readings, { channels: 3, expected: 8940, measured: 7400, estimated: 0 });
  const [zone] = report.zones;
  // Counted: 2,980 x 1.8 + 1,440 x 1 = 6,804; lost 8,940 - 6,804 = 2,136, 23.89 %.
  assert.equal(zone?.used?.normalized().toString(), "6804");
  assert.equal(zone?.loss?.normalized().toString(), "2136");
  assert.equal(zone?.lossPercent?.toString(), "23.89");
  assert.equal(report.borne[0]?.billed.toString(), "1000");
});

test("a due report is made once, whoever tries, and its mails bring it", async (t) => {
  const { database, site } = await property(t);
  const clock = new MovableClock(DUE.subtract({ seconds: 1 }));
  const signingKey = await createSigningIdentity("Harbour Estate", clock);
  const renderer = await startBillRenderer({ signingKey, processes: 1, clock });
  t.after(() => renderer.stop());
  const options = { database, clock, log, renderer };
  const recipients = ["owner@example.org", "board@example.org"];
  const enabledAt = Temporal.Instant.from("2026-10-20T00:00:00Z");
  const setting = { enabledAt, sendDay: 3, language: "zh", recipients } as const;
  assert.equal(await sendMonthlyReports(options), 0, "nobody has asked for it");
  await storeReportSetting(database, site.id, setting);
  assert.equal(await sendMonthlyReports(options), 0, "it is not due");
  clock.moveTo(DUE);
  const both = await Promise.all([sendMonthlyReports(options), sendMonthlyReports(options)]);
  assert.equal(both[0] + both[1], 1, "two at once make one");
  assert.equal(await sendMonthlyReports(options), 0, "nor is it made again");
  clock.moveTo(DUE.add({ hours: 24 * 20 }));
  // A change of the address does not send it once more either.
  await storeReportSetting(database, site.id, { ...setting, recipients: ["other@example.org"] });
  assert.equal(await sendMonthlyReports(options), 0);

  const receiver = await startMailReceiver({ database, clock, log, port: 0 });
  t.after(() => receiver.stop());
  const mail = createMailTransport({
    host: "127.0.0.1",
    port: receiver.port,
    secure: false,
    from: "smartpm@example.org",
  });
  t.after(() => mail.close());
  assert.equal((await deliverMail({ database, clock, log, mail })).sent, 2);
  assert.equal((await deliverMail({ database, clock, log, mail })).sent, 0);
  const { rows: received } = await database.query<{ recipient: string; raw: Buffer; id: string }>(
    "select recipient, raw, message_id as id from received_mail order by recipient",
  );
  assert.deepEqual(
    received.map(({ recipient }) => recipient),
    recipients.toSorted(),
  );
  const { rows: kept } = await database.query<{ pdf: Buffer; month: string; trial: boolean }>(
    "select pdf, month, trial from monthly_report",
  );
  assert.deepEqual(
    kept.map(({ month, trial }) => [month, trial]),
    [["2026-10-01", false]],
  );
  for (const { raw, id } of received) {
    const message = await PostalMime.parse(raw);
    const [attachment] = message.attachments;
    assert.equal(attachment?.filename, "smartpm-report-2026-10.pdf");
    assert.ok(attachment?.content instanceof ArrayBuffer);
    assert.deepEqual(Buffer.from(attachment.content), kept[0]?.pdf);
    assert.equal(message.messageId, id);
    assert.match(message.subject ?? "", /Harbour Court：2026年10月报告/);
  }
  assert.deepEqual(pdfAFaults(kept[0]?.pdf ?? Buffer.alloc(0)), []);
});

test("a report that cannot be set is tried again, and does not stop the others", async (t) => {
  const { database, site } = await property(t);
  const other = await seedProperty(database, { prefix: "B " });
  const enabledAt = Temporal.Instant.from("2026-10-20T00:00:00Z");
  const setting = { enabledAt, sendDay: 3, language: "de", recipients: ["a@example.org"] } as const;
  await storeReportSetting(database, site.id, setting);
  await storeReportSetting(database, other.siteId, setting);
  const clock = new MovableClock(DUE);
  let broken = true;
  const renderer = {
    async set(job: { readonly sheet: string }) {
      if (broken && !job.sheet.includes("B Harbour Court")) throw new Error("out of paper");
      return Buffer.from("%PDF-1.7");
    },
  };
  const options = { database, clock, log, renderer };
  assert.equal(await sendMonthlyReports(options), 1);
  broken = false;
  assert.equal(await sendMonthlyReports(options), 1);
  assert.equal(await sendMonthlyReports(options), 0);
});
