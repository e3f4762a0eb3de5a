import MailComposer from "nodemailer/lib/mail-composer";
import type { MailServer } from "./mail-server.ts";
import { createMailSession, type MailSession, type RenderedMail } from "./mail-session.ts";
import type { SendOutcome } from "./send-outcome.ts";

/** Mails over one connection, then a new one: servers end those that stay for ever. */
const MAILS_PER_SESSION = 100;

/** A mail to be sent now. */
export interface OutgoingMail {
  /** With angle brackets. */
  readonly messageId: string;
  /** One address. */
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Temporal.Instant;
  readonly attachments: readonly MailAttachment[];
}

export interface MailAttachment {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface MailTransport {
  /**
   * Hands a mail to the server, over a connection of its own while others are under way. Never
   * rejects; an abort ends it soon, with what is known by then.
   */
  send(mail: OutgoingMail, signal?: AbortSignal): Promise<SendOutcome>;
  /** Ends the connections that are idle. */
  close(): void;
}

/** Sends over SMTP, keeping connections open between mails. Connects with the first mail. */
export function createMailTransport(server: MailServer): MailTransport {
  const idle: { readonly session: MailSession; readonly used: number }[] = [];
  let closed = false;
  return {
    async send(mail, signal) {
      const rendered = await renderMail(mail, server.from);
      let place = idle.pop();
      while (place && !place.session.alive()) place = idle.pop();
      const { session, used } = place ?? { session: createMailSession(server), used: 0 };
      const outcome = await session.send(rendered, signal);
      if (closed || used + 1 >= MAILS_PER_SESSION) session.close();
      else if (session.alive()) idle.push({ session, used: used + 1 });
      return outcome;
    },
    close() {
      closed = true;
      for (const { session } of idle.splice(0)) session.close();
    },
  };
}

/** The mail as bytes. An address is one address, whatever commas a person put into it. */
async function renderMail(mail: OutgoingMail, from: string): Promise<RenderedMail> {
  const message = new MailComposer({
    from,
    to: { name: "", address: mail.recipient },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: mail.date.toString(),
    headers: { "Auto-Submitted": "auto-generated" },
    attachments: mail.attachments.map(({ fileName, mediaType, bytes }) => ({
      filename: fileName,
      contentType: mediaType,
      content: Buffer.from(bytes),
    })),
    // Contents are ours alone: nothing is read from a path or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const { from: sender } = message.getEnvelope();
  return { from: sender || "", to: mail.recipient, bytes: await message.build() };
}
