import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { errorCode, errorText } from "#platform/refusal.ts";
import type { MailServer } from "./mail-server.ts";
import { outcomeOf, type SendError, type SendOutcome } from "./send-outcome.ts";

const CONNECT_MS = 15_000;
const GREETING_MS = 15_000;

/** Without a byte from either side; RFC 5321, 4.5.3.2.6 gives the last answer ten minutes. */
const SILENCE_MS = 600_000;

/** What a server usually needs to answer: a stop must not leave mails of unknown fate lightly. */
const ABORT_MS = 2_000;

/** So that no more of a mail leaves the stream than the network takes. */
const CHUNK_BYTES = 16_384;

/** One connection to the mail server, used for one mail after the other. */
export interface MailSession {
  /**
   * Never rejects: whatever happens is an outcome. After an abort the server has a moment left to
   * answer; then the connection is cut, and the outcome is what is known by then.
   */
  send(mail: RenderedMail, signal?: AbortSignal): Promise<SendOutcome>;
  /** False once an error has ended it. */
  alive(): boolean;
  close(): void;
}

/** A mail as bytes, with the addresses of its envelope. */
export interface RenderedMail {
  readonly from: string;
  readonly to: string;
  readonly bytes: Buffer;
}

/** A session that connects with its first mail. */
export function createMailSession(server: MailServer): MailSession {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    // On this machine nobody listens in, and its server's certificate is in no list.
    ignoreTLS: isLoopback(server.host),
    // A password never goes over the network in the clear.
    requireTLS: server.user !== undefined && !isLoopback(server.host),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
  });
  let connected = false;
  let broken = false;
  // Errors arrive at the command that they end; without a listener they would end the process.
  connection.on("error", () => (broken = true));
  connection.on("end", () => (broken = true));

  return {
    async send(mail, signal) {
      const body = Readable.from(chunksOf(mail.bytes));
      let cutting: NodeJS.Timeout | undefined;
      const cutSoon = () => {
        cutting = setTimeout(() => connection.close(), ABORT_MS);
      };
      if (signal?.aborted) cutSoon();
      else signal?.addEventListener("abort", cutSoon);
      try {
        if (!connected) await open(connection, server);
        connected = true;
        await transfer(connection, { mail, body });
        return { kind: "accepted" };
      } catch (error) {
        broken = true;
        return outcomeOf({ ...answerOf(error), handedOver: body.readableEnded });
      } finally {
        signal?.removeEventListener("abort", cutSoon);
        clearTimeout(cutting);
        body.destroy();
        if (broken) connection.close();
      }
    },
    alive: () => !broken,
    close() {
      broken = true;
      if (connected) connection.quit();
      else connection.close();
    },
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}

async function open(connection: SMTPConnection, server: MailServer): Promise<void> {
  await ended(connection, (done) => connection.connect(done));
  const { user, password = "" } = server;
  if (user === undefined) return;
  const credentials = { user, pass: password };
  await ended(connection, (done) => connection.login({ credentials }, done));
}

function transfer(
  connection: SMTPConnection,
  { mail, body }: { readonly mail: RenderedMail; readonly body: Readable },
): Promise<void> {
  const envelope = { from: mail.from, to: [mail.to], size: mail.bytes.length };
  return ended(connection, (done) => connection.send(envelope, body, (error) => done(error)));
}

/** Resolves when the command calls back, and rejects when it or the connection fails. */
function ended(
  connection: SMTPConnection,
  start: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const finish = (error?: Error | null) => {
      connection.off("error", finish);
      connection.off("end", closed);
      if (error) reject(error);
      else resolve();
    };
    const closed = () => finish(new Error("the mail server closed the connection"));
    connection.once("error", finish);
    connection.once("end", closed);
    start(finish);
  });
}

/** What nodemailer says of a mail that it will not even offer to the server. */
const IMPOSSIBLE_CODES = ["EMESSAGE", "EENVELOPE"];

/** What nodemailer's errors tell about the server's answer. */
function answerOf(error: unknown): Omit<SendError, "handedOver"> {
  const reason = errorText(error);
  if (typeof error !== "object" || error === null) return { reason };
  return {
    reason,
    ...("responseCode" in error &&
      typeof error.responseCode === "number" && { responseCode: error.responseCode }),
    ...("command" in error && typeof error.command === "string" && { command: error.command }),
    impossible: IMPOSSIBLE_CODES.includes(errorCode(error) ?? ""),
  };
}
