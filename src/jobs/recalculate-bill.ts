import { billOf, type BillDraft } from "#domain/billing/bill-draft.ts";
import { type BillDifference, billDifference } from "#domain/billing/bill-difference.ts";
import type { Bill } from "#domain/billing/bill.ts";
import type { PointEvidence } from "#domain/billing/point-evidence.ts";
import { pricePoints } from "#domain/billing/price-point.ts";
import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import type { IssuedContent } from "#storage/bills.ts";
import { type LeasePart, listBilledParts } from "#storage/shared-costs.ts";
import { evidenceOf, placeOf, shareOf } from "./draft-bills.ts";
import { type LoadedLease, loadLease } from "./load-lease.ts";

/** An issued bill as it would be from today's readings. */
export interface Recalculation {
  readonly loaded: LoadedLease;
  readonly draft: BillDraft;
  readonly parts: readonly LeasePart[];
  readonly before: Bill;
  readonly after: Bill;
  readonly difference: BillDifference;
  readonly remarks: readonly Fault[];
}

/**
 * Computes an issued bill again: from today's readings, by the tariff versions that applied, with
 * its own parties, texts and history. A bill whose readings are what they were gives the same bytes
 * again. Nothing is stored.
 */
export async function recalculateBill(
  db: Queryable,
  bill: Pick<IssuedContent, "id" | "content" | "leaseId">,
): Promise<Result<Recalculation>> {
  const { content: before, leaseId } = bill;
  if (before.kind === "credit-note") return failed([onlyBills(before)]);
  const loaded = await loadLease(db, leaseId);
  const period = periodOf(before);
  const evidence = await evidenceOf(db, { loaded, period });
  const place = { ...placeOf(loaded), language: before.language };
  const priced = pricePoints(
    evidence.map((point) => asApplied(point, before)),
    place,
  );
  if (priced.obstacles.length > 0) return failed(priced.obstacles);
  const parts = await listBilledParts(db, bill.id);
  const draft: BillDraft = {
    kind: before.kind,
    language: before.language,
    locale: before.locale,
    currency: before.currency,
    timeZone: before.timeZone,
    issuer: before.issuer,
    recipient: before.recipient,
    premises: before.premises,
    period,
    points: priced.points,
    shares: parts.map(shareOf),
    history: before.history,
    comparisons: before.comparisons ?? [],
    emissions: before.emissions ?? [],
    texts: before.texts ?? {},
  };
  const { number, issuedOn, dueOn, account, corrects } = before;
  const after = billOf(draft, {
    number,
    issuedOn,
    dueOn,
    ...(account && { account }),
    ...(corrects && { corrects }),
  });
  const difference = billDifference(before, after);
  const remarks = [...priced.remarks, ...priced.late];
  return ok({ loaded, draft, parts, before, after, difference, remarks });
}

/** The days of a bill. */
export function periodOf({ periodFrom, periodTo }: Bill): DateRange {
  return { from: Temporal.PlainDate.from(periodFrom), to: Temporal.PlainDate.from(periodTo) };
}

/** With the versions that priced the bill, where it names any of the tariff that the point has. */
export function asApplied(point: PointEvidence, bill: Bill): PointEvidence {
  const { tariff, servicePointId } = point;
  if (!tariff.versions.ok) return point;
  const applied = bill.points
    .filter((billed) => billed.servicePointId === servicePointId)
    .flatMap(({ tariffVersionIds }) => tariffVersionIds);
  const versions = tariff.versions.value.filter(({ id }) => applied.includes(id));
  return versions.length === 0
    ? point
    : { ...point, tariff: { ...tariff, versions: ok(versions) } };
}

function onlyBills({ number }: Bill): Fault {
  return {
    code: "billing.not-a-bill",
    subject: number,
    message: "is a credit note, which takes back a bill and is not computed from readings",
    remedy: "recalculate the bill in force for these days",
  };
}
