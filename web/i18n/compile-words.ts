/** The texts of a language by the English ones: `is {width} dots` by `ist {width} Punkte groß`. */
export type Catalogue = Readonly<Record<string, string>>;

/** Gives an English text in another language; undefined where the language does not know it. */
export type Words = (english: string) => string | undefined;

interface Template {
  /** What stands before, between and after the places. */
  readonly fixed: readonly string[];
  readonly names: readonly string[];
  /** The longest part that is always there: without it, there is no need to look closer. */
  readonly longest: string;
  readonly fixedLength: number;
  readonly translation: string;
  /** Places in quotes: a name that somebody gave stays, even where it is a known word. */
  readonly quoted: ReadonlySet<string>;
}

const PLACE = /\{(\w+)\}/;
const PLACES = /\{(\w+)\}/g;

/** Of a list of what may be written: `"month" or "year"`. */
const BETWEEN_QUOTED = /(?<=") (or|and) (?=")/g;

/**
 * Recognises a text by its fixed parts; of two templates that fit, the one of which more is fixed.
 * What fills a place goes over as it is, unless it is itself a text of the catalogue.
 */
export function compileWords(catalogue: Catalogue): Words {
  const exact = new Map(Object.entries(catalogue).filter(([english]) => !PLACE.test(english)));
  const templates = Object.entries(catalogue)
    .filter(([english]) => PLACE.test(english))
    .map(([english, translation]) => compileTemplate(english, translation))
    .toSorted((a, b) => b.fixedLength - a.fixedLength);
  const joined = (value: string) =>
    value.replaceAll(BETWEEN_QUOTED, (_, word: string) => ` ${exact.get(word) ?? word} `);
  return (english) => {
    const whole = exact.get(english);
    if (whole !== undefined) return whole;
    for (const template of templates) {
      const { longest, translation, quoted } = template;
      const filled = english.includes(longest) ? placesIn(template, english) : undefined;
      if (filled) {
        return translation.replaceAll(PLACES, (_, name: string) => {
          const value = filled[name] ?? "";
          return quoted.has(name) ? joined(value) : (exact.get(value) ?? joined(value));
        });
      }
    }
    return undefined;
  };
}

function compileTemplate(english: string, translation: string): Template {
  const fixed = english.split(/\{\w+\}/);
  const names = [...english.matchAll(PLACES)].map(([, name = ""]) => name);
  return {
    fixed,
    names,
    longest: fixed.toSorted((a, b) => b.length - a.length)[0] ?? "",
    fixedLength: fixed.join("").length,
    translation,
    quoted: new Set(
      names.filter((_, index) => fixed[index]?.endsWith('"') && fixed[index + 1]?.startsWith('"')),
    ),
  };
}

/**
 * What fills the places in a text; undefined where its fixed parts do not stand there in their order.
 * Each place ends where the next part is first found, the last at the end: if the text fits at all, so
 * it does.
 */
function placesIn(
  { fixed, names }: Template,
  text: string,
): Readonly<Record<string, string>> | undefined {
  const [begin = ""] = fixed;
  if (!text.startsWith(begin) || !text.endsWith(fixed.at(-1) ?? "")) return undefined;
  const filled: Record<string, string> = {};
  let at = begin.length;
  for (const [n, name] of names.entries()) {
    const part = fixed[n + 1] ?? "";
    const next = n === names.length - 1 ? text.length - part.length : text.indexOf(part, at);
    if (next < at) return undefined;
    filled[name] = text.slice(at, next);
    at = next + part.length;
  }
  return filled;
}

/** Rows of lists say both in one text: `is on a bill; keep it`, `is on a bill (keep it)`. */
const BOTH = [/^(?<wrong>.+) \((?<right>.+)\)$/s, /^(?<wrong>.+?); (?<right>.+)$/s] as const;

/** What is wrong and what would be right, of a text that says both; undefined for others. */
export function wordsOfBoth(
  english: string,
  words: Words,
): { readonly wrong: string; readonly right: string } | undefined {
  for (const pattern of BOTH) {
    const said = pattern.exec(english)?.groups;
    const wrong = words(said?.["wrong"] ?? "");
    const right = words(said?.["right"] ?? "");
    if (wrong !== undefined && right !== undefined) return { wrong, right };
  }
  return undefined;
}
