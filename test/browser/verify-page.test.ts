/** The page that verifies bills: a bill with its code, and every way of changing a document. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { createSigningIdentity } from "#documents/signing-certificate.ts";
import { renderBillDocuments } from "#jobs/render-bill-documents.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { missingProgram, outputOf } from "#test/support/installed-program.ts";
import { letUnit, STEADY } from "#test/support/let-unit.ts";
import { storeSteadyReadings } from "#test/support/metered-site.ts";
import { DESKTOP, inspect, KEYBOARD, openPage, PHONE, runWeb } from "#test/support/running-web.ts";
import { patience } from "#test/support/slow-browser.ts";

/** Bytes that are changed, one after the other; 1,000 for a release. */
const TAMPERED = Number(process.env["SMARTPM_TAMPERED"] ?? 12);
/** The page takes as many as it is given; so few are in the list as it shows at once. */
const FILES_AT_ONCE = 100;
const MS_A_PLACE = patience(1_000);
/** Of the test and of each of its parts: the runner's own limit is for parts that are short. */
const LIMIT = { timeout: patience(240_000) + TAMPERED * MS_A_PLACE };
const NAME = "a genuine bill is told from every changed one, by its file and by its code";
const PUBLIC_URL = "https://bills.harbour-estate.example";
/** The file's size and this are prime to each other: the places lie all over the file. */
const STRIDE = 7919;

test(NAME, LIMIT, async (t) => {
  const unit = await letUnit(t, "2026-06-01");
  const { channelId } = await unit.attach("Unit 1 electricity");
  await storeSteadyReadings(unit.database, { ...STEADY, channelId });
  const issued = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(issued.ok);
  const web = await runWeb(t, unit.database);
  await makeDocuments(unit.database, web.api.clock);
  const pdf = await documentOf(unit.database);
  const { number, sha256 } = await printedCode(unit.database);
  const page = await web.browser.newPage({ locale: "en-GB" });
  page.on("pageerror", (error) => assert.fail(error));

  await t.test(
    "its code opens the page with number and digest filled in, and answered",
    async () => {
      const query = new URLSearchParams({ number, sha256 });
      await page.goto(`${web.api.address}/verify?${query}`);
      await page.getByText(`${number} with this digest was issued here`).waitFor();
      assert.equal(await page.getByLabel("Number of the bill").inputValue(), number);
      assert.equal(await page.getByLabel("Digest", { exact: true }).inputValue(), sha256);
      await inspect(page, "verify-code");
      await page.getByLabel("Number of the bill").fill("B1-2026-999999");
      await page.getByRole("button", { name: "Ask by number and digest" }).click();
      await page.getByText("No such document was issued here").waitFor();
    },
  );

  await t.test("the file is genuine, and the evidence within it gives the bill", async () => {
    await page.goto(`${web.api.address}/verify`);
    await drop(page, { name: "bill.pdf", content: pdf });
    await page.getByText(`${number} is genuine`).waitFor();
    await page.getByText(`${number} is what its readings and tariffs give`).waitFor();
    await page.setViewportSize(PHONE);
    await inspect(page, "verify-file");
  });

  await t.test(`one changed byte is seen, at ${TAMPERED} places`, LIMIT, async () => {
    await page.setViewportSize(DESKTOP);
    for (let first = 0; first < TAMPERED; first += FILES_AT_ONCE) {
      const changed = Array.from({ length: Math.min(FILES_AT_ONCE, TAMPERED - first) }, (_, n) =>
        changedPlace(pdf, first + n),
      );
      const genuine = { name: `genuine-${first}.pdf`, content: pdf };
      assert.deepEqual(
        await verdictsOf(page, [...changed, genuine]),
        [...changed.map(({ name }) => `${name}: changed`), `${genuine.name}: genuine`],
        "each changed one is known, and the genuine one still is",
      );
    }
    await inspect(page, "verify-files");
    await page.getByRole("button", { name: /^genuine-/ }).click();
    await page.getByText(`${number} is what its readings and tariffs give`).waitFor();
    await page.setViewportSize(PHONE);
    await inspect(page, "verify-files");
  });

  await t.test("a code and files are verified by keyboard alone", async () => {
    const alone = await openPage(web.browser, KEYBOARD);
    await alone.goto(`${web.api.address}/verify`);
    await alone.getByLabel("Number of the bill").fill(number);
    await alone.getByLabel("Digest", { exact: true }).fill(sha256);
    await alone.getByRole("button", { name: "Ask by number and digest" }).click();
    await alone.getByText(`${number} with this digest was issued here`).waitFor();
    const chooser = alone.waitForEvent("filechooser");
    await alone.getByRole("button", { name: "Choose" }).click();
    const files = [changedPlace(pdf, 1), { name: "genuine.pdf", content: pdf }];
    await (await chooser).setFiles(files.map((file) => asUpload(file)));
    await alone.getByRole("button", { name: /^genuine/ }).click();
    await alone.getByText(`${number} is what its readings and tariffs give`).waitFor();
    await alone.close();
  });

  await t.test(
    "an incremental update is seen, although readers call the signature valid",
    async () => {
      assert.equal(await verdictOf(page, withUpdate(pdf)), "changed");
      assert.equal(await verdictOf(page, Buffer.concat([pdf, Buffer.from("\n")])), "changed");
    },
  );

  await t.test(
    "a file that another program has saved again is seen",
    { skip: missingProgram("qpdf", "qpdf") },
    async (sub) => {
      const folder = await mkdtemp(join(tmpdir(), "smartpm-saved-"));
      sub.after(() => rm(folder, { recursive: true }));
      const path = join(folder, "bill.pdf");
      await writeFile(path, pdf);
      for (const options of [[], ["--linearize"], ["--object-streams=generate"]]) {
        await outputOf("qpdf", [...options, path, `${path}.saved`]);
        assert.equal(await verdictOf(page, await readFile(`${path}.saved`)), "changed");
      }
    },
  );
});

