import { asId, type BillId, type LeaseId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { Refusal } from "#platform/refusal.ts";
import { findBillId } from "#storage/bills.ts";
import { readLeases } from "#storage/leases.ts";
import { listSites, type Site } from "#storage/sites.ts";
import { wholeNumberOption } from "./option-values.ts";

/** The bill with a number; a Refusal where there is none. */
export async function billIdOf(database: Database, number: string): Promise<BillId> {
  const id = await findBillId(database, number);
  if (id === undefined) throw new Refusal(`there is no bill ${number}`);
  return id;
}

/** The lease with an id; a Refusal where there is none. */
export async function leaseIdOf(database: Database, text: string): Promise<LeaseId> {
  const id = asId<LeaseId>(wholeNumberOption("LEASE", text));
  const [lease] = await readLeases(database, [id]);
  if (!lease) throw new Refusal(`there is no lease ${text}`);
  return id;
}

/** The site that is named, or the only one. */
export async function siteOf(database: Database, named: string | undefined): Promise<Site> {
  const sites = await listSites(database);
  const wanted = named === undefined ? undefined : wholeNumberOption("--site", named);
  const found = sites.filter(({ id }) => wanted === undefined || id === wanted);
  const [site, other] = found;
  if (!site)
    throw new Refusal(named === undefined ? "there is no site yet" : `there is no site ${named}`);
  if (other) {
    const names = sites.map(({ id, name }) => `${id} (${name})`).join(", ");
    throw new Refusal(`--site is missing: there are ${names}`);
  }
  return site;
}
