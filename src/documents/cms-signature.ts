import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import {
  type DerValue,
  integer,
  nothing,
  octets,
  oid,
  OID,
  readAll,
  readDer,
  sequence,
  setOf,
  tagged,
} from "./der.ts";
import { lowerTwin } from "./ecdsa-twin.ts";
import type { SigningIdentity } from "./signing-certificate.ts";

/** A signing identity, parsed once for many signatures. */
export interface Signer {
  readonly name: string;
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
}

/** Parses key and certificate. Throws when they are malformed or do not belong together. */
export function openSigner(identity: SigningIdentity): Signer {
  const key = createPrivateKey(identity.privateKeyPem);
  const certificate = new X509Certificate(identity.certificatePem);
  if (!isUsable(key) || !certificate.checkPrivateKey(key)) {
    throw new Error("the signing key is not the RSA or P-256 key of the signing certificate");
  }
  return { name: signerName(certificate), key, certificate };
}

/** Of the kinds that `algorithmOf` knows. */
function isUsable({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return asymmetricKeyType === "rsa" || asymmetricKeyDetails?.namedCurve === "prime256v1";
}

/** The common name in a certificate's subject. */
export function signerName(certificate: X509Certificate): string {
  const line = certificate.subject.split("\n").find((part) => part.startsWith("CN="));
  return line?.slice(3) ?? certificate.subject.replaceAll("\n", ", ");
}

/**
 * A detached signature over content with this SHA-256 digest: CMS SignedData (RFC 5652) with what
 * PAdES baseline B asks of it (ETSI EN 319 142-1, 6.3): signing certificate by reference in the
 * signed attributes, and no signing time there (the PDF's own `/M` states it).
 */
export function signDetached(digest: Buffer, signer: Signer): Buffer {
  const certificate = signer.certificate.raw;
  const signature = sign("sha256", signedAttributes({ digest, certificate }), signer.key);
  return encodeSignature({ digest, certificate, signature });
}

/** What our signatures consist of; all else in them follows from it. */
export interface SignatureParts {
  /** SHA-256 of the content. */
  readonly digest: Buffer;
  /** X.509 DER. */
  readonly certificate: Buffer;
  readonly signature: Buffer;
}

/** What is signed: the digest, and by whose certificate it is to be checked. */
export function signedAttributes({
  digest,
  certificate,
}: Pick<SignatureParts, "digest" | "certificate">): Buffer {
  return setOf(
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octets(digest)),
    // SigningCertificateV2 of one ESSCertIDv2, whose default hash is SHA-256 (RFC 5035).
    attribute(OID.signingCertificateV2, sequence(sequence(sequence(octets(hashOf(certificate)))))),
  );
}

/** The one encoding that these parts have here. */
export function encodeSignature(parts: SignatureParts): Buffer {
  const sha256 = sequence(oid(OID.sha256));
  // Signed as a SET, embedded with the tag [0] in its place (RFC 5652, 5.4).
  const embedded = Buffer.from(signedAttributes(parts));
  embedded[0] = 0xa0;
  const { algorithm, encoded } = signatureBy(parts);
  const signerInfo = sequence(
    integer(1n),
    issuerAndSerial(parts.certificate),
    sha256,
    embedded,
    algorithm,
    octets(encoded),
  );
  const signedData = sequence(
    integer(1n),
    setOf(sha256),
    sequence(oid(OID.data)),
    tagged(0, parts.certificate),
    setOf(signerInfo),
  );
  return sequence(oid(OID.signedData), tagged(0, signedData));
}

/**
 * Reads a signature of ours. Throws a RangeError for every other: its bytes must be exactly those
 * that `encodeSignature` makes, so that none of them can be changed unseen.
 */
export function decodeSignature(bytes: Buffer): SignatureParts {
  const signedData = descend(readDer(bytes), [1, 0]);
  const signerInfo = descend(signedData, [4, 0]);
  const attributes = readAll(descend(signerInfo, [3]).content);
  const wanted = oid(OID.messageDigest);
  const stated = attributes.find((one) => descend(one, [0]).whole.equals(wanted));
  if (!stated) throw new RangeError("the signature states no digest");
  const decoded = {
    digest: descend(stated, [1, 0]).content,
    certificate: descend(signedData, [3, 0]).whole,
    signature: descend(signerInfo, [5]).content,
  };
  if (!encodeSignature(decoded).equals(bytes)) {
    throw new RangeError("the signature is not in the form that SmartPM writes");
  }
  return decoded;
}

/** The value within `value` that the path of positions leads to. */
function descend(value: DerValue, path: readonly number[]): DerValue {
  let current = value;
  for (const position of path) {
    const next = readAll(current.content)[position];
    if (!next) throw new RangeError("the signature lacks a part");
    current = next;
  }
  return current;
}

function attribute(type: string, value: Buffer): Buffer {
  return sequence(oid(type), setOf(value));
}

export function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/**
 * By which algorithm the key of the certificate signs, and the one form that a signature by it has.
 * An installation that has signed by RSA goes on with its key; new ones have a key on P-256.
 */
function signatureBy({ certificate, signature }: SignatureParts): {
  readonly algorithm: Buffer;
  readonly encoded: Buffer;
} {
  const key = fieldsOf(certificate)[KEY_AMONG_FIELDS];
  const [kind] = readAll(key?.content ?? Buffer.alloc(0));
  if (kind?.whole.equals(RSA)) return { algorithm: RSA, encoded: signature };
  if (kind?.whole.equals(P256)) {
    return { algorithm: sequence(oid(OID.ecdsaWithSha256)), encoded: lowerTwin(signature) };
  }
  throw new RangeError("the certificate's key is neither RSA nor on P-256");
}

/** What kinds of key a certificate states (RFC 3279, sections 2.3.1 and 2.3.5). */
const RSA = sequence(oid(OID.rsaEncryption), nothing());
const P256 = sequence(oid(OID.ecPublicKey), oid(OID.p256));

/** How a signature says whose it is: issuer and serial number, as the certificate has them. */
function issuerAndSerial(certificate: Buffer): Buffer {
  const [, serial, , issuer] = fieldsOf(certificate);
  if (!serial || !issuer) throw new RangeError("the certificate has no issuer and serial number");
  return sequence(issuer.whole, serial.whole);
}

/** TBSCertificate: version [0], serialNumber, signature, issuer, validity, subject, key, ... */
function fieldsOf(certificate: Buffer): readonly DerValue[] {
  const [stated] = readAll(readDer(certificate).content);
  return readAll(stated?.content ?? Buffer.alloc(0));
}

const KEY_AMONG_FIELDS = 6;
