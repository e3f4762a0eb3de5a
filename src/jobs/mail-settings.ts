import { randomUUID } from "node:crypto";
import type { MailServer } from "#delivery/mail-server.ts";
import { createMailTransport, type MailTransport } from "#delivery/mail-transport.ts";
import type { Clock } from "#platform/clock.ts";
import type { Queryable } from "#platform/database.ts";
import type { SecretBox } from "#platform/secrets.ts";
import { deleteSecret, readSecret, storeSecret } from "#storage/secrets.ts";
import { readSetting, storeSetting } from "#storage/settings.ts";

const KEY = "mail";
const SECRET = "mail.password";

/** The mail server that people entered in the web, its password opened; undefined: none. */
export async function readMailServer(
  db: Queryable,
  box: SecretBox,
): Promise<MailServer | undefined> {
  const stored = serverOf(await readSetting(db, KEY));
  if (!stored) return undefined;
  const sealed = await readSecret(db, SECRET);
  return sealed ? { ...stored, password: box.open(SECRET, sealed) } : stored;
}

function serverOf(value: unknown): MailServer | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { host, port, secure, user, from }: Partial<Record<keyof MailServer, unknown>> = value;
  if (typeof host !== "string" || typeof port !== "number" || typeof from !== "string") {
    return undefined;
  }
  return {
    host,
    port,
    from,
    secure: secure === true,
    ...(typeof user === "string" && user !== "" && { user }),
  };
}

/** Keeps the server; a password of undefined keeps the stored one, an empty one takes it away. */
export async function storeMailServer(
  tx: Queryable,
  { box, ...server }: MailServer & { readonly box: SecretBox },
): Promise<void> {
  const { password, ...value } = server;
  await storeSetting(tx, { key: KEY, value });
  if (password === "") await deleteSecret(tx, SECRET);
  else if (password !== undefined) {
    await storeSecret(tx, { name: SECRET, sealed: box.seal(SECRET, password) });
  }
}

/** Hands one mail to the server and tells what it said; undefined: it took the mail. */
export async function tryMailServer(
  server: MailServer,
  { recipient, clock }: { readonly recipient: string; readonly clock: Clock },
): Promise<string | undefined> {
  const transport = createMailTransport(server);
  try {
    const outcome = await transport.send({
      messageId: `<test-${randomUUID()}@smartpm>`,
      recipient,
      subject: "SmartPM: test mail",
      text: "This mail server takes the mails of SmartPM.\n",
      html: "<p>This mail server takes the mails of SmartPM.</p>",
      date: clock.now(),
      attachments: [],
    });
    return outcome.kind === "accepted" ? undefined : outcome.reason;
  } finally {
    transport.close();
  }
}

/** How often it is looked whether people entered another server. */
const LOOKED_AFTER_MS = 10_000;

/**
 * The transport of the mail server that people entered, renewed when they enter another. The
 * configuration's own goes before it.
 */
export function mailTransports(options: {
  readonly database: Queryable;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly configured: MailTransport | undefined;
}): { current(): Promise<MailTransport | undefined>; close(): void } {
  const { database, box, clock, configured } = options;
  let known = "";
  let transport: MailTransport | undefined;
  let lookedAtMs = -Infinity;
  return {
    async current() {
      if (configured) return configured;
      const nowMs = clock.now().epochMilliseconds;
      if (nowMs - lookedAtMs < LOOKED_AFTER_MS) return transport;
      lookedAtMs = nowMs;
      const server = await readMailServer(database, box);
      const text = JSON.stringify(server ?? null);
      if (text === known) return transport;
      transport?.close();
      known = text;
      transport = server && createMailTransport(server);
      return transport;
    },
    close() {
      configured?.close();
      transport?.close();
    },
  };
}
