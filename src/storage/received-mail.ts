import type { Queryable } from "#platform/database.ts";

/** A mail as the demo's receiver took it in. */
export interface ReceivedMail {
  /** With its angle brackets; empty where the mail had none. */
  readonly messageId: string;
  readonly recipient: string;
  readonly sender: string;
  readonly subject: string;
  readonly receivedAt: Temporal.Instant;
  /** The whole message, headers included. */
  readonly raw: Uint8Array;
}

/** Keeps a received mail; every one, repetitions too: they are what the demo must be able to show. */
export async function storeReceivedMail(db: Queryable, mail: ReceivedMail): Promise<void> {
  await db.query(
    `insert into received_mail (message_id, recipient, sender, subject, received_at, raw)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      mail.messageId,
      mail.recipient,
      mail.sender,
      mail.subject,
      mail.receivedAt.toString(),
      Buffer.from(mail.raw),
    ],
  );
}
