import type { FormatterModule } from "i18next";
import { formatCount } from "#web/components/format.ts";

/** Numbers that are names: no separator stands in them. */
const NAMES: readonly unknown[] = ["year"];

/** Writes how many of something there are, wherever a text says it, as the site writes figures. */
export const figuresInTexts: FormatterModule = {
  type: "formatter",
  init: () => undefined,
  // No text names another way of writing.
  add: () => undefined,
  addCached: () => undefined,
  format: (...[value, , , options]) =>
    typeof value === "number" && !NAMES.includes(options?.["interpolationkey"])
      ? formatCount(value)
      : value,
};

/** What is put into texts goes through the above, and is not escaped: React does that. */
export const interpolation = { escapeValue: false, alwaysFormat: true };
