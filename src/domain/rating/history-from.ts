import type { DateRange } from "#domain/core/instant-range.ts";
import type { RatedVersion } from "./rating-input.ts";
import { windowsIn } from "./windows.ts";

/**
 * The first day whose consumption the rating of `days` asks for: earlier than they begin where a
 * ladder goes on counting from the first of its month, quarter or year.
 */
export function historyFrom(
  versions: readonly RatedVersion[],
  days: DateRange,
): Temporal.PlainDate {
  const starts = versions.flatMap(({ document }) =>
    document.charges.flatMap((charge) => {
      if (charge.kind !== "consumption" || charge.ladder?.prorate !== "none") return [];
      const { counts: kind } = charge.ladder;
      return windowsIn(days, { kind, billingPeriod: days }).map(({ whole }) => whole.from);
    }),
  );
  return [days.from, ...starts].toSorted(Temporal.PlainDate.compare)[0] ?? days.from;
}