async function makeDocuments(database: Database, clock: Clock): Promise<void> {
  const signingKey = await createSigningIdentity("Harbour Estate", clock);
  const options = { signingKey, processes: 1, clock, publicUrl: PUBLIC_URL };
  const renderer = await startBillRenderer(options);
  const log = createLog("silent");
  try {
    assert.equal(
      await renderBillDocuments({ database, clock, log, renderer, setAside: new Map() }),
      1,
    );
  } finally {
    await renderer.stop();
  }
}

async function documentOf(database: Database): Promise<Buffer> {
  const { rows } = await database.query<{ pdf: Buffer }>("select pdf from bill_document");
  return rows[0]?.pdf ?? assert.fail("there is no document");
}

/** What the bill's code must bear: taken from the database, not from the document. */
async function printedCode(database: Database) {
  const { rows } = await database.query<{ number: string; sha256: string }>(
    "select number, content_sha256 as sha256 from bill",
  );
  return rows[0] ?? assert.fail("there is no bill");
}

interface DroppedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** The document with its `n`th place changed, named by it. */
function changedPlace(pdf: Buffer, n: number): DroppedFile {
  const content = Buffer.from(pdf);
  const at = (n * STRIDE) % pdf.length;
  content[at] = (content[at] ?? 0) ^ (1 + (n % 255));
  return { name: `byte-${at}.pdf`, content };
}

async function drop(page: Page, ...files: readonly DroppedFile[]): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(files.map((file) => asUpload(file)));
}

function asUpload({ name, content }: DroppedFile) {
  return { name, mimeType: "application/pdf", buffer: content };
}

/** Drops several files and reads what the page's list says of each; the last has a name of its own. */
async function verdictsOf(page: Page, files: readonly DroppedFile[]): Promise<string[]> {
  await drop(page, ...files);
  const list = page.getByRole("table", { name: "Files" });
  await list.getByText(files.at(-1)?.name ?? "").waitFor({ timeout: files.length * MS_A_PLACE });
  const texts = await list.locator("tbody tr").allInnerTexts();
  return texts.map((text) =>
    text
      .replace(/\s+No such document was issued here$/, ": changed")
      .replace(/\s+\S+ is genuine$/, ": genuine"),
  );
}

/** Drops a file and reads what the page says of it; a new page, so that no earlier answer is read. */
async function verdictOf(page: Page, content: Buffer): Promise<"genuine" | "changed"> {
  await page.goto(new URL("/verify", page.url()).href);
  await drop(page, { name: "bill.pdf", content });
  const genuine = page.getByText(/\d is genuine/);
  const changed = page.getByText("No such document was issued here");
  await genuine.or(changed).first().waitFor();
  return (await genuine.count()) > 0 ? "genuine" : "changed";
}

/** An update that adds an object and a trailer, as a program that edits the file would append. */
function withUpdate(pdf: Buffer): Buffer {
  const text = pdf.toString("latin1");
  const [, before = "0"] = /startxref\n(\d+)\n%%EOF\n$/.exec(text) ?? [];
  const [, root = "0"] = /\/Root (\d+) 0 R/.exec(text.slice(Number(before))) ?? [];
  const [, size = "0"] = /\/Size (\d+)/.exec(text.slice(Number(before))) ?? [];
  const object = `${size} 0 obj\n<< /Note (changed) >>\nendobj\n`;
  const offset = String(pdf.length).padStart(10, "0");
  const table = `xref\n${size} 1\n${offset} 00000 n \n`;
  const trailer = `trailer\n<< /Size ${Number(size) + 1} /Root ${root} 0 R /Prev ${before} >>\nstartxref\n${pdf.length + object.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(object + table + trailer, "latin1")]);
}
