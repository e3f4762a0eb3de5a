/** Why a password would soon be guessed; undefined: for no reason known here. */
export type PasswordWeakness = "common" | "sequence" | "repeated" | "about-you";

/**
 * Words at the head of every published list of leaked passwords (NCSC's 100,000, the yearly lists of
 * NordPass), in the languages of the screens. With digits and signs around them they are still found first.
 */
const COMMON = new Set(
  `password passwort passwords passwordpassword pass passw kennwort geheim mima admin administrator
  root user guest test testtest welcome willkommen hello hallo hallohallo letmein login changeme
  changethis default secret iloveyou ichliebedich woaini loveme monkey dragon master shadow sunshine
  princess football baseball basketball superman batman spiderman starwars pokemon whatever trustno
  computer internet michelle jennifer charlie thomas michael jordan hunter ranger buster soccer hockey
  summer winter spring autumn sommer herbst fruehling january february october november december
  januar februar oktober dezember freedom killer pepper ginger cookie chocolate schatz schalke
  bayern fussball samsung google facebook microsoft windows smartpm smartmeter metering landlord
  building property office company manager qwerty qwertz asdfgh yxcvbn zxcvbn access flower
  liverpool chelsea arsenal naruto minecraft mercedes ferrari porsche corvette mustang harley
  andrea stefan daniel andreas alexander christian sebastian matthias`.split(/\s+/),
);

const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "qwertzuiop",
  "asdfghjkl",
  "zxcvbnm",
  "yxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p",
];

const LOOKALIKES: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

const DISTINCT_AT_LEAST = 5;
/** Of the steps from one character to the next, at most so many may go along a row of keys. */
const ALONG_A_ROW_AT_MOST = 0.6;
/** What must remain beside the person's own names. */
const BESIDE_NAMES_AT_LEAST = 6;
const NAME_SHORTEST = 4;

/**
 * Whether a password of the wanted length is nevertheless one of those that are tried first: a
 * common word with trimmings, keys in a row, a short thing repeated, or the person's own name.
 */
export function passwordWeakness(
  password: string,
  about: readonly string[] = [],
): PasswordWeakness | undefined {
  const lower = password.normalize("NFKC").toLowerCase();
  if (isRepeated(lower)) return "repeated";
  if (isSequence(lower)) return "sequence";
  if (isCommon(lower)) return "common";
  return isAbout(lower, about) ? "about-you" : undefined;
}

function isRepeated(text: string): boolean {
  return new Set(text).size < DISTINCT_AT_LEAST || /^(.{1,5})\1+.?$/u.test(text);
}

function isSequence(text: string): boolean {
  const characters = [...text];
  let along = 0;
  for (let i = 1; i < characters.length; i += 1) {
    const step = `${characters[i - 1]}${characters[i]}`;
    const back = `${characters[i]}${characters[i - 1]}`;
    if (ROWS.some((row) => row.includes(step) || row.includes(back))) along += 1;
  }
  return along / (characters.length - 1) > ALONG_A_ROW_AT_MOST;
}

function withoutLookalikes(text: string): string {
  return [...text].map((character) => LOOKALIKES[character] ?? character).join("");
}

/** With the trimmings taken off before or after signs are read as the letters that they look like. */
function isCommon(text: string): boolean {
  const trimmed = withoutTrimmings(text);
  return [trimmed, withoutLookalikes(trimmed), withoutTrimmings(withoutLookalikes(text))].some(
    (word) => COMMON.has(word),
  );
}

function withoutTrimmings(text: string): string {
  return text.replaceAll(/^\P{L}+|\P{L}+$/gu, "");
}

/** The parts of names and addresses that are long enough to be looked for. */
function isAbout(text: string, about: readonly string[]): boolean {
  const names = about
    .flatMap((one) => one.toLowerCase().split(/[^\p{L}\d]+/u))
    .filter((name) => [...name].length >= NAME_SHORTEST);
  const rest = names.reduce((left, name) => left.replaceAll(name, ""), text);
  return rest !== text && [...rest].length < BESIDE_NAMES_AT_LEAST;
}
