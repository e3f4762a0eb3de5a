import { t } from "i18next";
import { unitSign } from "./format.ts";

/** The parts of a bill's units that are words. */
const WORDS = {
  day: "day",
  month: "month",
  year: "year",
  dwelling: "dwelling",
  person: "person",
  "service point": "servicePoint",
  bill: "bill",
  "· day": "perDay",
  "· month": "perMonth",
  "· year": "perYear",
  "· bill": "perBill",
} as const;

/**
 * The unit of a bill's line as the reader writes it behind a quantity, which is decimal text: `31 days`,
 * `1 day`, `3 kW · month`. Only of exactly one it is the singular, as on the bill.
 */
export function billUnit(unit: string, quantity: string): string {
  const count = /^-?1$/.test(quantity) ? 1 : 2;
  return unit
    .split(/ (?=· )/u)
    .map((part) => (isWord(part) ? t(`billUnit.${WORDS[part]}`, { count }) : unitSign(part)))
    .join(" ");
}

function isWord(part: string): part is keyof typeof WORDS {
  return Object.hasOwn(WORDS, part);
}
