import { t } from "i18next";
import { tellUnit } from "#domain/rating/unit-told.ts";
import { formatDecimal, unitSign } from "./format.ts";

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

/** The unit of a bill's line behind a quantity, in the reader's words. */
export function billUnit(unit: string, quantity: string): string {
  return tellUnit(unit, quantity, (part, isOne) =>
    isWord(part) ? t(`billUnit.${WORDS[part]}`, { count: isOne ? 1 : 2 }) : unitSign(part),
  );
}

/** A bill's quantity with every digit and its unit: `31 days`. */
export function billQuantity(quantity: string, unit: string): string {
  return `${formatDecimal(quantity)} ${billUnit(unit, quantity)}`;
}

function isWord(part: string): part is keyof typeof WORDS {
  return Object.hasOwn(WORDS, part);
}
