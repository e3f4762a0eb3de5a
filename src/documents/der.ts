/**
 * The part of ASN.1's distinguished encoding (DER, ITU-T X.690) that certificates and signatures
 * need: one writer function for each type, and a reader that takes nothing but definite lengths.
 */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Object identifiers that signatures here use. Sources: RFC 5652, 5035, 5280, 5480, 5758, 8017. */
export const OID = {
  rsaEncryption: "1.2.840.113549.1.1.1",
  sha256WithRsa: "1.2.840.113549.1.1.11",
  sha256: "2.16.840.1.101.3.4.2.1",
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  commonName: "2.5.4.3",
  organisationName: "2.5.4.10",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  subjectKeyIdentifier: "2.5.29.14",
  subjectAlternativeName: "2.5.29.17",
  extendedKeyUsage: "2.5.29.37",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  ecPublicKey: "1.2.840.10045.2.1",
  p256: "1.2.840.10045.3.1.7",
} as const;

/** One value: its tag, its length, its content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = bigEndian(BigInt(length));
  return [0x80 | bytes.length, ...bytes];
}

function bigEndian(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return bytes.length > 0 ? bytes : [0];
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(TAG.sequence, ...parts);
}

/** A SET OF: DER wants its members in the order of their bytes. */
export function setOf(...parts: readonly Uint8Array[]): Buffer {
  return der(TAG.set, ...parts.toSorted(Buffer.compare));
}

/** `[number]`, constructed: an explicit tag around `parts`. */
export function tagged(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return der(0xa0 | number, ...parts);
}

/** A whole number, zero or above. */
export function integer(value: bigint): Buffer {
  const bytes = bigEndian(value);
  // A leading bit would make it negative.
  return der(TAG.integer, Buffer.from((bytes[0] ?? 0) & 0x80 ? [0, ...bytes] : bytes));
}

export function octets(bytes: Uint8Array): Buffer {
  return der(TAG.octetString, bytes);
}

/** An extension of a certificate (RFC 5280, section 4.1). */
export function extensionOf(
  identifier: string,
  { critical, value }: { readonly critical: boolean; readonly value: Buffer },
): Buffer {
  const parts = critical ? [boolean(true)] : [];
  return sequence(oid(identifier), ...parts, octets(value));
}

/** DER as text, in lines of 64 characters (RFC 7468). */
export function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** All of `bytes`, but for the last `unusedBits`. */
export function bits(bytes: Uint8Array, unusedBits = 0): Buffer {
  return der(TAG.bitString, Buffer.from([unusedBits]), bytes);
}

export function utf8(text: string): Buffer {
  return der(TAG.utf8String, Buffer.from(text, "utf8"));
}

export function nothing(): Buffer {
  return der(TAG.null);
}

export function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]));
}

/** An object identifier from its dotted text. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift(0x80 | (rest & 0x7f));
  }
  return bytes;
}

/** To the second, in UTC. RFC 5280 wants two digits of the year until 2049. */
export function time(instant: Temporal.Instant): Buffer {
  const digits = instant
    .round({ smallestUnit: "second", roundingMode: "floor" })
    .toString()
    .replaceAll(/[-:T]/g, "");
  return Number(digits.slice(0, 4)) < 2050
    ? der(TAG.utcTime, Buffer.from(digits.slice(2), "latin1"))
    : der(TAG.generalizedTime, Buffer.from(digits, "latin1"));
}

/** A value that was read: `whole` are its bytes as they stand, tag and length included. */
export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** Reads the value at the start of `bytes`. Throws a RangeError where there is none. */
export function readDer(bytes: Buffer): DerValue {
  const tag = byteAt(bytes, 0);
  let length = byteAt(bytes, 1);
  let header = 2;
  if (length > 0x7f) {
    const count = length & 0x7f;
    if (count < 1 || count > 4) throw new RangeError("DER: a length of no or too many bytes");
    length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + byteAt(bytes, 2 + index);
    header += count;
  }
  const end = header + length;
  if (end > bytes.length) throw new RangeError("DER: the value is cut off");
  return { tag, content: bytes.subarray(header, end), whole: bytes.subarray(0, end) };
}

/** The values that follow each other in `content`, to its very end. */
export function readAll(content: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let rest = content; rest.length > 0;) {
    const value = readDer(rest);
    values.push(value);
    rest = rest.subarray(value.whole.length);
  }
  return values;
}

function byteAt(bytes: Buffer, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw new RangeError("DER: the value is cut off");
  return byte;
}
