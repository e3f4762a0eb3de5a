import { integer, readAll, readDer, sequence } from "./der.ts";

/** How many points the group of P-256 has (SEC 2 version 2, section 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * Of an ECDSA signature over P-256 (SEQUENCE of r and s, RFC 3279) and its twin the one with the
 * lower s, in DER. For every valid signature the one with ORDER - s is valid too, and anybody can
 * make it: where both were taken, bytes of a signed file could be changed unseen. Throws a
 * RangeError for what is no such signature.
 */
export function lowerTwin(signature: Buffer): Buffer {
  const [r, s, ...more] = readAll(readDer(signature).content);
  if (!r || !s || more.length > 0) throw new RangeError("the signature is not of two numbers");
  const upper = numberOf(s.content);
  const lower = ORDER - upper;
  return sequence(integer(numberOf(r.content)), integer(lower < upper ? lower : upper));
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x0${bytes.toString("hex")}`);
}
