import i18next, { t } from "i18next";
import { type Catalogue, compileWords, type Words, wordsOfBoth } from "./compile-words.ts";

/** What the server says in English, by the language into which it is put; see docs/decisions/words-of-the-server.md. */
const FILES = import.meta.glob<Catalogue>("./server-words/*.json", { import: "default" });

const loaded = new Map<string, Words>();

/** Loads what the server says in a language; one without a file reads the server's English. */
export async function loadServerWords(language: string): Promise<void> {
  const load = FILES[`./server-words/${language}.json`];
  if (load && !loaded.has(language)) loaded.set(language, compileWords(await load()));
}

/** What is wrong and what would be right. */
export interface Said {
  readonly message: string;
  readonly remedy?: string | undefined;
}

/** How a fault is written for a person: what is wrong; what would be right. */
export function faultWords({ message, remedy = "" }: Said): string {
  const wrong = serverWords(message);
  return remedy === "" ? wrong : t("error.withRemedy", { wrong, right: serverWords(remedy) });
}

/** A text of the server in the reader's language; in English where it is not known. */
export function serverWords(english: string): string {
  const words = loaded.get(i18next.language);
  if (!words) return english;
  const both = wordsOfBoth(english, words);
  return both ? t("error.withRemedy", both) : (words(english) ?? english);
}
