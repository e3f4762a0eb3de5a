import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { BillWords } from "./bill-words.ts";
import { CHINESE } from "./chinese-words.ts";
import { ENGLISH } from "./english-words.ts";
import { GERMAN } from "./german-words.ts";

/** The words of each language. */
export const BILL_WORDS: Readonly<Record<BillLanguage, BillWords>> = {
  en: ENGLISH,
  zh: CHINESE,
  de: GERMAN,
};
