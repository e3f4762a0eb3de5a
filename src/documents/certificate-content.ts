import { createHash, randomBytes } from "node:crypto";
import { extensionOf, integer, octets, OID, sequence, tagged, time } from "./der.ts";

/** What a certificate that signs itself states, besides what it is for. */
export interface StatedCertificate {
  /** AlgorithmIdentifier, as it stands again beside the signature. */
  readonly algorithm: Buffer;
  /** RFC 5280, Name: of the issuer and of the subject alike. */
  readonly name: Buffer;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** What the key may be used for, and whom it stands for. */
  readonly extensions: readonly Buffer[];
}

/**
 * RFC 5280, TBSCertificate: what the certificate states and signs, of an end entity under a random
 * serial number, its key named by the SHA-256 of it (section 4.2.1.2 leaves the method open).
 */
export function certificateContent(stated: StatedCertificate): Buffer {
  const keyIdentifier = createHash("sha256").update(stated.publicKey).digest().subarray(0, 20);
  return sequence(
    tagged(0, integer(2n)), // Version 3 counts from 0.
    integer(BigInt(`0x${randomBytes(16).toString("hex")}`)),
    stated.algorithm,
    stated.name,
    sequence(time(stated.from), time(stated.to)),
    stated.name,
    stated.publicKey,
    tagged(
      3,
      sequence(
        extensionOf(OID.basicConstraints, { critical: true, value: sequence() }),
        ...stated.extensions,
        extensionOf(OID.subjectKeyIdentifier, { critical: false, value: octets(keyIdentifier) }),
      ),
    ),
  );
}
