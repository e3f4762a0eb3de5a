import { createHash, verify, X509Certificate } from "node:crypto";
import {
  decodeSignature,
  type SignatureParts,
  signedAttributes,
  signerName,
} from "./cms-signature.ts";

/** What a signed bill's file says about itself, once it has been checked. */
export type PdfVerdict =
  | {
      readonly valid: true;
      /** The name in the certificate; anybody can make one, so compare its digest. */
      readonly signedBy: string;
      /** By the signer's clock. */
      readonly signedAt: Temporal.Instant;
      /** SHA-256 of the certificate, in hexadecimal: the same on every bill of an issuer. */
      readonly certificateSha256: string;
    }
  | { readonly valid: false; readonly reason: string };

/**
 * Checks that a PDF is, byte for byte, what its issuer signed. Stricter than PDF readers: the
 * signature must cover the whole file but its own digits, so that nothing appended to a signed bill
 * passes, and must have the form that SmartPM writes. Signatures of others are no subject here.
 */
export function verifyPdf(bytes: Uint8Array): PdfVerdict {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const hole = findHole(file);
    const parts = readSignature(file.subarray(hole.from + 1, hole.to - 1).toString("latin1"));
    const digest = createHash("sha256")
      .update(file.subarray(0, hole.from))
      .update(file.subarray(hole.to))
      .digest();
    if (!digest.equals(parts.digest)) return invalid("the file was changed after it was signed");
    const certificate = new X509Certificate(parts.certificate);
    if (!verify("sha256", signedAttributes(parts), certificate.publicKey, parts.signature)) {
      return invalid("the signature is not of the certificate that is with it");
    }
    const signedAt = statedTime(file.subarray(hole.to));
    if (!isValidAt(certificate, signedAt)) {
      return invalid(`the certificate was not valid at the time of signing, ${signedAt}`);
    }
    const certificateSha256 = createHash("sha256").update(parts.certificate).digest("hex");
    return { valid: true, signedBy: signerName(certificate), signedAt, certificateSha256 };
  } catch (error) {
    // What the parsers of certificates, times and signatures throw at bytes that are none.
    return invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(reason: string): PdfVerdict {
  return { valid: false, reason };
}

/** The signature's digits, brackets included: the only bytes that it does not cover. */
function findHole(file: Buffer): { readonly from: number; readonly to: number } {
  const at = file.lastIndexOf("/ByteRange [");
  if (!file.subarray(0, 5).equals(Buffer.from("%PDF-"))) throw new RangeError("this is no PDF");
  if (at < 0) throw new RangeError("the file is not signed");
  const stated = file.subarray(at, at + 120).toString("latin1");
  const range = /^\/ByteRange \[(\d+) +(\d+) +(\d+) +(\d+) *\]\n\/Contents </.exec(stated);
  if (!range) throw new RangeError("the signature is not in the form that SmartPM writes");
  const [start = 0, length = 0, next = 0, rest = 0] = range.slice(1).map(Number);
  const contents = at + range[0].length - 1;
  if (start !== 0 || length !== contents) {
    throw new RangeError("the signature does not cover the beginning of the file");
  }
  if (next + rest !== file.length) {
    throw new RangeError("something was appended to the file after it was signed");
  }
  if (next <= contents || file[next - 1] !== ">".charCodeAt(0)) {
    throw new RangeError("the signature leaves out more than itself");
  }
  return { from: contents, to: next };
}

/** Lower-case digits, then nothing but zeros: no byte in the hole is free to be anything else. */
function readSignature(digits: string): SignatureParts {
  if (!/^[0-9a-f]+$/.test(digits) || digits.length % 2 !== 0) {
    throw new RangeError("the signature is not made of hexadecimal digits");
  }
  const bytes = Buffer.from(digits, "hex");
  const end = 4 + bytes.readUInt16BE(2);
  if (!bytes.subarray(0, 2).equals(Buffer.from([0x30, 0x82])) || end > bytes.length) {
    throw new RangeError("the signature is cut off");
  }
  if (bytes.subarray(end).some((byte) => byte !== 0)) {
    throw new RangeError("there is something beside the signature");
  }
  return decodeSignature(bytes.subarray(0, end));
}

function statedTime(afterHole: Buffer): Temporal.Instant {
  const text = afterHole.subarray(0, 60).toString("latin1");
  const stated = /^\n\/M \(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)/.exec(text);
  if (!stated) throw new RangeError("the signature does not say when it was made");
  const [, year, month, day, hour, minute, second] = stated;
  return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function isValidAt(certificate: X509Certificate, at: Temporal.Instant): boolean {
  const from = certificate.validFromDate.getTime();
  const to = certificate.validToDate.getTime();
  return at.epochMilliseconds >= from && at.epochMilliseconds <= to;
}
