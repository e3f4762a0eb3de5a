import type {
  Bill,
  BillCorrection,
  BillComparison,
  BilledShare,
  BillEmission,
  BillHistory,
  BillIssuer,
  BillRecipient,
} from "./bill.ts";
import { canonicalJson } from "./canonical-json.ts";
import { makeBill, type PointToBill } from "./make-bill.ts";
import type { DateRange } from "#domain/core/instant-range.ts";

/** A bill before it is issued: all of it but number, days and the account. */
export interface BillDraft {
  readonly kind: "regular" | "final";
  readonly language: Bill["language"];
  readonly locale: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly issuer: BillIssuer;
  readonly recipient: BillRecipient;
  readonly premises: string;
  readonly period: DateRange;
  readonly points: readonly PointToBill[];
  readonly shares: readonly BilledShare[];
  readonly history: readonly BillHistory[];
  readonly comparisons: readonly BillComparison[];
  readonly emissions: readonly BillEmission[];
  readonly texts: Readonly<Record<string, string>>;
}

/** What comes with the day of issue. */
export interface IssueFrame {
  readonly number: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly account?: Bill["account"];
  readonly corrects?: BillCorrection;
}

/** The bill that a draft becomes. */
export function billOf(draft: BillDraft, issue: IssueFrame): Bill {
  const { points, shares, texts, comparisons, emissions, ...frame } = draft;
  const { account, corrects, ...days } = issue;
  return makeBill(
    {
      ...frame,
      ...days,
      ...(account && { account }),
      ...(corrects && { corrects }),
      ...(Object.keys(texts).length > 0 && { texts }),
      ...(comparisons.length > 0 && { comparisons }),
      ...(emissions.length > 0 && { emissions }),
    },
    { points, shares },
  );
}

/** A draft as a bill without number and days: what a person approves. */
export function unissuedBill(draft: BillDraft): Bill {
  return billOf(draft, { number: "", issuedOn: "", dueOn: "" });
}

/** The bill that an unissued one becomes, which has been put together and checked already. */
export function issuedAs(unissued: Bill, { account, corrects, ...days }: IssueFrame): Bill {
  return { ...unissued, ...days, ...(account && { account }), ...(corrects && { corrects }) };
}

/** One text for what a draft charges: the same as long as a new draft says the same. */
export function draftText(unissued: Bill): string {
  return canonicalJson(unissued);
}
