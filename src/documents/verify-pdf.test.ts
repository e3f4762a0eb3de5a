import assert from "node:assert/strict";
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  X509Certificate,
} from "node:crypto";
import { before, test } from "node:test";
import { fromBER } from "asn1js";
import { assert as assertProperty, constantFrom, integer, property } from "fast-check";
import { Certificate, ContentInfo, SignedData } from "pkijs";
import { MovableClock } from "#platform/clock.ts";
import { sampleBill } from "#test/support/sample-bill.ts";
import { startBillRenderer } from "./bill-renderer.ts";
import { certificateContent } from "./certificate-content.ts";
import { decodeSignature, openSigner, signedAttributes } from "./cms-signature.ts";
import {
  bits,
  der,
  integer as derInteger,
  nothing,
  oid,
  OID,
  pem,
  readAll,
  readDer,
  sequence,
  setOf,
  TAG,
  utf8,
} from "./der.ts";
import { signPdf } from "./sign-pdf.ts";
import { createSigningIdentity, type SigningIdentity } from "./signing-certificate.ts";
import { verifyPdf } from "./verify-pdf.ts";

const clock = new MovableClock(Temporal.Instant.from("2026-11-03T12:00:00Z"));
let identity: SigningIdentity;
let signed: Buffer;

before(async () => {
  identity = await createSigningIdentity("Harbour Estate 港口", clock);
  const renderer = await startBillRenderer({ signingKey: identity, processes: 1, clock });
  signed = Buffer.from(await renderer.render(sampleBill()).finally(() => renderer.stop()));
});

test("a signed bill says by whom and when, and which certificate to compare", () => {
  const fingerprint = new X509Certificate(identity.certificatePem).fingerprint256;
  assert.deepEqual(verifyPdf(signed), {
    valid: true,
    signedBy: "Harbour Estate 港口",
    signedAt: clock.now(),
    certificateSha256: fingerprint.replaceAll(":", "").toLowerCase(),
  });
});

test("an independent library finds the signature valid, and PAdES's attributes in it", async () => {
  const { contents, covered } = partsOf(signed);
  const info = new ContentInfo({ schema: fromBER(contents).result });
  const data = new SignedData({ schema: info.content });
  const verdict = await data.verify({ signer: 0, data: exactBuffer(covered), extendedMode: true });
  assert.equal(verdict.signatureVerified, true);
  const types = data.signerInfos[0]?.signedAttrs?.attributes.map(({ type }) => type);
  assert.deepEqual(types?.toSorted(), [
    "1.2.840.113549.1.9.16.2.47", // signing-certificate-v2
    "1.2.840.113549.1.9.3", // content type
    "1.2.840.113549.1.9.4", // message digest
  ]);
  const certificate = data.certificates?.[0];
  assert.ok(certificate instanceof Certificate);
  assert.equal(await certificate.verify(), true, "the certificate is signed by its own key");
});

test("the independent library, too, refuses the signature when the content differs", async () => {
  const { contents, covered } = partsOf(signed);
  const changed = Buffer.from(covered);
  changed[1000] = (changed[1000] ?? 0) ^ 1;
  const info = new ContentInfo({ schema: fromBER(contents).result });
  const data = new SignedData({ schema: info.content });
  await assert.rejects(data.verify({ signer: 0, data: exactBuffer(changed), extendedMode: true }));
});

test("one changed byte anywhere is seen", () => {
  const anywhere = integer({ min: 0, max: signed.length - 1 });
  assertProperty(
    property(anywhere, integer({ min: 1, max: 255 }), (at, mask) => isRefusedWith(at, mask)),
    { seed: 20261103, numRuns: 600 },
  );
});

test("one changed bit in the signature, its brackets and its padding is seen", () => {
  const { from, to } = partsOf(signed);
  const near = integer({ min: from - 80, max: to + 80 });
  assertProperty(
    property(near, constantFrom(1, 2, 4, 8, 16, 32, 64, 128), (at, mask) =>
      isRefusedWith(at, mask),
    ),
    { seed: 20261104, numRuns: 1200 },
  );
});

test("a cut file is refused, wherever it is cut", () => {
  assertProperty(
    property(
      integer({ min: 0, max: signed.length - 1 }),
      (length) => !verifyPdf(signed.subarray(0, length)).valid,
    ),
    { seed: 20261105, numRuns: 300 },
  );
});

test("an appended edit is refused, although the signed part is as it was", () => {
  const edit =
    "\n1 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\nxref\n0 0\ntrailer\n<< >>\n";
  assert.deepEqual(verifyPdf(Buffer.concat([signed, Buffer.from(edit)])), {
    valid: false,
    reason: "something was appended to the file after it was signed",
  });
  assert.equal(verifyPdf(Buffer.concat([signed, Buffer.from("\n")])).valid, false);
});

test("a range that leaves out more than the signature is refused", () => {
  const { from, to } = partsOf(signed);
  const text = signed.toString("latin1");
  const widened = text.replace(
    /\/ByteRange \[[^\]]*\]/,
    (range) =>
      `/ByteRange [0 ${from} ${to + 20} ${signed.length - to - 20}`.padEnd(range.length - 1) + "]",
  );
  assert.equal(widened.length, text.length);
  assert.equal(verifyPdf(Buffer.from(widened, "latin1")).valid, false);
});

