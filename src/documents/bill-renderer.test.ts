import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { MovableClock } from "#platform/clock.ts";
import { pdfAttachments, pdfPages } from "#test/support/read-pdf.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { type BillRenderer, startBillRenderer } from "./bill-renderer.ts";
import { createSigningIdentity } from "./signing-certificate.ts";
import { verifyPdf } from "./verify-pdf.ts";

const NOON = Temporal.Instant.from("2026-11-03T12:00:00Z");
const clock = new MovableClock(NOON);
let renderer: BillRenderer;

before(async () => {
  const signingKey = await createSigningIdentity("Harbour Estate", clock);
  renderer = await startBillRenderer({ signingKey, processes: 1, clock });
});
after(() => renderer.stop());

test("a bill prints who, what, every reading, line, tax and total", async () => {
  const pages = pdfPages(await renderer.render(sampleBill()));
  const text = pages.join(" ");
  assert.equal(pages.length, 2);
  for (const printed of [
    "Harbour Estate",
    "Harbour Bakery",
    "B1-2026-000217",
    "1 October 2026 – 31 October 2026",
    "16 November 2026",
    "EM-2200417 18,204.31 01/10/2026 18,263.87 01/11/2026 × 40 2,382.4 kWh 76.85 kWh",
    "Energy · Winter · Day · tier 1 1,000 kWh 0.2832 283.20",
    "01/10/2026 – 20/10/2026; 20 of the 31 days of the month",
    "20/31 month 14.50 9.35",
    "E: estimated",
    "VAT, reduced 7% on 213.04 14.91",
    "Total €1,356.93",
    "IBAN DE00",
    "Page 2 of 2",
  ]) {
    assert.ok(text.includes(printed), `${printed} is missing in: ${text}`);
  }
});

test("a bill in Chinese has no English word of ours, and dates and money as in China", async () => {
  const bill = sampleBill({ language: "zh", locale: "zh-CN", currency: "CNY" });
  const text = pdfPages(await renderer.render(bill)).join(" ");
  for (const printed of ["账单", "应付金额", "¥1,356.93", "2026 年 11 月 16 日", "近一年用量"]) {
    assert.ok(text.includes(printed), `${printed} is missing in: ${text}`);
  }
  for (const word of ["Amount", "Opening", "Total", "Page", "months", "tier"]) {
    assert.ok(!text.includes(word), `"${word}" in a Chinese bill: ${text}`);
  }
});

test("a bill in German has no English word of ours", async () => {
  const bill = sampleBill({ language: "de", locale: "de-DE" });
  const text = pdfPages(await renderer.render(bill)).join(" ");
  for (const printed of [
    "Rechnung",
    "Zu zahlen",
    "1.356,93",
    "16. November 2026",
    "Seite 2 von 2",
  ]) {
    assert.ok(text.includes(printed), `${printed} is missing in: ${text}`);
  }
  for (const word of ["Amount", "Opening", "Total", "Page", "months", "tier", "Please pay by"]) {
    assert.ok(!text.includes(word), `"${word}" in a German bill: ${text}`);
  }
});

test("numbers are written as the bill's locale has them", async () => {
  const text = pdfPages(await renderer.render(sampleBill({ locale: "de-DE" }))).join(" ");
  assert.match(text, /18\.204,31/);
  assert.match(text, /1\.356,93\s€/);
});

test("a yen bill has no digits after the point", async () => {
  const bill = sampleBill({ currency: "JPY", locale: "ja-JP" });
  assert.match(pdfPages(await renderer.render(bill)).join(" "), /Total [¥￥]\s?135,693 /);
});

test("the attached data is the canonical bill, to the byte", async () => {
  const bill = sampleBill();
  const attached = pdfAttachments(await renderer.render(bill)).get("bill.json");
  assert.equal(attached?.toString("utf8"), canonicalJson(bill));
});

test("the evidence is attached as it was given", async () => {
  const evidence = '{"format":"smartpm-evidence/1","umlaut":"ü"}';
  const attached = pdfAttachments(await renderer.render(sampleBill(), { evidence }));
  assert.equal(attached.get("evidence.json")?.toString("utf8"), evidence);
  assert.equal(pdfAttachments(await renderer.render(sampleBill())).has("evidence.json"), false);
});

