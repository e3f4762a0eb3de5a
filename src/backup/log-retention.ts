import type { LogLine } from "./log-line.ts";
import { segmentStart } from "./log-line.ts";

/**
 * The files without which every moment since `keptFrom` can still be reached: copies older than the
 * newest one of before it, and the log that only they need. Of a line that ended long ago all but
 * its folder; the newest line keeps a copy in any case.
 */
export function expiredLogFiles(
  lines: readonly LogLine[],
  keptFrom: Temporal.Instant,
): readonly string[] {
  const isOld = ({ madeAt }: { readonly madeAt: Temporal.Instant }) =>
    Temporal.Instant.compare(madeAt, keptFrom) <= 0;
  return lines.flatMap(({ bases, pieces }, n) => {
    const next = lines[n + 1]?.bases[0];
    if (next && isOld(next)) return [...bases, ...pieces].map(({ path }) => path);
    const first = bases.findLast(isOld) ?? bases[0];
    if (!first) return [];
    const older = bases.slice(0, bases.indexOf(first));
    const needless = pieces.filter(({ to }) => to <= segmentStart(first.from));
    return [...older, ...needless].map(({ path }) => path);
  });
}
