import { createHash } from "node:crypto";
import type { Bill } from "#domain/billing/bill.ts";
import { billSeries } from "#domain/billing/bill-number.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { makeBill } from "#domain/billing/make-bill.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import {
  asId,
  type BillId,
  type BillRunId,
  type LeaseId,
  type TariffVersionId,
} from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { errorCode } from "#platform/refusal.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { insertBill, listLeaseBills, takeBillNumber } from "#storage/bills.ts";
import { freezeTariffVersions } from "#storage/tariffs.ts";
import { loadLease, type LoadedLease } from "./load-lease.ts";
import { loadHistory } from "./load-bill-history.ts";
import { pricePoints } from "./price-points.ts";

export interface BillLeaseOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly leaseId: LeaseId;
  /** Local days. */
  readonly period: DateRange;
  readonly kind: Exclude<Bill["kind"], "credit-note">;
  /**
   * What to do while a meter has not been read at the end of the period: wait, so that a later
   * reading tells what was used until then (the schedule), or bill without it (by hand).
   */
  readonly lateReadings: "wait" | "bill-without";
  readonly billRunId?: BillRunId;
  /** Who asked: an e-mail address, or `schedule`. */
  readonly actor: string;
}

export interface IssuedBill {
  readonly billId: BillId;
  readonly number: string;
  /** False when it had been issued before, and nothing was done now. */
  readonly isNew: boolean;
  /** What the bill could be made without, and a person should know. */
  readonly faults: readonly Fault[];
}

/**
 * Bills a lease for a period: loads, prices, and stores the bill with its number, the freeze of
 * its tariff versions and its audit entry in one transaction. The same period twice gives the same
 * bill. A fault when a day of it is on another bill, or when a point cannot be priced: what is left
 * off a bill can only be billed once that bill has been credited.
 */
export async function billLease(options: BillLeaseOptions): Promise<Result<IssuedBill>> {
  try {
    return await billOnce(options);
  } catch (error) {
    // Somebody else billed these days between our look and our storing: look again, once.
    if (DAYS_ARE_BILLED.includes(errorCode(error) ?? "")) return billOnce(options);
    throw error;
  }
}

/** PostgreSQL's codes: the exclusion lease_day_is_billed_once, or the key of lease and period. */
const DAYS_ARE_BILLED: readonly string[] = ["23P01", "23505"];

async function billOnce(options: BillLeaseOptions): Promise<Result<IssuedBill>> {
  const { database, leaseId, period } = options;
  const billed = await listLeaseBills(database, [leaseId]);
  const inForce = billed.filter(({ state }) => state === "issued");
  const same = inForce.find((bill) => isSame(bill.period, period));
  if (same) return ok({ billId: same.id, number: same.number, isNew: false, faults: [] });
  const loaded = await loadLease(database, leaseId);
  const overlap = inForce.find((bill) => intersectDates(bill.period, period));
  if (overlap) return failed([overlapFault(loaded, overlap.number)]);
  const priced = await pricePoints(database, loaded, { period });
  const { remarks, late } = priced;
  const hindered = [...priced.obstacles, ...(options.lateReadings === "wait" ? late : [])];
  if (hindered.length > 0) return failed(hindered);
  if (priced.points.length === 0) return failed(remarks.length > 0 ? remarks : [noPoint(loaded)]);
  const history = await loadHistory(database, { loaded, period, points: priced.points });
  const { site, tenant, lease, space, issuer } = loaded;
  const issuedAt = options.clock.now();
  const issuedOn = issuedAt.toZonedDateTimeISO(site.timeZone).toPlainDate();
  return database.transaction(async (tx) => {
    const series = billSeries({ siteId: site.id, kind: options.kind, issuedOn });
    const number = await takeBillNumber(tx, { siteId: site.id, series });
    const content = makeBill(
      {
        number,
        kind: options.kind,
        language: tenant.language,
        locale: site.locale,
        currency: site.currency,
        timeZone: site.timeZone,
        issuer,
        recipient: {
          name: tenant.name,
          company: tenant.company,
          addressLines: tenant.addressLines,
          taxNumber: tenant.taxNumber,
        },
        premises: space,
        issuedOn: issuedOn.toString(),
        dueOn: issuedOn.add({ days: lease.dueDays }).toString(),
        history,
        period,
      },
      priced.points,
    );
    const billId = await insertBill(tx, {
      siteId: site.id,
      leaseId,
      billRunId: options.billRunId,
      issuedAt,
      content,
      contentSha256: createHash("sha256").update(canonicalJson(content)).digest("hex"),
    });
    const ids = new Set(content.points.flatMap(({ tariffVersionIds }) => tariffVersionIds));
    await freezeTariffVersions(tx, {
      ids: [...ids].map((id) => asId<TariffVersionId>(id)),
      at: issuedAt,
    });
    await recordAudit(tx, {
      at: issuedAt,
      actor: options.actor,
      action: "bill.issued",
      subject: `bill ${number}`,
      after: { leaseId, from: content.periodFrom, to: content.periodTo, total: content.totalMinor },
    });
    return ok({ billId, number, isNew: true, faults: remarks });
  });
}

function isSame(a: DateRange, b: DateRange): boolean {
  return a.from.equals(b.from) && a.to.equals(b.to);
}

function noPoint({ tenant }: LoadedLease): Fault {
  return {
    code: "billing.no-point",
    subject: tenant.name,
    message: "the lease pays no service point in the billing period",
    remedy: "add its service points to the lease",
  };
}

function overlapFault({ tenant }: LoadedLease, number: string): Fault {
  return {
    code: "billing.days-billed",
    subject: tenant.name,
    message: `some of these days are on bill ${number}`,
    remedy: "choose days that are on no bill, or credit that bill first",
  };
}
