import type { TariffWords } from "./tariff-words.ts";
import { CHINESE } from "./words-chinese.ts";
import { ENGLISH } from "./words-english.ts";
import { GERMAN } from "./words-german.ts";

const WORDS = { en: ENGLISH, zh: CHINESE, de: GERMAN } as const satisfies Readonly<
  Record<string, TariffWords>
>;

/** A language in which a tariff can be explained. */
export type ExplainedLanguage = keyof typeof WORDS;

/** The languages in which a tariff can be explained, English first. */
export const EXPLAINED_LANGUAGES = ["en", "zh", "de"] as const satisfies ExplainedLanguage[];

/** The one that a reader of some language reads it in: English where there are no words of it. */
export function explainedLanguage(language: string): ExplainedLanguage {
  return EXPLAINED_LANGUAGES.find((known) => known === language) ?? "en";
}

/** The words of a language. */
export function tariffWords(language: ExplainedLanguage): TariffWords {
  return WORDS[language];
}
