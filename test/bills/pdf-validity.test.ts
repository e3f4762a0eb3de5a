/** The PDFs of bills, looked at by others: PDF/A-3b, qpdf, and the signature as pdfsig sees it. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { createSigningIdentity } from "#documents/signing-certificate.ts";
import { verifyPdf } from "#documents/verify-pdf.ts";
import { MovableClock } from "#platform/clock.ts";
import { billCases } from "#test/support/bill-cases.ts";
import { missingProgram, outputOf } from "#test/support/installed-program.ts";
import { pdfAFaults } from "#test/support/pdf-a-faults.ts";

const bills = new Map<string, Uint8Array>();

/** One page, with a link on the page that is signed. */
const ONE_PAGE = '#set document(title: "Bill")\n#link("https://bills.example.org")[Bill]';

before(async () => {
  const clock = new MovableClock(Temporal.Instant.from("2026-11-03T12:00:00Z"));
  const signingKey = await createSigningIdentity("Harbour Estate", clock);
  const publicUrl = "https://bills.harbour-estate.example";
  const renderer = await startBillRenderer({ signingKey, processes: 2, clock, publicUrl });
  const evidence = '{"format":"smartpm-evidence/1"}';
  const cases = billCases().map((one) => ({ ...one, template: undefined }));
  const [first] = cases;
  assert.ok(first);
  const own = { ...first, name: "own template", template: ONE_PAGE };
  try {
    await Promise.all(
      [...cases, own].map(async ({ name, bill, template }) => {
        bills.set(name, await renderer.render(bill, { evidence, template }));
      }),
    );
  } finally {
    await renderer.stop();
  }
});

test("every case is PDF/A-3b as far as it can be checked without a validator", () => {
  assert.equal(bills.size, billCases().length + 1);
  for (const [name, pdf] of bills) assert.deepEqual(pdfAFaults(pdf), [], name);
});

test("the checks of PDF/A notice what is not PDF/A", () => {
  const pdf = Buffer.from(bills.values().next().value ?? []).toString("latin1");
  const changes: readonly (readonly [string | RegExp, string, RegExp])[] = [
    ["<pdfaid:part>3<", "<pdfaid:part>4<", /6\.6\.4/],
    ["/GTS_PDFA1", "/GTS_PDFX99", /6\.2\.3/],
    [/\/FontFile2 \d+ 0 R/, "", /6\.2\.11\.4\.1/],
    ["/AFRelationship /Data", "", /6\.8/],
    ["/F 132", "/F 2", /6\.3\.2/],
    ["/SigFlags 3", "/NeedAppearances true", /6\.4\.1/],
    ["/S /URI", "/S /Launch", /6\.5\.1/],
    [/%%EOF\n$/, "%%EOF\nmore", /6\.1\.3/],
  ];
  for (const [from, to, fault] of changes) {
    const changed = pdf.replace(from, to);
    assert.notEqual(changed, pdf, `${from} is not in the file`);
    assert.match(pdfAFaults(Buffer.from(changed, "latin1")).join("; "), fault);
  }
});

test("the signature certifies the bill: DocMDP with P 1, no change allowed", () => {
  for (const [name, pdf] of bills) {
    const text = Buffer.from(pdf).toString("latin1");
    const [, reference] = /\/Perms << \/DocMDP (\d+) 0 R >>/.exec(text) ?? [];
    const signature = text.slice(text.indexOf(`\n${reference} 0 obj\n`));
    assert.match(signature, /^\n\d+ 0 obj\n<< \/Type \/Sig /, name);
    assert.match(
      signature,
      /\/TransformMethod \/DocMDP\s+\/TransformParams << \/Type \/TransformParams \/P 1 /,
    );
    assert.ok(verifyPdf(pdf).valid, name);
  }
});

/** Writes a bill to a file that the test's end takes away. */
async function fileOf(
  t: { after(tidy: () => Promise<void>): void },
  pdf: Uint8Array,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-pdf-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "bill.pdf"), pdf);
  return join(folder, "bill.pdf");
}

test("qpdf finds no fault in any case", { skip: missingProgram("qpdf", "qpdf") }, async (t) => {
  for (const [name, pdf] of bills) {
    const said = await outputOf("qpdf", ["--check", await fileOf(t, pdf)]);
    assert.match(said, /No syntax or stream encoding errors found/, name);
  }
});

test(
  "pdfsig finds the signature valid and over the whole document",
  { skip: missingProgram("pdfsig", "poppler-utils") },
  async (t) => {
    for (const [name, pdf] of bills) {
      const said = await outputOf("pdfsig", ["-nocert", await fileOf(t, pdf)]);
      assert.match(said, /Signature is Valid/, name);
      assert.match(said, /Total document signed/, name);
      assert.match(said, /ETSI\.CAdES\.detached/, name);
    }
  },
);

test(
  "a bill that another program has saved again is no longer valid",
  { skip: missingProgram("qpdf", "qpdf") },
  async (t) => {
    const path = await fileOf(t, bills.values().next().value ?? new Uint8Array());
    for (const options of [[], ["--linearize"], ["--object-streams=generate"], ["--qdf"]]) {
      const saved = `${path}.saved`;
      await outputOf("qpdf", [...options, path, saved]);
      assert.equal(verifyPdf(await readFile(saved)).valid, false, options.join(" "));
    }
  },
);
