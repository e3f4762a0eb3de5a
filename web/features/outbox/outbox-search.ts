import type { MailState } from "#api/contract/bills.ts";

export const MAIL_STATES = [
  "waiting",
  "sending",
  "sent",
  "failed",
  "unknown",
] as const satisfies MailState[];

/** Which mails are shown, and which one is open; part of the address. */
export interface OutboxSearch {
  readonly state?: MailState;
  readonly page?: number;
  readonly mail?: number;
}

export function outboxSearch(given: Record<string, unknown>): OutboxSearch {
  const state = MAIL_STATES.find((name) => name === given["state"]);
  const page = Number(given["page"]);
  const mail = Number(given["mail"]);
  return {
    ...(state && { state }),
    ...(page > 1 && { page }),
    ...(mail > 0 && { mail }),
  };
}
