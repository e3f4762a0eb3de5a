import { BILL_LANGUAGES, type BillLanguage } from "#domain/core/bill-language.ts";

/** The language of bills for whoever reads the screens in `language`; English where there is none. */
export function billLanguage(language: string): BillLanguage {
  return BILL_LANGUAGES.find((known) => known === language) ?? "en";
}
