import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { createSigningIdentity } from "#documents/signing-certificate.ts";
import { verifyPdf } from "#documents/verify-pdf.ts";
import { MovableClock } from "#platform/clock.ts";
import { sampleBill } from "#test/support/sample-bill.ts";

const folder = mkdtempSync(join(tmpdir(), "smartpm-verify-"));
const path = join(folder, "bill.pdf");
let pdf: Uint8Array;

before(async () => {
  const clock = new MovableClock(Temporal.Instant.from("2026-11-03T12:00:00Z"));
  const signingKey = await createSigningIdentity("Harbour Estate", clock);
  const renderer = await startBillRenderer({ signingKey, processes: 1, clock });
  pdf = await renderer.render(sampleBill()).finally(() => renderer.stop());
  writeFileSync(path, pdf);
});
after(() => rmSync(folder, { recursive: true }));

test("a bill as it was signed: by whom, when, and exit code 0", () => {
  const { status, stdout } = verify(path);
  assert.equal(status, 0);
  assert.match(stdout, /is unchanged since it was signed/);
  assert.match(stdout, /signed by +Harbour Estate/);
  assert.match(stdout, /signed at +2026-11-03T12:00:00Z/);
});

test("a changed bill: what is wrong, and exit code 1", () => {
  const changed = Buffer.from(pdf);
  changed[5000] = (changed[5000] ?? 0) ^ 1;
  const other = join(folder, "changed.pdf");
  writeFileSync(other, changed);
  const { status, stdout } = verify(other);
  assert.equal(status, 1);
  assert.match(stdout, /NOT as its issuer signed it: the file was changed/);
});

test("the right certificate passes in any spelling, another one does not", () => {
  const verdict = verifyPdf(pdf);
  assert.ok(verdict.valid);
  const colons = verdict.certificateSha256.toUpperCase().match(/../g)?.join(":") ?? "";
  assert.equal(verify(path, "--certificate", colons).status, 0);
  const wrong = verify(path, "--certificate", "0".repeat(64));
  assert.equal(wrong.status, 1);
  assert.match(wrong.stdout, /NOT signed with that certificate/);
});

test("a file that is not there and digits that are none: one line each", () => {
  const missing = verify(join(folder, "none.pdf"));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /^smartpm: cannot read .*none\.pdf: there is no such file\n$/);
  const { stderr } = verify(path, "--certificate", "12");
  assert.match(stderr, /^smartpm: --certificate is not 64 hexadecimal digits: "12"\n$/);
});

function verify(...args: readonly string[]) {
  const main = join(import.meta.dirname, "main.ts");
  return spawnSync(process.execPath, [main, "verify", ...args], { encoding: "utf8" });
}
