import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import type { Lifetime } from "./test-database.ts";

/** A mail as its receiver has it: taken by the server, whether or not the sender heard so. */
export interface TakenMail {
  readonly recipient: string;
  readonly messageId: string;
  readonly subject: string;
  readonly attachments: number;
}

export interface CountingMailServer {
  readonly port: number;
  readonly taken: readonly TakenMail[];
  /** Resolves when the next mail begins to come in. */
  nextMail(): Promise<void>;
}

/**
 * A real mail server on loopback that takes every mail, and answers a while after it has taken one:
 * the window in which a sender that dies leaves a mail of unknown fate.
 */
export async function startCountingMailServer(
  t: Lifetime,
  answerAfterMs: () => number,
): Promise<CountingMailServer> {
  const taken: TakenMail[] = [];
  const awaited: (() => void)[] = [];
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    async onData(stream, session, done) {
      for (const tell of awaited.splice(0)) tell();
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        const mail = await PostalMime.parse(Buffer.concat(chunks));
        const [to] = session.envelope.rcptTo;
        taken.push({
          recipient: to?.address ?? "",
          messageId: mail.messageId ?? "",
          subject: mail.subject ?? "",
          attachments: mail.attachments.length,
        });
        setTimeout(() => done(), answerAfterMs());
      } catch (error) {
        // The sender broke off within the mail: nothing was taken.
        done(error as Error);
      }
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    nextMail: () => new Promise((resolve) => awaited.push(resolve)),
  };
}
