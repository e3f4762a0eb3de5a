import type { Days, Scene } from "./naive-scene.ts";
import { Ratio } from "./ratio.ts";
import { dateOf, dayNumber } from "./wall-clock.ts";
import type { Per, Prorate } from "./written-tariff.ts";

export interface Window {
  readonly whole: Days;
  readonly part: Days;
}

const MONTHS_OF = { month: 1, quarter: 3, year: 12 };

export function windowsIn(
  days: Days,
  kind: "month" | "quarter" | "year" | "billing-period",
  billing: Days,
): Window[] {
  if (kind === "billing-period") return [{ whole: billing, part: days }];
  const windows: Window[] = [];
  for (let { from } = days; from < days.to;) {
    const date = dateOf(from);
    const months = MONTHS_OF[kind];
    const first = date.with({ day: 1, month: date.month - ((date.month - 1) % months) });
    const whole = { from: dayNumber(first), to: dayNumber(first.add({ months })) };
    const to = Math.min(whole.to, days.to);
    windows.push({ whole, part: { from, to } });
    from = to;
  }
  return windows;
}

/** How often a recurring amount falls due in the days of the scene. */
export function timesDue(
  { per, prorate }: { readonly per: Per; readonly prorate?: Prorate },
  { days, billing }: Pick<Scene, "days" | "billing">,
): Ratio {
  if (per === "day") return Ratio.whole(days.to - days.from);
  if (per === "year" && prorate === "months") {
    return timesDue({ per: "month", prorate: "days" }, { days, billing }).over(Ratio.whole(12));
  }
  const shares = windowsIn(days, per, billing).map(({ whole, part }) => {
    // The whole amount however few days are billed, shared by the days of the versions in them.
    const billed = {
      from: Math.max(whole.from, billing.from),
      to: Math.min(whole.to, billing.to),
    };
    const isShared = prorate === "none" || per === "billing-period";
    return new Ratio(lengthOf(part), lengthOf(isShared ? billed : whole));
  });
  return Ratio.sum(shares);
}

function lengthOf({ from, to }: Days): bigint {
  return BigInt(to - from);
}