test("of the bills that a process has set before, none shows in the next", async () => {
  for (const name of ["Anna", "Berta", "Anna"]) {
    const bill = sampleBill({ recipient: { ...sampleBill().recipient, name } });
    const pdf = await renderer.render(bill);
    const text = pdfPages(pdf).join(" ");
    assert.deepEqual(text.match(/Anna|Berta/g), [name]);
    assert.equal(pdfAttachments(pdf).get("bill.json")?.toString("utf8"), canonicalJson(bill));
  }
});

test("a template can read no file and fetch no package", async () => {
  for (const template of [
    '#read("../bill.typ")',
    '#read("/../../../etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '#include "../../package.json"',
  ]) {
    await assert.rejects(
      renderer.render(sampleBill(), { template }),
      /cannot be rendered/,
      template,
    );
  }
  const own = await renderer.render(sampleBill(), { template: '#json("/sheet.json").len()' });
  assert.ok(verifyPdf(own).valid);
});

test("what a person typed is text, never markup", async () => {
  const hostile = '#panic("x") *bold* $x$ `raw` <label> @ref \\ // # [ ] = -';
  const bill = sampleBill({ premises: hostile });
  const text = pdfPages(await renderer.render(bill))
    .join(" ")
    .replaceAll(/\s+/g, " ");
  assert.ok(text.includes('#panic("x") *bold* $x$ `raw` <label> @ref \\ // # [ ] = -'), text);
});

test("a credit note asks for no payment and shows what it credits", async () => {
  const bill = sampleBill({
    kind: "credit-note",
    netMinor: "-116176",
    taxMinor: "-19517",
    totalMinor: "-135693",
  });
  const text = pdfPages(await renderer.render(bill)).join(" ");
  assert.match(text, /Credit note/);
  assert.match(text, /Amount credited €1,356\.93/);
  assert.doesNotMatch(text, /How to pay|Please pay by/);
});

test("logos as SVG and PNG are set; one that is no picture fails with the bill's number", async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  const bytes = Buffer.from(svg);
  const plain = await renderer.render(sampleBill());
  const drawn = await renderer.render(sampleBill(), {
    logo: { mediaType: "image/svg+xml", bytes },
  });
  assert.notEqual(sha256(drawn), sha256(plain));
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  assert.ok(
    verifyPdf(await renderer.render(sampleBill(), { logo: { mediaType: "image/png", bytes: png } }))
      .valid,
  );
  await assert.rejects(
    renderer.render(sampleBill(), {
      logo: { mediaType: "image/svg+xml", bytes: Buffer.from("no") },
    }),
    /bill B1-2026-000217 cannot be rendered/,
  );
  assert.ok(verifyPdf(await renderer.render(sampleBill())).valid, "the next bill is not affected");
});

test("a bill of a hundred lines goes on over the pages", async () => {
  const [line] = sampleBill().lines;
  assert.ok(line);
  const lines = Array.from({ length: 100 }, (_, n) => ({ ...line, label: `Line ${n}` }));
  const pages = pdfPages(await renderer.render(sampleBill({ lines })));
  assert.ok(pages.length >= 3);
  assert.ok(pages.join(" ").includes("Line 99"));
});

test("a process that is killed is replaced, and its bill is set all the same", async (t) => {
  const signingKey = await createSigningIdentity("Harbour Estate", clock);
  const own = await startBillRenderer({ signingKey, processes: 1, clock });
  t.after(() => own.stop());
  const [first] = own.processIds();
  assert.ok(first);
  const bill = own.render(sampleBill());
  process.kill(first, "SIGKILL");
  assert.ok(verifyPdf(await bill).valid);
  assert.notEqual(own.processIds()[0], first);
});

test("after the stop no process is left and bills are refused", async () => {
  const signingKey = await createSigningIdentity("Harbour Estate", clock);
  const own = await startBillRenderer({ signingKey, processes: 2, clock });
  await Promise.all([own.render(sampleBill()), own.render(sampleBill())]);
  const pids = own.processIds();
  assert.equal(pids.length, 2);
  const bills = Array.from({ length: 6 }, () => own.render(sampleBill()));
  const settled = Promise.allSettled(bills);
  await own.stop();
  assert.ok((await settled).some(({ status }) => status === "rejected"));
  await assert.rejects(own.render(sampleBill()), /cannot be rendered|stopped/);
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), /ESRCH/);
});

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
