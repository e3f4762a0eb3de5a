import { createPublicKey, generateKeyPair, sign } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";
import { certificateContent } from "./certificate-content.ts";
import { bits, der, extensionOf, oid, OID, pem, sequence, setOf, utf8 } from "./der.ts";

/** The key and certificate of a web server, both PEM. */
export interface ServerIdentity {
  readonly key: string;
  readonly certificate: string;
}

/** What browsers and Apple's devices still accept of a certificate that a person trusts. */
export const SERVER_CERTIFICATE_DAYS = 825;

/** GeneralName choices of RFC 5280: a DNS name, an address of 4 or 16 bytes. */
const DNS_NAME = 2;
const IP_ADDRESS = 7;
/** digitalSignature: the first of eight bits. */
const DIGITAL_SIGNATURE = bits(Buffer.from([0x80]), 7);

/**
 * A new P-256 key, and a certificate for these names that it signs itself: what is sent is
 * encrypted, and a browser asks once whether this is the machine it means.
 */
export async function createServerIdentity(
  names: readonly string[],
  now: Temporal.Instant,
): Promise<ServerIdentity> {
  const { privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const content = certificateContent({
    algorithm,
    name: sequence(setOf(sequence(oid(OID.commonName), utf8("SmartPM")))),
    from: now,
    to: now.add({ hours: 24 * SERVER_CERTIFICATE_DAYS }),
    publicKey,
    extensions: [
      extensionOf(OID.keyUsage, { critical: true, value: DIGITAL_SIGNATURE }),
      extensionOf(OID.extendedKeyUsage, {
        critical: false,
        value: sequence(oid(OID.serverAuthentication)),
      }),
      extensionOf(OID.subjectAlternativeName, {
        critical: false,
        value: sequence(...names.map(generalName)),
      }),
    ],
  });
  const certificate = sequence(
    content,
    algorithm,
    bits(sign("sha256", content, { key: privateKey, dsaEncoding: "der" })),
  );
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: pem("CERTIFICATE", certificate),
  };
}

/** Implicitly tagged, primitive. */
function generalName(name: string): Buffer {
  const kind = isIP(name);
  if (kind === 0) return der(0x80 | DNS_NAME, Buffer.from(name, "ascii"));
  return der(0x80 | IP_ADDRESS, addressBytes(name, kind));
}

function addressBytes(address: string, kind: number): Buffer {
  if (kind === 4) return Buffer.from(address.split(".").map(Number));
  // The URL parser writes an IPv6 address in its shortest form: at most one "::".
  const { hostname } = new URL(`http://[${address}]`);
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const [before, after] = [groupsOf(head), groupsOf(tail ?? "")];
  const middle = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const groups = tail === undefined ? before : [...before, ...middle, ...after];
  return Buffer.from(groups.map((group) => group.padStart(4, "0")).join(""), "hex");
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
