/** Text for people: one for all languages, or one per language tag (`en`, `zh`). */
export type LocalText = string | Readonly<Record<string, string>>;

/** The text in `language`; else in English; else in whichever language comes first. */
export function textIn(text: LocalText, language: string): string {
  if (typeof text === "string") return text;
  if (Object.hasOwn(text, language)) return text[language] ?? "";
  return text["en"] ?? Object.values(text)[0] ?? "";
}
