import { createSigningIdentity, type SigningIdentity } from "#documents/signing-certificate.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { SecretBox } from "#platform/secrets.ts";
import { readSecret, storeSecretOnce } from "#storage/secrets.ts";
import { listSites, readIssuer } from "#storage/sites.ts";

const NAME = "bill-signing-identity";

/**
 * The key and certificate that sign this installation's bills: made once, sealed in the database.
 * Two processes that make it at once end with the same one.
 */
export async function openSigningIdentity(
  database: Database,
  { box, clock }: { readonly box: SecretBox; readonly clock: Clock },
): Promise<SigningIdentity> {
  const kept = await readSecret(database, NAME);
  if (kept) return JSON.parse(box.open(NAME, kept)) as SigningIdentity;
  const [site] = await listSites(database);
  const organisation = site ? (await readIssuer(database, site.id)).name : "SmartPM";
  const identity = await createSigningIdentity(organisation, clock);
  await storeSecretOnce(database, { name: NAME, sealed: box.seal(NAME, JSON.stringify(identity)) });
  const stored = await readSecret(database, NAME);
  if (!stored) throw new Error("the signing identity was not stored");
  return JSON.parse(box.open(NAME, stored)) as SigningIdentity;
}
