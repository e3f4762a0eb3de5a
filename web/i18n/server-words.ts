import i18next, { t } from "i18next";
import { type Catalogue, compileWords, type Words } from "./compile-words.ts";

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
  return bothWords(english, words) ?? words(english) ?? english;
}

/** Rows of lists say both in one text: `is on a bill; keep it`, `is on a bill (keep it)`. */
const BOTH = [/^(?<message>.+) \((?<remedy>.+)\)$/s, /^(?<message>.+?); (?<remedy>.+)$/s] as const;

function bothWords(english: string, words: Words): string | undefined {
  for (const pattern of BOTH) {
    const { message = "", remedy = "" } = pattern.exec(english)?.groups ?? {};
    const wrong = words(message);
    const right = words(remedy);
    if (wrong !== undefined && right !== undefined) return t("error.withRemedy", { wrong, right });
  }
  return undefined;
}
