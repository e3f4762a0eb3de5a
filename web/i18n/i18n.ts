import i18next, { changeLanguage, use } from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./en.json";
import { figuresInTexts, interpolation } from "./figures-in-texts.ts";
import { loadServerWords } from "./server-words.ts";

/** A language by its tag: `en`, `zh`, `de`. */
export type Language = string;

/** Every file here is a language; all but English are loaded when they are first wanted. */
const FILES = import.meta.glob<typeof en>(["./*.json", "!./en.json"], { import: "default" });

/** The languages of the screens, English first. */
export const LANGUAGES: readonly Language[] = [
  "en",
  ...Object.keys(FILES).map((path) => path.slice("./".length, -".json".length)),
];

/** What a language calls itself: Deutsch, 中文. */
export function languageName(language: Language): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
}

const STORAGE_KEY = "smartpm.language";

/** The language chosen before, else the browser's first that we have, else English. */
function initialLanguage(): Language {
  const wished = [localStorage.getItem(STORAGE_KEY), ...navigator.languages];
  const known = wished.map((tag) => tag?.split("-")[0]).find((tag) => isLanguage(tag));
  return known ?? "en";
}

function isLanguage(tag: string | undefined): tag is Language {
  return tag !== undefined && LANGUAGES.includes(tag);
}

/** Prepares all texts, in a language or the one that this browser wishes; must resolve before the first render. */
export async function startI18n(language?: Language): Promise<void> {
  await prepareTexts();
  await show(language ?? initialLanguage());
}

/** Prepares the texts, in English for now. */
export async function prepareTexts(): Promise<void> {
  await use(initReactI18next)
    .use(figuresInTexts)
    .init({
      resources: { en: { translation: en } },
      lng: "en",
      fallbackLng: "en",
      interpolation,
      returnNull: false,
    });
}

/** Whether a language was chosen in this browser; it then beats the one of the user. */
export function hasChosenLanguage(): boolean {
  return localStorage.getItem(STORAGE_KEY) !== null;
}

/** Whether this browser is to show another language than that one. */
export function isOtherLanguageChosen(language: Language): boolean {
  return hasChosenLanguage() && initialLanguage() !== knownLanguage(language);
}

/** Switches every text at once and remembers the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language);
  await show(language);
}

/** The language itself, or English for one that there is no file of. */
export function knownLanguage(wanted: string): Language {
  return isLanguage(wanted) ? wanted : "en";
}

/** How a page names the language that it is in (BCP 47). */
export function pageLanguage(language: Language): string {
  return language === "zh" ? "zh-Hans" : language;
}

/** Shows a language without remembering it; one that there is no file of is shown in English. */
export async function show(wanted: Language): Promise<void> {
  const language = knownLanguage(wanted);
  // Our main font has no Chinese signs.
  const font = language === "zh" ? import("./chinese-font.ts") : undefined;
  await Promise.all([loadTexts(language), font]);
  document.documentElement.lang = pageLanguage(language);
  await changeLanguage(language);
}

/** Loads what is written in a language, by us and by the server. */
export async function loadTexts(language: Language): Promise<void> {
  const serverWords = loadServerWords(language);
  const load = FILES[`./${language}.json`];
  if (load && !i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", await load());
  }
  await serverWords;
}
