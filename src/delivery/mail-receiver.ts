import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { errorText } from "#platform/refusal.ts";
import { storeReceivedMail } from "#storage/received-mail.ts";

/** A mail with a bill has some 150 kB. */
const MESSAGE_BYTES_AT_MOST = 20_000_000;

const CONNECTIONS_AT_MOST = 20;

/** How long connections may take to end when the receiver stops. */
const CLOSE_MS = 1_000;

/** RFC 5321: too much mail data; the mailbox cannot take the mail just now. */
const TOO_LARGE = 552;
const TRY_LATER = 451;

export interface MailReceiver {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts a mail server that keeps every mail in received_mail and passes none on: for the demo,
 * so that nothing leaves the machine. Listens on loopback only, since it takes anybody's mail.
 * A mail is acknowledged once it is stored. `port` 0 means any free one.
 */
export async function startMailReceiver(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly port: number;
}): Promise<MailReceiver> {
  const { database, clock, log } = options;
  const server = new SMTPServer({
    size: MESSAGE_BYTES_AT_MOST,
    maxClients: CONNECTIONS_AT_MOST,
    closeTimeout: CLOSE_MS,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    banner: "SmartPM demo",
    async onData(stream, session, done) {
      try {
        done(await takeIn({ database, clock }, { stream, session }));
      } catch (error) {
        log.error({ error: errorText(error) }, "a received mail could not be kept");
        done(answer(TRY_LATER, "the mail could not be kept"));
      }
    },
  });
  server.on("error", (error) => log.warn({ error: error.message }, "mail receiver"));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: portOf(server.server.address()),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

interface Keeping {
  readonly database: Database;
  readonly clock: Clock;
}

interface Incoming {
  readonly stream: SMTPServerDataStream;
  readonly session: SMTPServerSession;
}

/** Stores a mail; or reads it to its end, as the protocol wants it, and says why it is not taken. */
async function takeIn(
  { database, clock }: Keeping,
  { stream, session }: Incoming,
): Promise<Error | null> {
  const raw = await readAtMost(stream, MESSAGE_BYTES_AT_MOST);
  if (!raw) return answer(TOO_LARGE, "the mail is too large");
  const { messageId = "", subject = "" } = await PostalMime.parse(raw);
  const { mailFrom, rcptTo } = session.envelope;
  const sender = mailFrom === false ? "" : mailFrom.address;
  const mail = { messageId, sender, subject, receivedAt: clock.now(), raw };
  await database.transaction(async (tx) => {
    for (const { address } of rcptTo) await storeReceivedMail(tx, { ...mail, recipient: address });
  });
  return null;
}

/** All bytes of a stream, read to its end; undefined when there were more than `limit`. */
async function readAtMost(
  stream: SMTPServerDataStream,
  limit: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
  }
  return bytes <= limit ? Buffer.concat(chunks) : undefined;
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== "object" || address === null) throw new Error("the receiver has no port");
  return address.port;
}
