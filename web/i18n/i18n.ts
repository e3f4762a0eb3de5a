import i18next, { changeLanguage, use } from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./en.json";

/** The languages of the screens: one file each. */
export const LANGUAGES = { en: "English", zh: "中文" } as const;
export type Language = keyof typeof LANGUAGES;

const STORAGE_KEY = "smartpm.language";

/** The language chosen before, else the browser's first that we have, else English. */
function initialLanguage(): Language {
  const wished = [localStorage.getItem(STORAGE_KEY), ...navigator.languages];
  const known = wished.map((tag) => tag?.slice(0, 2)).find((tag) => tag && tag in LANGUAGES);
  return known === "zh" ? "zh" : "en";
}

/** Prepares all texts; must resolve before the first render. */
export async function startI18n(): Promise<void> {
  await use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: "en",
    fallbackLng: "en",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await show(initialLanguage());
}

/** Whether a language was chosen in this browser; it then beats the one of the user. */
export function hasChosenLanguage(): boolean {
  return localStorage.getItem(STORAGE_KEY) !== null;
}

/** Switches every text at once and remembers the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language);
  await show(language);
}

/** Shows a language without remembering it. Chinese and its font are loaded when first wanted. */
export async function show(language: Language): Promise<void> {
  if (language === "zh" && !i18next.hasResourceBundle("zh", "translation")) {
    const { chinese } = await import("./chinese.ts");
    i18next.addResourceBundle("zh", "translation", chinese);
  }
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  await changeLanguage(language);
}
