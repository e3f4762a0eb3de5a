import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import PostalMime from "postal-mime";
import { startMailReceiver } from "#delivery/mail-receiver.ts";
import { createMailTransport } from "#delivery/mail-transport.ts";
import { billMail } from "#documents/bill-mail.ts";
import { asId, type BillId, type SiteId } from "#domain/core/id.ts";
import { MovableClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { storeBillDocument } from "#storage/bill-documents.ts";
import { createLease } from "#storage/leases.ts";
import { enqueueMail } from "#storage/outbox.ts";
import { requeueMail } from "#storage/outbox-views.ts";
import { createSpace } from "#storage/property.ts";
import { createTenant } from "#storage/tenants.ts";
import { createTestSite } from "#test/support/metered-site.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { startScriptedMailServer } from "#test/support/scripted-mail-server.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";
import { deliverMail } from "./deliver-mail.ts";

const NOON = Temporal.Instant.from("2026-11-03T12:00:00Z");
const log = createLog("silent");

test("a mail arrives once, with text and HTML, however often the round is repeated", async (t) => {
  const { database, clock, siteId, deliverTo } = await outbox(t);
  const receiver = await startMailReceiver({ database, clock, log, port: 0 });
  t.after(() => receiver.stop());
  await enqueue({ database, siteId }, { deliveryKey: "alarm/1/a" });
  assert.equal(
    await enqueue({ database, siteId }, { deliveryKey: "alarm/1/a" }),
    false,
    "the key is there already",
  );
  assert.deepEqual(await deliverTo(receiver.port), { ...NOTHING, sent: 1 });
  assert.deepEqual(await deliverTo(receiver.port), NOTHING);
  const [received, ...more] = await receivedMails(database);
  assert.equal(more.length, 0);
  assert.ok(received);
  const message = await PostalMime.parse(received.raw);
  assert.equal(received.recipient, "caretaker@quay.example");
  assert.equal(message.subject, "Line 1 does not answer");
  assert.equal(message.text?.trim(), "Since noon.\n\n<b>Look</b> at it.");
  assert.match(message.html ?? "", /&lt;b&gt;Look&lt;\/b&gt; at it\./);
  assert.match(received.message_id, /^<[0-9a-f]{40}@smartpm>$/);
  assert.deepEqual(await mailStates(database), [
    { state: "sent", attempts: 1, last_error: null, message_id: received.message_id },
  ]);
});

test("a bill's mail carries its stored document, byte for byte, and its figures", async (t) => {
  const { database, clock, siteId, deliverTo } = await outbox(t);
  const receiver = await startMailReceiver({ database, clock, log, port: 0 });
  t.after(() => receiver.stop());
  const billId = await storeSampleBill(database, siteId);
  const pdf = Buffer.from("%PDF-1.7 not a real one, but the one that is stored");
  await storeBillDocument(database, { billId, pdf, madeAt: NOON });
  const { subject, body } = billMail(sampleBill());
  await enqueueMail(database, {
    siteId,
    deliveryKey: "bill/1/a",
    recipient: "bakery@quay.example",
    subject,
    body,
    billId,
    createdAt: NOON,
  });
  assert.deepEqual(await deliverTo(receiver.port), { ...NOTHING, sent: 1 });
  const [received] = await receivedMails(database);
  assert.ok(received);
  const message = await PostalMime.parse(received.raw);
  const [attachment] = message.attachments;
  assert.equal(attachment?.filename, "B1-2026-000217.pdf");
  assert.equal(attachment?.mimeType, "application/pdf");
  assert.ok(attachment?.content instanceof ArrayBuffer);
  assert.deepEqual(Buffer.from(attachment.content), pdf);
  for (const figure of ["€1,356.93", "16 November 2026", "1 October 2026 – 31 October 2026"]) {
    assert.ok(message.text?.includes(figure), `${figure} in the text`);
    assert.ok(message.html?.includes(figure), `${figure} in the HTML`);
  }
});

test("a bill's mail without a document fails, and nothing is sent", async (t) => {
  const { database, clock, siteId, deliverTo } = await outbox(t);
  const receiver = await startMailReceiver({ database, clock, log, port: 0 });
  t.after(() => receiver.stop());
  const billId = await storeSampleBill(database, siteId);
  await enqueue({ database, siteId }, { deliveryKey: "bill/1/a", billId });
  assert.deepEqual(await deliverTo(receiver.port), { ...NOTHING, failed: 1 });
  assert.deepEqual(await receivedMails(database), []);
});

test("a busy server is asked again later, and in the end the mail has failed", async (t) => {
  const { database, clock, siteId, deliverTo } = await outbox(t);
  let asked = 0;
  const port = await startScriptedMailServer(t, {
    rcpt() {
      asked += 1;
      return "451 greylisted";
    },
  });
  await enqueue({ database, siteId }, { deliveryKey: "a" });
  assert.deepEqual(await deliverTo(port), { ...NOTHING, postponed: 1 });
  assert.deepEqual(await deliverTo(port), NOTHING, "not before its time");
  for (let round = 2; round <= 8; round += 1) {
    clock.moveTo(clock.now().add({ hours: 24 }));
    assert.deepEqual(await deliverTo(port), { ...NOTHING, postponed: 1 }, `round ${round}`);
  }
  clock.moveTo(clock.now().add({ hours: 24 }));
  assert.deepEqual(await deliverTo(port), { ...NOTHING, failed: 1 });
  assert.equal(asked, 9);
  const [mail] = await mailStates(database);
  assert.equal(mail?.state, "failed");
  assert.match(mail.last_error ?? "", /greylisted/);
});

test("a mailbox that does not exist fails the mail at once, and the next one is sent", async (t) => {
  const { database, siteId, deliverTo } = await outbox(t);
  const port = await startScriptedMailServer(t, {
    rcpt: (recipient) => (recipient.includes("nobody") ? "550 no such mailbox" : "250 ok"),
  });
  await enqueue({ database, siteId }, { deliveryKey: "a", recipient: "nobody@quay.example" });
  await enqueue({ database, siteId }, { deliveryKey: "b" });
  assert.deepEqual(await deliverTo(port), { ...NOTHING, failed: 1, sent: 1 });
});

test("without a server the round ends, and the mails wait", async (t) => {
  const { database, siteId, deliverTo } = await outbox(t);
  const port = await startScriptedMailServer(t, { greeting: "break" });
  for (let n = 0; n < 20; n += 1) await enqueue({ database, siteId }, { deliveryKey: `mail ${n}` });
  const round = await deliverTo(port);
  assert.ok(round.postponed >= 1 && round.postponed <= 4, "at most one for each lane");
  const states = await mailStates(database);
  assert.ok(states.every(({ state }) => state === "waiting"));
});

test("a connection that breaks before the answer leaves a mail of unknown fate", async (t) => {
  const { database, clock, siteId, deliverTo } = await outbox(t);
  let arrived = 0;
  const port = await startScriptedMailServer(t, {
    data(mails) {
      arrived = mails;
      return mails === 1 ? "break" : "250 taken";
    },
  });
  await enqueue({ database, siteId }, { deliveryKey: "a" });
  assert.deepEqual(await deliverTo(port), { ...NOTHING, unknown: 1 });
  clock.moveTo(clock.now().add({ hours: 200 }));
  assert.deepEqual(await deliverTo(port), NOTHING, "never by itself");
  assert.equal(arrived, 1);
  const id = asId<never>(1);
  assert.equal(await requeueMail(database, { id, at: clock.now() }), true, "a person may");
  assert.deepEqual(await deliverTo(port), { ...NOTHING, sent: 1 });
  assert.equal(arrived, 2);
});

test("a stop while the server is silent ends the round; the mail is of unknown fate", async (t) => {
  const { database, clock, siteId } = await outbox(t);
  const stopping = new AbortController();
  const port = await startScriptedMailServer(t, {
    data() {
      stopping.abort();
      return "silence";
    },
  });
  await enqueue({ database, siteId }, { deliveryKey: "a" });
  const mail = transportTo(port);
  const round = await deliverMail({ database, clock, log, mail, signal: stopping.signal });
  assert.deepEqual(round, { ...NOTHING, unknown: 1 });
});

test("after a kill -9 between DATA and the answer the mail is unknown, and not sent again", async (t) => {
  const { url, database, siteId, deliverTo } = await outbox(t);
  let arrived = 0;
  const hasArrived = Promise.withResolvers<void>();
  const port = await startScriptedMailServer(t, {
    data(mails) {
      arrived = mails;
      hasArrived.resolve();
      return "silence";
    },
  });
  await enqueue({ database, siteId }, { deliveryKey: "a" });
  const script = join(import.meta.dirname, "../../test/support/deliver-mail-process.ts");
  const child = spawn(process.execPath, [script, url, String(port)], { stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  await hasArrived.promise;
  assert.equal((await mailStates(database))[0]?.state, "sending");
  assert.deepEqual(await deliverTo(port), NOTHING, "while the other process is at it");
  child.kill("SIGKILL");
  await once(child, "exit");
  // The database notices the broken connection, and gives the lock back, a moment later.
  let unknown = 0;
  for (let n = 0; n < 500 && unknown === 0; n += 1) {
    ({ unknown } = await deliverTo(port));
    await pause(10);
  }
  assert.equal(unknown, 1);
  assert.equal(arrived, 1);
  const [mail] = await mailStates(database);
  assert.equal(mail?.state, "unknown");
  assert.match(mail.last_error ?? "", /may have arrived/);
});

test("two hundred mails and two processes that deliver: each arrives exactly once", async (t) => {
  const { url, database, clock, siteId, deliverTo } = await outbox(t);
  const receiver = await startMailReceiver({ database, clock, log, port: 0 });
  t.after(() => receiver.stop());
  for (let n = 0; n < 200; n += 1)
    await enqueue({ database, siteId }, { deliveryKey: `mail ${n}` });
  const script = join(import.meta.dirname, "../../test/support/deliver-mail-process.ts");
  const child = spawn(process.execPath, [script, url, String(receiver.port)], { stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  await Promise.all([once(child, "exit"), deliverTo(receiver.port)]);
  await deliverTo(receiver.port);
  const ids = (await receivedMails(database)).map(({ message_id }) => message_id);
  assert.equal(ids.length, 200);
  assert.equal(new Set(ids).size, 200);
});

test("the receiver refuses a mail that is too large", async (t) => {
  const { database, clock } = await outbox(t);
  const receiver = await startMailReceiver({ database, clock, log, port: 0 });
  t.after(() => receiver.stop());
  const mail = transportTo(receiver.port);
  t.after(() => mail.close());
  const outcome = await mail.send({
    messageId: "<large@smartpm>",
    recipient: "caretaker@quay.example",
    subject: "Large",
    text: "",
    html: "",
    date: NOON,
    attachments: [
      { fileName: "a.bin", mediaType: "application/octet-stream", bytes: Buffer.alloc(16_000_000) },
    ],
  });
  assert.equal(outcome.kind, "refused");
  assert.deepEqual(await receivedMails(database), []);
});

const NOTHING = { sent: 0, postponed: 0, failed: 0, unknown: 0 };

/** A database with a site, a clock at noon, and a round of delivery to a port. */
async function outbox(t: TestContext) {
  const url = await testDatabaseUrl(t);
  const database = openDatabase(url);
  t.after(() => database.close());
  const clock = new MovableClock(NOON);
  const siteId = await createTestSite(database);
  const deliverTo = async (port: number) => {
    const mail = transportTo(port);
    try {
      return await deliverMail({ database, clock, log, mail });
    } finally {
      mail.close();
    }
  };
  return { url, database, clock, siteId, deliverTo };
}

function transportTo(port: number) {
  const from = "Quay <billing@quay.example>";
  return createMailTransport({ host: "127.0.0.1", port, secure: false, from });
}

function enqueue(
  { database, siteId }: { readonly database: Database; readonly siteId: SiteId },
  mail: { readonly deliveryKey: string; readonly recipient?: string; readonly billId?: BillId },
): Promise<boolean> {
  return enqueueMail(database, {
    siteId,
    recipient: "caretaker@quay.example",
    subject: "Line 1 does not answer",
    body: "Since noon.\n\n<b>Look</b> at it.",
    createdAt: NOON,
    ...mail,
  });
}

async function mailStates(database: Database) {
  const { rows } = await database.query<{
    state: string;
    attempts: number;
    last_error: string | null;
    message_id: string;
  }>("select state, attempts, last_error, message_id from outbox_mail order by id");
  return rows;
}

async function receivedMails(database: Database) {
  const { rows } = await database.query<{ message_id: string; recipient: string; raw: Buffer }>(
    "select message_id, recipient, raw from received_mail order by id",
  );
  return rows;
}

async function storeSampleBill(database: Database, siteId: SiteId): Promise<BillId> {
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "G-03" });
  const tenantId = await createTenant(database, { siteId, name: "Harbour Bakery" });
  const startsOn = Temporal.PlainDate.from("2025-01-01");
  const leaseId = await createLease(database, { tenantId, spaceId, startsOn });
  const { rows } = await database.query<{ id: number }>(
    `insert into bill
       (site_id, lease_id, kind, number, state, period_from, period_to, issued_at, due_on,
        currency, net_minor, tax_minor, total_minor, content, content_sha256)
     values ($1, $2, 'regular', 'B1-2026-000217', 'issued', '2026-10-01', '2026-11-01', $3,
             '2026-11-16', 'EUR', 116176, 19517, 135693, $4, '')
     returning id`,
    [siteId, leaseId, NOON.toString(), JSON.stringify(sampleBill())],
  );
  return asId(rows[0]?.id ?? -1);
}
