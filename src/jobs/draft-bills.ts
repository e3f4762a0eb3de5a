import { type BillDraft, unissuedBill } from "#domain/billing/bill-draft.ts";
import { lintBill } from "#domain/billing/bill-profile.ts";
import type { Bill, BilledShare } from "#domain/billing/bill.ts";
import type { PointEvidence, PricingPlace } from "#domain/billing/point-evidence.ts";
import { pricePoints } from "#domain/billing/price-point.ts";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import type { LeaseId } from "#domain/core/id.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { type LeasePart, listUnbilledParts } from "#storage/shared-costs.ts";
import { loadEvidence } from "./lease-evidence.ts";
import { type LoadedLease, loadLeases } from "./load-lease.ts";
import { loadShownUse } from "./load-shown-use.ts";

/** A bill that is wanted. */
export interface BillToDraft {
  readonly leaseId: LeaseId;
  /** Local days. */
  readonly period: DateRange;
  readonly kind: "regular" | "final";
  /**
   * What to do while a meter has not been read at the end of the period: wait, so that a later
   * reading tells what was used until then (the schedule), or bill without it (by hand).
   */
  readonly lateReadings: "wait" | "bill-without";
}

/** A bill that could be issued now. */
export interface DraftedBill {
  readonly loaded: LoadedLease;
  /** The bill without its number and days. */
  readonly unissued: Bill;
  /** The parts of shared costs that it charges. */
  readonly parts: readonly LeasePart[];
  /** What the bill is made without, and a person should know. */
  readonly remarks: readonly Fault[];
}

/**
 * Makes many drafts in a handful of statements; by request, the draft or why there is none. With
 * `onlyAmounts`, without the use that a bill only shows, and whether or not its profile is fulfilled.
 */
export async function draftBills(
  db: Queryable,
  wanted: readonly BillToDraft[],
  { onlyAmounts = false }: { readonly onlyAmounts?: boolean } = {},
): Promise<readonly Result<DraftedBill>[]> {
  const leases = await loadLeases(
    db,
    wanted.map(({ leaseId }) => leaseId),
  );
  const requests = wanted.map(({ leaseId, period }) => {
    const loaded = leases.get(leaseId);
    if (!loaded) throw new Error(`lease ${leaseId} does not exist`);
    return { loaded, period };
  });
  const evidence = await loadEvidence(db, requests);
  const parts = await unbilledParts(db, wanted);
  const priced = requests.map(({ loaded }, n) => pricePoints(evidence[n] ?? [], placeOf(loaded)));
  const shown = requests.map((request, n) => ({ ...request, points: priced[n]?.points ?? [] }));
  const uses = onlyAmounts ? [] : await loadShownUse(db, shown);
  return requests.map(({ loaded, period }, n): Result<DraftedBill> => {
    const { kind, lateReadings } = wanted[n] ?? { kind: "regular", lateReadings: "wait" };
    const { points = [], remarks = [], obstacles = [], late = [] } = priced[n] ?? {};
    const shares = parts[n] ?? [];
    const hindered = [...obstacles, ...(lateReadings === "wait" ? late : [])];
    if (hindered.length > 0) return failed(hindered);
    if (points.length === 0 && shares.length === 0) {
      return failed(remarks.length > 0 ? remarks : [noPoint(loaded)]);
    }
    const use = uses[n] ?? { history: [], comparisons: [], emissions: [] };
    const draft = {
      ...frameOf(loaded),
      kind,
      period,
      points,
      shares: shares.map(shareOf),
      ...use,
    };
    const unissued = unissuedBill(draft);
    const lacking = onlyAmounts ? [] : lintBill(unissued, loaded.rules.profile);
    if (lacking.length > 0) return failed(lacking);
    return ok({ loaded, unissued, parts: shares, remarks });
  });
}

/** Where and for whom a lease's points are priced. */
export function placeOf(loaded: LoadedLease): PricingPlace {
  const { tenant, site } = loaded;
  const { timeZone, currency } = site;
  return { tenant: tenant.name, language: languageOf(loaded), timeZone, currency };
}

/** Of the bills of the site where it has one, else the tenant's. */
function languageOf({ tenant, rules }: LoadedLease): BillLanguage {
  return rules.language ?? tenant.language;
}

/** What a bill says of its parties, as they are now. */
export function frameOf(loaded: LoadedLease) {
  const { tenant, site, issuer, space, rules } = loaded;
  return {
    language: languageOf(loaded),
    locale: site.locale,
    currency: site.currency,
    timeZone: site.timeZone,
    issuer: {
      ...issuer,
      title: rules.title || issuer.title,
      ...(rules.bankAccount && { bankAccount: rules.bankAccount }),
    },
    recipient: {
      name: tenant.name,
      company: tenant.company,
      addressLines: tenant.addressLines,
      taxNumber: tenant.taxNumber,
    },
    premises: space,
    texts: rules.texts,
  } satisfies Partial<BillDraft>;
}

/** By request. A final bill charges whatever is left, also of costs that end later. */
async function unbilledParts(
  db: Queryable,
  wanted: readonly BillToDraft[],
): Promise<readonly (readonly LeasePart[])[]> {
  const found = new Map<string, Map<LeaseId, LeasePart[]>>();
  for (const [until, alike] of Map.groupBy(wanted, untilOf)) {
    const leaseIds = alike.map(({ leaseId }) => leaseId);
    const parts = await listUnbilledParts(db, { leaseIds, until });
    found.set(
      until,
      Map.groupBy(parts, ({ leaseId }) => leaseId),
    );
  }
  return wanted.map((one) => found.get(untilOf(one))?.get(one.leaseId) ?? []);
}

function untilOf({ kind, period }: BillToDraft): string {
  return kind === "final" ? "infinity" : period.to.toString();
}

/** A part of a shared cost as a bill shows it. */
export function shareOf(part: LeasePart): BilledShare {
  const { pool, description, taxRate, taxLabel } = part;
  return {
    costId: part.costId,
    label: description === "" ? pool : `${pool}: ${description}`,
    from: part.from,
    to: part.to,
    costMinor: part.costMinor.toString(),
    parts: part.parts,
    amountMinor: part.amountMinor.toString(),
    ...(taxRate !== null && { taxRate, taxLabel }),
  };
}

function noPoint({ tenant }: LoadedLease): Fault {
  return {
    code: "billing.no-point",
    subject: tenant.name,
    message: "the lease pays no service point in the billing period",
    remedy: "add its service points to the lease",
  };
}

/** The evidence of one lease's points. */
export async function evidenceOf(
  db: Queryable,
  request: { readonly loaded: LoadedLease; readonly period: DateRange },
): Promise<readonly PointEvidence[]> {
  return (await loadEvidence(db, [request]))[0] ?? [];
}
