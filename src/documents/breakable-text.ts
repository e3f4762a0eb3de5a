/** Longer runs without a place to break do not fit the columns of a bill. */
const RUN_AT_MOST = 30;
const PIECE = 12;

const RUNS = new RegExp(`[^\\s\\u00ad\\u200b\\p{Script=Han}]{${RUN_AT_MOST},}`, "gu");
const PIECES = new RegExp(`.{1,${PIECE}}`, "gu");

const SOFT_HYPHEN = "\u00ad";
const ZERO_WIDTH_SPACE = "\u200b";

/**
 * Text whose long runs may break: words with a hyphen where they do, numbers and addresses
 * without, since there it would be read as a part of them.
 */
export function breakableText(text: string): string {
  if (text.length < RUN_AT_MOST) return text;
  return text.replaceAll(RUNS, (run) => {
    const between = /[\d@]/.test(run) ? ZERO_WIDTH_SPACE : SOFT_HYPHEN;
    return (run.match(PIECES) ?? []).join(between);
  });
}
