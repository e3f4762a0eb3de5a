/** A bill in the browser: its run approved by hand, its account, and its evidence computed again. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { startBrowser } from "#test/support/browser.ts";
import { signIn, startDemo } from "#test/support/running-demo.ts";
import { openPage, WAYS } from "#test/support/running-web.ts";
import { patience } from "#test/support/slow-browser.ts";

/** The documents of the demo's bills are made one after the other, the oldest first. */
const MADE_WITHIN_MS = patience(60_000);

/** How many of the demo's bills are computed again in the browser; `all` for a release. */
const RECOMPUTED = process.env["SMARTPM_DEMO_EVIDENCE"] ?? "5";
const ALL_MADE_WITHIN_MS = 900_000;
const ASK_AGAIN_MS = 500;
/** Of the test and of that part of it: the runner's own limit is for a few bills. */
const LIMIT = RECOMPUTED === "all" ? { timeout: 2 * ALL_MADE_WITHIN_MS } : {};

test("a bill is checked, paid and computed again in the browser", LIMIT, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-evidence-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const demo = await startDemo(t);
  const browser = await startBrowser(t);
  let page = await browser.newPage({ locale: "en-GB" });
  await signIn(page, demo);

  await t.test(
    "the evidence of a bill gives the bill, step by step, without signing in",
    async () => {
      await page.goto(`${demo.address}/bills/1`);
      const link = page.getByRole("link", { name: "Evidence file" });
      await link.waitFor({ timeout: MADE_WITHIN_MS });
      const href = (await link.getAttribute("href")) ?? "";
      const evidence = await (await page.request.get(new URL(href, demo.address).href)).text();
      const pdfHref = await page
        .getByRole("link", { name: "Open PDF", exact: true })
        .getAttribute("href");
      const pdf = await (await page.request.get(new URL(pdfHref ?? "", demo.address).href)).body();
      const changedPdf = Buffer.from(pdf);
      changedPdf[1_000] = (changedPdf[1_000] ?? 0) ^ 1;
      const total = /"totalMinor":"(\d+)"/.exec(evidence)?.[1] ?? "";
      const files = {
        "evidence.json": evidence,
        "changed.json": evidence.replaceAll(`"totalMinor":"${total}"`, `"totalMinor":"${total}0"`),
        "bill.pdf": pdf,
        "changed.pdf": changedPdf,
      };
      for (const [name, content] of Object.entries(files)) {
        await writeFile(join(folder, name), content);
      }
      const stranger = await browser.newPage({ locale: "en-GB" });
      await stranger.goto(`${demo.address}/verify`);
      const drop = (name: string) =>
        stranger.locator("input[type=file]").setInputFiles(join(folder, name));
      await drop("evidence.json");
      await stranger.getByText("is what its readings and tariffs give").waitFor();
      await drop("changed.json");
      await stranger.getByText("is NOT what its readings and tariffs give").waitFor();
      await drop("bill.pdf");
      await stranger.getByText("is genuine").waitFor();
      await drop("changed.pdf");
      await stranger.getByText("No such document was issued here").waitFor();
      await stranger.close();
    },
  );

  const claim = `the evidence of ${RECOMPUTED} bills of the demo gives the bills`;
  await t.test(claim, LIMIT, async () => {
    const bills = await listedBills(page, demo.address);
    assert.ok(bills.length >= 288, `24 tenants have 12 bills each: ${bills.length}`);
    const wanted = RECOMPUTED === "all" ? bills.length : Number(RECOMPUTED);
    const step = bills.length / wanted;
    const stranger = await browser.newPage({ locale: "en-GB" });
    await stranger.goto(`${demo.address}/verify`);
    for (let n = 0; n < wanted; n += 1) {
      // From the oldest on, whose documents are made first; spread over all of them.
      const bill = bills.at(-1 - Math.floor(n * step));
      assert.ok(bill);
      const evidence = await evidenceOf(page, `${demo.address}/api/bills/${bill.id}/evidence`);
      const name = `${bill.number}.json`;
      const file = { name, mimeType: "application/json", buffer: evidence };
      await stranger.locator("input[type=file]").setInputFiles(file);
      await stranger.getByText(`${bill.number} is what its readings and tariffs give`).waitFor();
    }
    await stranger.close();
  });

  for (const [n, { way, viewport }] of WAYS.entries()) {
    await t.test(
      `recalculated ${way} from today's readings, it is the same to the cent`,
      async () => {
        page = await openPage(browser, viewport);
        await signIn(page, demo);
        await page.goto(`${demo.address}/bills/1`);
        await page.getByRole("button", { name: "Recalculate" }).click();
        await page.getByText("the bill is the same to the last cent").waitFor();
        await page.keyboard.press("Escape");
      },
    );

    await t.test(`a payment is recorded ${way} and shown in the statement`, async () => {
      await page.getByRole("link", { name: "Statement of account" }).click();
      await page.getByRole("button", { name: "Record a payment" }).click();
      await page.getByLabel("Amount in EUR").fill(`12.3${n}`);
      await page.getByLabel("Note").fill(`By hand ${way}`);
      await page.getByRole("button", { name: "Book", exact: true }).click();
      await page.getByText(`By hand ${way}`).waitFor();
      await page.getByText(`€12.3${n}`).first().waitFor();
      await page.close();
    });
  }
});

interface ListedBill {
  readonly id: number;
  readonly number: string;
}

/** All bills as the staff's list has them, newest first. */
async function listedBills(page: Page, address: string): Promise<ListedBill[]> {
  const all: ListedBill[] = [];
  for (let n = 1; ; n += 1) {
    const answer = await page.request.get(`${address}/api/bills?page=${n}`);
    const { bills, total }: { readonly bills: readonly ListedBill[]; readonly total: number } =
      await answer.json();
    all.push(...bills);
    if (all.length >= total || bills.length === 0) return all;
  }
}

/** The evidence file, once it has been made. */
async function evidenceOf(page: Page, address: string): Promise<Buffer> {
  for (const limit = AbortSignal.timeout(ALL_MADE_WITHIN_MS); ; limit.throwIfAborted()) {
    const answer = await page.request.get(address);
    if (answer.ok()) return answer.body();
    await sleep(ASK_AGAIN_MS);
  }
}