test("the signature of one bill does not fit another", () => {
  const { from, to } = partsOf(signed);
  const original = signed.subarray(0, signed.lastIndexOf("%%EOF", from) + 6);
  const details = { signedAt: clock.now(), reason: "Bill B1-2026-000218" };
  const other = signPdf(original, openSigner(identity), details);
  assert.equal(verifyPdf(other).valid, true);
  signed.copy(other, from, from, to);
  assert.deepEqual(verifyPdf(other), {
    valid: false,
    reason: "the file was changed after it was signed",
  });
});

test("what is no signed PDF is refused with the reason", () => {
  assert.deepEqual(verifyPdf(Buffer.from("Dear tenant")), {
    valid: false,
    reason: "this is no PDF",
  });
  const unsigned = signed.subarray(0, signed.indexOf("/ByteRange"));
  assert.deepEqual(verifyPdf(unsigned), { valid: false, reason: "the file is not signed" });
  assert.equal(verifyPdf(Buffer.alloc(0)).valid, false);
});

test("a key and a certificate that do not belong together are refused at once", async () => {
  const other = await createSigningIdentity("Harbour Estate", clock);
  assert.throws(
    () => openSigner({ ...identity, privateKeyPem: other.privateKeyPem }),
    /not the RSA or P-256 key of the signing certificate/,
  );
});

test("the twin of a signature, which is valid too, is refused: no byte may change unseen", () => {
  const { contents, from, to } = partsOf(signed);
  const encoded = readDer(Buffer.from(contents)).whole;
  const parts = decodeSignature(encoded);
  const [r, s] = readAll(readDer(parts.signature).content);
  assert.ok(r && s);
  // The order of P-256's group; the lower of the two is what we write.
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const lower = BigInt(`0x${s.content.toString("hex")}`);
  assert.ok(lower < order / 2n);
  const twin = sequence(r.whole, derInteger(order - lower));
  const { publicKey } = new X509Certificate(parts.certificate);
  assert.ok(verify("sha256", signedAttributes(parts), publicKey, twin), "others take it as valid");
  const digits = withOctets(encoded, { from: parts.signature, to: twin }).toString("hex");
  const changed = Buffer.from(signed);
  changed.write(digits.padEnd(to - from - 2, "0"), from + 1, "latin1");
  assert.deepEqual(verifyPdf(changed), {
    valid: false,
    reason: "the signature is not in the form that SmartPM writes",
  });
});

test("an installation whose key is RSA goes on signing with it", async () => {
  const rsa = openSigner(rsaIdentity());
  const original = signed.subarray(0, signed.lastIndexOf("%%EOF", partsOf(signed).from) + 6);
  const bill = signPdf(original, rsa, { signedAt: clock.now(), reason: "Bill B1-2026-000219" });
  assert.deepEqual(verifyPdf(bill), {
    valid: true,
    signedBy: "Harbour Estate",
    signedAt: clock.now(),
    certificateSha256: createHash("sha256").update(rsa.certificate.raw).digest("hex"),
  });
  const { contents, covered } = partsOf(bill);
  const info = new ContentInfo({ schema: fromBER(contents).result });
  const data = new SignedData({ schema: info.content });
  const verdict = await data.verify({ signer: 0, data: exactBuffer(covered), extendedMode: true });
  assert.equal(verdict.signatureVerified, true);
});

/** As installations made it until they had keys on P-256. */
function rsaIdentity(): SigningIdentity {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 3072 });
  const algorithm = sequence(oid(OID.sha256WithRsa), nothing());
  const content = certificateContent({
    algorithm,
    name: sequence(setOf(sequence(oid(OID.commonName), utf8("Harbour Estate")))),
    from: clock.now(),
    to: clock.now().add({ hours: 24 }),
    publicKey: createPublicKey(privateKey).export({ type: "spki", format: "der" }),
    extensions: [],
  });
  const certificate = sequence(content, algorithm, bits(sign("sha256", content, privateKey)));
  return {
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificatePem: pem("CERTIFICATE", certificate),
  };
}

/** A DER value in which one octet string is another, with the lengths around it to match. */
function withOctets(value: Buffer, change: { readonly from: Buffer; readonly to: Buffer }): Buffer {
  const { tag, content } = readDer(value);
  if (tag === TAG.octetString) return der(tag, content.equals(change.from) ? change.to : content);
  const isConstructed = (tag & 0x20) !== 0;
  if (!isConstructed) return der(tag, content);
  return der(tag, ...readAll(content).map(({ whole }) => withOctets(whole, change)));
}

function isRefusedWith(at: number, mask: number): boolean {
  const changed = Buffer.from(signed);
  changed[at] = (changed[at] ?? 0) ^ mask;
  return !verifyPdf(changed).valid;
}

/** The signature's bytes, what they cover, and where they stand; read from the file alone. */
function partsOf(file: Buffer) {
  const text = file.toString("latin1");
  const range = /\/ByteRange \[(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/.exec(text);
  assert.ok(range);
  const [start = 0, length = 0, next = 0, rest = 0] = range.slice(1).map(Number);
  const contents = Buffer.from(text.slice(length + 1, next - 1), "hex");
  const covered = Buffer.concat([file.subarray(start, length), file.subarray(next, next + rest)]);
  return { contents: exactBuffer(contents), covered, from: length, to: next };
}

/** A copy with an ArrayBuffer of its own, as the library wants it. */
function exactBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
