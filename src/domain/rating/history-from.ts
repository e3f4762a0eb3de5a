import type { DateRange } from "#domain/core/instant-range.ts";
import type { DemandCharge } from "#domain/tariff/demand-charge.ts";
import type { RatedVersion } from "./rating-input.ts";
import { windowsIn } from "./windows.ts";

/**
 * The first day whose consumption the rating of `days` asks for: earlier than they begin where a
 * ladder goes on counting from the first of its month, quarter or year, or where demand of earlier
 * months counts.
 */
export function historyFrom(
  versions: readonly RatedVersion[],
  days: DateRange,
): Temporal.PlainDate {
  const starts = versions.flatMap(({ document }) =>
    document.charges.flatMap((charge) => {
      if (charge.kind === "demand") return demandFrom(charge, days);
      if (charge.kind !== "consumption" || charge.ladder?.prorate !== "none") return [];
      const { counts: kind } = charge.ladder;
      return windowsIn(days, { kind, billingPeriod: days }).map(({ whole }) => whole.from);
    }),
  );
  return [days.from, ...starts].toSorted(Temporal.PlainDate.compare)[0] ?? days.from;
}

/** The first day whose demand counts for that of the days. */
function demandFrom({ ratchet, measure }: DemandCharge, days: DateRange): Temporal.PlainDate[] {
  const months = Math.max(
    ratchet?.months ?? 0,
    measure.kind === "mean-of-months" ? measure.count - 1 : 0,
  );
  const lastYear = measure.kind === "at-events" && measure.within === "previous-year";
  return [
    ...(months > 0 ? [days.from.with({ day: 1 }).subtract({ months })] : []),
    ...(lastYear ? [days.from.with({ month: 1, day: 1 }).subtract({ years: 1 })] : []),
  ];
}
