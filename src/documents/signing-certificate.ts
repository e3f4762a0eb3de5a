import { createPublicKey, generateKeyPair, sign } from "node:crypto";
import { promisify } from "node:util";
import type { Clock } from "#platform/clock.ts";
import { certificateContent } from "./certificate-content.ts";
import { bits, extensionOf, oid, OID, pem, sequence, setOf, utf8 } from "./der.ts";

/** With what bills are signed: a secret, kept sealed by its owner. */
export interface SigningIdentity {
  /** PKCS #8 PEM. */
  readonly privateKeyPem: string;
  /** X.509 PEM of the same key. */
  readonly certificatePem: string;
}

/**
 * Good beyond 2030, as RSA of 3,072 bits is (NIST SP 800-57 part 1, revision 5, table 2), and signs
 * twenty times as fast.
 */
const CURVE = "P-256";

/** A bill's signature must stay checkable for as long as the bill is kept. */
const VALID_YEARS = 20;

/** digitalSignature and nonRepudiation: the first two of eight bits. */
const SIGNS_DOCUMENTS = bits(Buffer.from([0xc0]), 6);

/** RFC 5280 gives an organisation's name and a common name at most 64 characters. */
const NAME_CHARACTERS_AT_MOST = 64;

/**
 * Makes a new key and a certificate that it signs itself, in the organisation's name: readers can
 * check that nothing was changed and that all bills have the same signer, not who the signer is.
 */
export async function createSigningIdentity(
  organisationName: string,
  clock: Clock,
): Promise<SigningIdentity> {
  const { privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: CURVE });
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const from = clock.now();
  const content = certificateContent({
    algorithm,
    name: nameOf(organisationName),
    from,
    to: from.toZonedDateTimeISO("UTC").add({ years: VALID_YEARS }).toInstant(),
    publicKey,
    extensions: [extensionOf(OID.keyUsage, { critical: true, value: SIGNS_DOCUMENTS })],
  });
  const certificate = sequence(content, algorithm, bits(sign("sha256", content, privateKey)));
  return {
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificatePem: pem("CERTIFICATE", certificate),
  };
}

function nameOf(organisationName: string): Buffer {
  const text = organisationName.trim().slice(0, NAME_CHARACTERS_AT_MOST) || "SmartPM";
  return sequence(
    setOf(sequence(oid(OID.organisationName), utf8(text))),
    setOf(sequence(oid(OID.commonName), utf8(text))),
  );
}
