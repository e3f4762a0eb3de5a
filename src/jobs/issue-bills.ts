import { createHash } from "node:crypto";
import { issuedAs } from "#domain/billing/bill-draft.ts";
import { billSeries } from "#domain/billing/bill-number.ts";
import type { Bill, BillAccount, BillCorrection } from "#domain/billing/bill.ts";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { asId, type BillId, type BillRunId, type TariffVersionId } from "#domain/core/id.ts";
import { postingsOf } from "#domain/ledger/ledger-entry.ts";
import type { Queryable } from "#platform/database.ts";
import { recordAudits } from "#storage/audit-entries.ts";
import { insertBills, type NewBill, takeBillNumbers } from "#storage/bills.ts";
import { type AccountBalance, bookEntries, readBalances } from "#storage/ledger.ts";
import { markPartsBilled } from "#storage/shared-costs.ts";
import { freezeTariffVersions } from "#storage/tariffs.ts";
import type { DraftedBill } from "./draft-bills.ts";
import type { LoadedLease } from "./load-lease.ts";

export interface Issue {
  readonly at: Temporal.Instant;
  /** Who asked: an e-mail address, or `schedule`. */
  readonly actor: string;
  readonly billRunId?: BillRunId;
  /** For bills that take the place of credited ones. */
  readonly corrects?: BillCorrection;
}

export interface Issued {
  readonly billId: BillId;
  readonly number: string;
  readonly totalMinor: bigint;
}

/**
 * Issues drafts: their numbers, the bills, their entries in the books, the freeze of their tariff
 * versions and their audit entries, all in the caller's transaction and few statements. In the
 * order of the drafts.
 */
export async function issueBills(
  tx: Queryable,
  drafted: readonly DraftedBill[],
  issue: Issue,
): Promise<readonly Issued[]> {
  const leaseIds = drafted.map(({ loaded }) => loaded.lease.id);
  const balances = await readBalances(tx, leaseIds);
  const days = drafted.map(({ loaded }) => dayOf(loaded, issue.at));
  const numbers = await numbersFor(tx, drafted, days);
  const bills = drafted.map(({ loaded, unissued }, n): NewBill => {
    const issuedOn = days[n] ?? dayOf(loaded, issue.at);
    const frame = {
      number: numbers[n] ?? "",
      issuedOn: issuedOn.toString(),
      dueOn: issuedOn.add({ days: loaded.lease.dueDays }).toString(),
      ...(issue.corrects && { corrects: issue.corrects }),
    };
    const account = accountOf(balances.get(loaded.lease.id), unissued);
    const content = issuedAs(unissued, { ...frame, ...(account && { account }) });
    const canonical = canonicalJson(content);
    return {
      siteId: loaded.site.id,
      leaseId: loaded.lease.id,
      billRunId: issue.billRunId,
      issuedAt: issue.at,
      content,
      canonical,
      contentSha256: sha256(canonical),
    };
  });
  const ids = await insertBills(tx, bills);
  await bookBills(tx, { bills, ids, actor: issue.actor });
  await markPartsBilled(
    tx,
    drafted.flatMap(({ parts }, n) =>
      parts.map(({ costId, partNo }) => ({ costId, partNo, billId: ids[n] ?? asId(0) })),
    ),
  );
  await freezeVersions(tx, bills, issue.at);
  await recordAudits(
    tx,
    bills.map(({ content, leaseId }) => ({
      at: issue.at,
      actor: issue.actor,
      action: "bill.issued",
      subject: `bill ${content.number}`,
      after: { leaseId, from: content.periodFrom, to: content.periodTo, total: content.totalMinor },
    })),
  );
  return bills.map(({ content }, n) => ({
    billId: ids[n] ?? asId(0),
    number: content.number,
    totalMinor: BigInt(content.totalMinor),
  }));
}

/** The SHA-256 of a text, hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The local day of an instant at a lease's site. */
export function dayOf({ site }: LoadedLease, at: Temporal.Instant): Temporal.PlainDate {
  return at.toZonedDateTimeISO(site.timeZone).toPlainDate();
}

/** In one order of series, so that two that issue at once never wait for each other. */
async function numbersFor(
  tx: Queryable,
  drafted: readonly DraftedBill[],
  days: readonly Temporal.PlainDate[],
): Promise<readonly string[]> {
  const wanted = drafted.flatMap(({ loaded, unissued: { kind } }, n) => {
    const issuedOn = days[n];
    if (!issuedOn) return [];
    const siteId = loaded.site.id;
    return [{ n, siteId, series: billSeries({ siteId, kind, issuedOn }) }];
  });
  const numbers: string[] = [];
  const groups = Map.groupBy(wanted, ({ series }) => series)
    .entries()
    .toArray()
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [series, group] of groups) {
    const [first] = group;
    if (!first) continue;
    const taken = await takeBillNumbers(tx, {
      siteId: first.siteId,
      series,
      count: group.length,
    });
    for (const [at, { n }] of group.entries()) numbers[n] = taken[at] ?? "";
  }
  return numbers;
}

/** Left out for a tenant with whom there was nothing before this bill. */
function accountOf(before: AccountBalance | undefined, bill: Bill): BillAccount | undefined {
  if (!before) return undefined;
  const { balanceMinor, receivedMinor } = before;
  return {
    previousMinor: (balanceMinor + receivedMinor).toString(),
    receivedMinor: receivedMinor.toString(),
    balanceMinor: (balanceMinor + BigInt(bill.totalMinor)).toString(),
  };
}

/** The entries of bills and credit notes. */
export async function bookBills(
  tx: Queryable,
  {
    bills,
    ids,
    actor,
  }: {
    readonly bills: readonly NewBill[];
    readonly ids: readonly BillId[];
    readonly actor: string;
  },
): Promise<void> {
  await bookEntries(
    tx,
    bills.map(({ siteId, leaseId, issuedAt, content }, n) => {
      const kind = content.kind === "credit-note" ? "credit-note" : "bill";
      const netMinor = BigInt(content.netMinor);
      const taxMinor = BigInt(content.taxMinor);
      return {
        siteId,
        leaseId,
        kind,
        bookedOn: Temporal.PlainDate.from(content.issuedOn),
        dueOn: Temporal.PlainDate.from(content.dueOn),
        billId: ids[n] ?? asId(0),
        bookedAt: issuedAt,
        actor,
        postings: postingsOf({ kind, netMinor, taxMinor }),
      };
    }),
  );
}

async function freezeVersions(
  tx: Queryable,
  bills: readonly NewBill[],
  at: Temporal.Instant,
): Promise<void> {
  const ids = new Set(
    bills.flatMap(({ content }) =>
      content.points.flatMap(({ tariffVersionIds }) => tariffVersionIds),
    ),
  );
  await freezeTariffVersions(tx, { ids: [...ids].map((id) => asId<TariffVersionId>(id)), at });
}
