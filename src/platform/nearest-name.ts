/** Further away than this, a suggestion would puzzle more than help. */
const FURTHEST = 3;

/**
 * The name among `names` that was probably meant by `word`: the fewest letters to add, drop,
 * change or swap, upper case or not. Undefined where none is near.
 */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const limit = Math.min(FURTHEST, Math.ceil(word.length / 2));
  return names
    .map((name) => ({ name, distance: distanceOf(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance)[0]?.name;
}

/** `did you mean X?` as an end of a sentence, or nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = nearestName(word, names);
  return name === undefined ? "" : `; did you mean ${name}?`;
}

/** Optimal string alignment: the distance of Levenshtein, with a swap of neighbours as one step. */
function distanceOf(a: string, b: string): number {
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (old[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swaps ? (older[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change, swap));
    }
    older = old;
    old = row;
  }
  return old[b.length] ?? 0;
}
