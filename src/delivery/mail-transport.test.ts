import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { MailServer } from "./mail-server.ts";
import { createMailTransport, type OutgoingMail } from "./mail-transport.ts";

const MAIL: OutgoingMail = {
  messageId: "<1@smartpm>",
  recipient: "bakery@quay.example",
  subject: "Rechnung für Oktober 账单",
  text: "Grüße\n.\n..\nEnde",
  html: "<p>Grüße</p>",
  date: Temporal.Instant.from("2026-11-03T12:00:00Z"),
  attachments: [],
};

test("mails go one after the other over one connection", async (t) => {
  const { server, port, raw } = await mailServer(t, { authOptional: true });
  let connections = 0;
  server.on("connect", () => (connections += 1));
  const transport = transportTo(t, { port });
  for (let n = 0; n < 5; n += 1) assert.deepEqual(await transport.send(MAIL), { kind: "accepted" });
  assert.equal(raw.length, 5);
  assert.equal(connections, 1);
});

test("subject, text with lone dots, date and id arrive as they were", async (t) => {
  const { port, raw } = await mailServer(t, { authOptional: true });
  await transportTo(t, { port }).send(MAIL);
  const message = await PostalMime.parse(raw[0] ?? "");
  assert.equal(message.subject, MAIL.subject);
  assert.equal(message.text?.trim(), MAIL.text);
  assert.equal(message.messageId, MAIL.messageId);
  assert.equal(message.date, "2026-11-03T12:00:00.000Z");
  assert.deepEqual(message.from, { name: "Quay, Ltd", address: "billing@quay.example" });
});

test("a recipient with a comma or a line break in it never becomes two", async (t) => {
  const recipients: string[] = [];
  const { port } = await mailServer(t, {
    authOptional: true,
    onRcptTo({ address }, _session, done) {
      recipients.push(address);
      done();
    },
  });
  const transport = transportTo(t, { port });
  for (const recipient of [
    "a@quay.example,b@quay.example",
    "a@quay.example\r\nRCPT TO:<b@quay.example>",
  ]) {
    await transport.send({ ...MAIL, recipient });
    assert.ok(recipients.length <= 1 && !recipients.includes("b@quay.example"), recipients.join());
    recipients.length = 0;
  }
});

test("the password is given where one is asked for; a wrong one says nothing against the mail", async (t) => {
  const { port, raw } = await mailServer(t, {
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      if (username === "quay" && password === "right") return done(null, { user: "quay" });
      done(new Error("wrong password"));
    },
  });
  const wrong = transportTo(t, { port, user: "quay", password: "wrong" });
  assert.equal((await wrong.send(MAIL)).kind, "unreachable");
  const right = transportTo(t, { port, user: "quay", password: "right" });
  assert.deepEqual(await right.send(MAIL), { kind: "accepted" });
  assert.equal(raw.length, 1);
});

test("a password is not sent in the clear to a server elsewhere that has no TLS", async (t) => {
  let asked = 0;
  const { port } = await mailServer(t, {
    allowInsecureAuth: true,
    onAuth(_auth, _session, done) {
      asked += 1;
      done(null, { user: "quay" });
    },
  });
  // 0.0.0.0 reaches this machine, and is no loopback address by its look.
  const transport = transportTo(t, { host: "0.0.0.0", port, user: "quay", password: "right" });
  assert.equal((await transport.send(MAIL)).kind, "unreachable");
  assert.equal(asked, 0);
});

test("where nothing listens the server is unreachable", async (t) => {
  const { server, port } = await mailServer(t, {});
  await new Promise<void>((resolve) => server.close(resolve));
  assert.equal((await transportTo(t, { port }).send(MAIL)).kind, "unreachable");
});

async function mailServer(t: TestContext, options: SMTPServerOptions) {
  const raw: Buffer[] = [];
  const server = new SMTPServer({
    disableReverseLookup: true,
    disabledCommands: ["STARTTLS"],
    closeTimeout: 500,
    async onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      raw.push(Buffer.concat(chunks));
      done();
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  return { server, port: (server.server.address() as AddressInfo).port, raw };
}

function transportTo(t: TestContext, server: Partial<MailServer>) {
  const from = '"Quay, Ltd" <billing@quay.example>';
  const transport = createMailTransport({
    host: "127.0.0.1",
    port: 0,
    secure: false,
    from,
    ...server,
  });
  t.after(() => transport.close());
  return transport;
}
