import PostalMime from "postal-mime";
import { MAILS_ON_A_PAGE } from "#api/contract/outbox.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { asId, type MailId } from "#domain/core/id.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import {
  countMails,
  findMail,
  findReceivedMessage,
  listMailPage,
  MAIL_STATES,
  type MailState,
  requeueMail,
} from "#storage/outbox-views.ts";

export const listOutbox: Endpoint<"listOutbox"> = async ({ database }, { query }) => {
  const { page, state } = query;
  const [mails, counts] = await Promise.all([
    listMailPage(database, { state, page, pageSize: MAILS_ON_A_PAGE }),
    countMails(database),
  ]);
  const counted: readonly MailState[] = state === undefined ? MAIL_STATES : [state];
  const total = counted.reduce<number>((sum, name) => sum + counts[name], 0);
  return { mails: wire(mails), counts, page, pageSize: MAILS_ON_A_PAGE, total };
};

/** Shown as text only: whatever a mail contains, nothing of it runs in the reader's browser. */
export const readMessage: Endpoint<"readMessage"> = async ({ database }, { params }) => {
  const received = await findReceivedMessage(database, asId<MailId>(params.id));
  if (!received) throw notFound(`received message of mail ${params.id}`);
  const message = await PostalMime.parse(received.raw, { attachmentEncoding: "arraybuffer" });
  return {
    mailId: params.id,
    receivedAt: received.receivedAt.toString(),
    headers: message.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    text: message.text ?? "",
    attachments: message.attachments.map((attachment) => ({
      fileName: attachment.filename ?? "",
      mediaType: attachment.mimeType,
      sizeBytes: attachment.content instanceof ArrayBuffer ? attachment.content.byteLength : 0,
    })),
  };
};

export const resendMail: Endpoint<"resendMail"> = async (
  { database, clock },
  { params, caller },
) => {
  const id = asId<MailId>(params.id);
  const before = await findMail(database, id);
  if (!before) throw notFound(`mail ${params.id}`);
  const requeued = await database.transaction(async (tx) => {
    const at = clock.now();
    const done = await requeueMail(tx, { id, at });
    if (done) {
      await recordAudit(tx, {
        at,
        actor: caller.user.email,
        action: "mail.resent",
        subject: `mail ${id}`,
        before: { state: before.state },
        after: { state: "waiting" },
      });
    }
    return done;
  });
  if (!requeued) {
    throw new ProblemError(
      "not-possible",
      `the mail is ${before.state}; only one that failed or is of unknown fate is sent again`,
    );
  }
  const after = await findMail(database, id);
  if (!after) throw notFound(`mail ${params.id}`);
  return wire(after);
};
