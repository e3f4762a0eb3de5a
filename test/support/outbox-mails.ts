import type { Page } from "playwright-core";
import type { Mail, Outbox } from "#api/contract/outbox.ts";

/**
 * All mails in the Outbox, newest first, asked for page by page as whoever is signed in at `page`: while
 * the demo's bills go out, one about an alarm does not stay on the first page for long.
 */
export async function mailsInOutbox(page: Page, address: string): Promise<Mail[]> {
  const all: Mail[] = [];
  for (let number = 1; ; number += 1) {
    const answer = await page.request.get(new URL(`/api/outbox?page=${number}`, address).href);
    const { mails, total } = (await answer.json()) as Outbox;
    all.push(...mails);
    if (mails.length === 0 || all.length >= total) return all;
  }
}
