import type { Fault } from "#domain/core/fault.ts";
import type { Bill } from "./bill.ts";

/** A part that a bill may have to contain. Those of `TEXTS` are texts that the site's owner writes. */
export const BILL_BLOCKS = [
  "parties",
  "readings",
  "prices",
  "due",
  "payment",
  "history",
  "estimation",
  "taxes-explained",
  "fuel-mix",
  "metering-cost",
  "advice",
  "complaints",
  "co2-split",
  "emissions",
] as const;
export type BillBlock = (typeof BILL_BLOCKS)[number];

/** Texts that a site can have on its bills: a greeting, a last word, and what profiles ask for. */
export const BILL_TEXTS = [
  "intro",
  "closing",
  "estimation",
  "taxes-explained",
  "fuel-mix",
  "metering-cost",
  "advice",
  "complaints",
  "co2-split",
] as const;
export type BillText = (typeof BILL_TEXTS)[number];

export const BILL_PROFILES = ["general", "eu-heat", "de-heat", "uk-heat", "ca-water"] as const;
export type BillProfile = (typeof BILL_PROFILES)[number];

/**
 * What a bill must contain by kind and country, as far as secondary sources tell: Directive (EU)
 * 2023/1791 Annex IX, HeizkostenV 6a, the UK's heat network regulations, California's Civil Code
 * 1954.206. A bill that has all of it is no promise that it complies: that is for a lawyer to say.
 */
const REQUIRED: Readonly<Record<BillProfile, readonly BillBlock[]>> = {
  general: ["parties", "readings", "prices"],
  "eu-heat": [
    "parties",
    "readings",
    "prices",
    "history",
    "estimation",
    "taxes-explained",
    "fuel-mix",
    "emissions",
    "advice",
    "complaints",
  ],
  "de-heat": [
    "parties",
    "readings",
    "prices",
    "history",
    "estimation",
    "taxes-explained",
    "fuel-mix",
    "emissions",
    "metering-cost",
    "advice",
    "complaints",
    "co2-split",
  ],
  "uk-heat": [
    "parties",
    "readings",
    "prices",
    "due",
    "payment",
    "history",
    "estimation",
    "advice",
    "complaints",
  ],
  "ca-water": ["parties", "readings", "prices", "due", "payment", "estimation", "complaints"],
};

/** What the bills of a profile must contain. */
export function requiredBlocks(profile: BillProfile): readonly BillBlock[] {
  return REQUIRED[profile];
}

/** What of it a bill has not. */
export function missingBlocks(bill: Bill, profile: BillProfile): readonly BillBlock[] {
  return REQUIRED[profile].filter((block) => !hasBlock(bill, block));
}

/** Blocks that a bill of the profile lacks: it is not issued before they are there. */
export function lintBill(bill: Bill, profile: BillProfile): readonly Fault[] {
  return missingBlocks(bill, profile).map((block): Fault => ({
    code: "billing.block-missing",
    subject: bill.recipient.name,
    message: `a bill of the profile ${profile} must contain ${block}, and this one has none`,
    remedy: REMEDIES[block] ?? `write the text ${block} among the site's bill texts`,
  }));
}

const REMEDIES: Readonly<Partial<Record<BillBlock, string>>> = {
  parties: "complete name and address of the organisation and the name of the tenant",
  readings: "bill points whose meters are read",
  prices: "add charges to the tariff",
  payment: "say in the organisation's settings how to pay",
  emissions: "enter the factors of the site's commodities in the settings of its bills",
  history: "bill the tenant's months one after the other, so that there is something to compare",
};

function hasBlock(bill: Bill, block: BillBlock): boolean {
  switch (block) {
    case "parties":
      return bill.issuer.name !== "" && bill.recipient.name !== "";
    case "readings":
      return bill.points.length > 0 || (bill.sharedCosts ?? []).length > 0;
    case "prices":
      return bill.lines.length > 0 || (bill.sharedCosts ?? []).length > 0;
    case "due":
      return true;
    case "payment":
      return bill.issuer.paymentInstructions !== "";
    case "history":
      return bill.history.some(({ months }) =>
        months.slice(0, -1).some(({ consumption }) => consumption !== null),
      );
    case "estimation":
      return (
        bill.points.every(({ estimatedShare }) => Number(estimatedShare) === 0) ||
        hasText(bill, block)
      );
    case "emissions":
      return (bill.emissions ?? []).length > 0;
    case "taxes-explained":
    case "fuel-mix":
    case "metering-cost":
    case "advice":
    case "complaints":
    case "co2-split":
      return hasText(bill, block);
  }
}

function hasText({ texts }: Bill, block: BillBlock): boolean {
  return (texts?.[block] ?? "").trim() !== "";
}
