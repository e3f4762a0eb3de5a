import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { createServerIdentity, type ServerIdentity } from "#documents/server-certificate.ts";
import type { Clock } from "#platform/clock.ts";
import type { Configuration } from "#platform/configuration.ts";
import { errorCode, errorText, Refusal } from "#platform/refusal.ts";
import { writeWholeFile } from "#platform/whole-file.ts";

/** In the data folder: what SmartPM makes itself while nobody gives it a certificate. */
const KEY_FILE = "https-key.pem";
const CERTIFICATE_FILE = "https-certificate.pem";
const RENEWED_BEFORE_DAYS = 30;

/** With what the web speaks HTTPS. */
export interface HttpsIdentity extends ServerIdentity {
  /** Browsers warn of it once; HSTS would make that warning final. */
  readonly isSelfMade: boolean;
}

/** Where it comes from: read anew each time, for certificates are renewed under the same name. */
export type HttpsSource = () => Promise<HttpsIdentity>;

/**
 * The certificate of the configuration, or one of our own for every name of this machine, made anew
 * before it ends; undefined where the web speaks plain HTTP. Throws a Refusal that says what is
 * wrong with a file.
 */
export function httpsSource(
  { https, host, publicUrl, dataFolder }: Configuration,
  clock: Clock,
): HttpsSource | undefined {
  if (https.mode === "off") return undefined;
  const { certificate, key } = https;
  if (certificate !== undefined && key !== undefined) return () => readGiven({ certificate, key });
  if (https.mode === "auto" && isLoopback(host)) return undefined;
  const names = ownNames({ host, publicUrl });
  return () => readOwn({ dataFolder, names, now: clock.now() });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

async function readNamed(name: "certificate" | "key", paths: ServerIdentity): Promise<string> {
  const path = paths[name];
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Refusal(`https.${name}: cannot read ${path} (${errorText(error)})`);
  }
}

async function readGiven(paths: ServerIdentity): Promise<HttpsIdentity> {
  const certificate = await readNamed("certificate", paths);
  const key = await readNamed("key", paths);
  const identity = { certificate, key, isSelfMade: false };
  try {
    createSecureContext({ cert: identity.certificate, key: identity.key });
  } catch (error) {
    throw new Refusal(
      `https.certificate and https.key do not fit together (${errorText(error)}): give both as PEM, the chain below the certificate`,
    );
  }
  return identity;
}

async function readOwn({
  dataFolder,
  names,
  now,
}: {
  readonly dataFolder: string;
  readonly names: readonly string[];
  readonly now: Temporal.Instant;
}): Promise<HttpsIdentity> {
  const paths = {
    key: join(dataFolder, KEY_FILE),
    certificate: join(dataFolder, CERTIFICATE_FILE),
  };
  const kept = await readKept(paths);
  if (kept && holds(kept, { names, now })) return { ...kept, isSelfMade: true };
  const made = await createServerIdentity(names, now);
  for (const name of ["key", "certificate"] as const) {
    await writeWholeFile(paths[name], made[name]);
  }
  return { ...made, isSelfMade: true };
}

async function readKept(paths: ServerIdentity): Promise<ServerIdentity | undefined> {
  try {
    const key = await readFile(paths.key, "utf8");
    return { key, certificate: await readFile(paths.certificate, "utf8") };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether it goes with its key, holds for a while, and is for all of the names. */
function holds(
  { key, certificate }: ServerIdentity,
  { names, now }: { readonly names: readonly string[]; readonly now: Temporal.Instant },
): boolean {
  try {
    createSecureContext({ cert: certificate, key });
    const parsed = new X509Certificate(certificate);
    const endsAt = Temporal.Instant.fromEpochMilliseconds(parsed.validToDate.getTime());
    return (
      now.until(endsAt).total("hours") > RENEWED_BEFORE_DAYS * 24 &&
      names.every((name) => parsed.checkHost(name) ?? parsed.checkIP(name))
    );
  } catch {
    return false; // Written by half, or damaged: a new one takes its place.
  }
}

/** Names and addresses by which browsers may reach this machine. */
function ownNames({
  host,
  publicUrl,
}: Pick<Configuration, "host" | "publicUrl">): readonly string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .map(({ address }) => address)
    // Addresses that change by the hour or hold on one cable only are no names.
    .filter((address) => !address.startsWith("fe80:") && !address.includes("%"));
  const isEveryone = host === "0.0.0.0" || host === "::";
  const names = [
    "localhost",
    "127.0.0.1",
    hostname().toLowerCase(),
    ...(isEveryone ? addresses : [host]),
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, "")]),
  ];
  return [...new Set(names)].filter((name) => /^[\w.:-]+$/.test(name)).toSorted();
}
