import type { AlarmDetails } from "#domain/alarms/alarm.ts";
import { type AmountVerdict, judgeBudget, judgeDay } from "#domain/alarms/use-limits.ts";
import { judgeUnusual, UNUSUAL_LIMITS } from "#domain/alarms/use-unusual.ts";
import { thresholdOf, type WatchLimits } from "#domain/alarms/watch-setting.ts";
import { judgeWaterStill, WATER_STILL_LIMITS } from "#domain/alarms/water-never-still.ts";
import { HOUR_MS } from "#domain/balance/zone-history.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { unitRatio } from "#domain/core/unit.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";

/** The rules that judge hours of stored readings. */
export const USE_RULES = [
  "water-never-still",
  "use-unusual",
  "use-over-limit",
  "budget-exceeded",
] as const;
export type UseRule = (typeof USE_RULES)[number];

/** What a point's register counted at each full hour, up to the moment that is judged. */
export interface PointHistory {
  readonly channel: MeteredChannel;
  /** In the channel's unit; NaN where it is not known by measurement. */
  readonly values: Float64Array;
  readonly resolution: number;
  readonly weekHours: Uint8Array;
  /** The hours from which on somebody else or nobody has the unit, in order. */
  readonly occupantChanges: readonly number[];
  readonly fromMs: number;
  readonly timeZone: string;
}

/** A verdict of a rule on a point; undefined: the rule says nothing of such points. */
export type UseVerdict =
  | { readonly state: "on"; readonly details: AlarmDetails & { readonly rule: UseRule } }
  | { readonly state: "off" | "undecided" };

const WATER: ReadonlySet<Commodity> = new Set(["cold-water", "hot-water"]);
/** Their use follows the weather, which a meter's own past does not tell. */
const WEATHER_DRIVEN: ReadonlySet<Commodity> = new Set(["heat", "cooling", "gas"]);
const AMOUNT_DIGITS = 1;
const MINUTES_A_DAY = 24 * 60;

/** Whether a rule judges points of this kind. */
export function judges(
  rule: UseRule,
  { commodity, role }: Pick<MeteredChannel, "commodity" | "role">,
): boolean {
  // In a whole house somebody always uses water: its leaks show in its balance zone.
  if (rule === "water-never-still") return role !== "supply" && WATER.has(commodity);
  return rule !== "use-unusual" || !WEATHER_DRIVEN.has(commodity);
}

/** What a rule says of a point now; a rule that is off, or whose limit nobody set, raises nothing. */
export function judgeUse(rule: UseRule, point: PointHistory, limits: WatchLimits): UseVerdict {
  const threshold = thresholdOf(limits);
  if (threshold === undefined) return { state: "off" };
  switch (rule) {
    case "water-never-still":
      return judgeLeak(point, { threshold, delayMinutes: limits.delayMinutes });
    case "use-unusual":
      return judgeAgainstPast(point, threshold);
    case "use-over-limit":
      return amount(point, { rule, limit: threshold, verdict: judgeDay(point, threshold) });
    case "budget-exceeded": {
      const verdict = judgeBudget(point, { budget: threshold, ...monthOf(point) });
      return amount(point, { rule, limit: threshold, verdict });
    }
  }
}

function judgeLeak(
  point: PointHistory,
  { threshold, delayMinutes }: { readonly threshold: number; readonly delayMinutes: number },
): UseVerdict {
  const { channel, values, resolution, weekHours } = point;
  const ratio = unitRatio(channel.unit, "l");
  if (!ratio) return { state: "off" };
  const perUnit = ratio.numerator.toDisplayNumber() / ratio.denominator.toDisplayNumber();
  const litres = values.map((value) => value * perUnit);
  const nights = Math.max(1, Math.round(delayMinutes / MINUTES_A_DAY));
  const limits = { ...WATER_STILL_LIMITS, litresPerHour: threshold, nights };
  const verdict = judgeWaterStill({ litres, stepLitres: resolution * perUnit, weekHours }, limits);
  if (verdict.state !== "on") return verdict;
  const details = {
    rule: "water-never-still",
    from: instantOf(point, verdict.fromHour),
    nights: verdict.nights,
    leastLitresPerHour: verdict.leastLitresPerHour.toFixed(0),
  } as const;
  return { state: "on", details };
}

function judgeAgainstPast(point: PointHistory, percent: number): UseVerdict {
  const verdict = judgeUnusual(point, { ...UNUSUAL_LIMITS, percent });
  if (verdict.state !== "on") return verdict;
  const details = {
    rule: "use-unusual",
    from: instantOf(point, verdict.fromHour),
    to: instantOf(point, verdict.toHour),
    used: verdict.used.toFixed(AMOUNT_DIGITS),
    usual: verdict.usual.toFixed(AMOUNT_DIGITS),
    unit: point.channel.unit,
  } as const;
  return { state: "on", details };
}

function amount(
  point: PointHistory,
  {
    rule,
    limit,
    verdict,
  }: {
    readonly rule: "use-over-limit" | "budget-exceeded";
    readonly limit: number;
    readonly verdict: AmountVerdict;
  },
): UseVerdict {
  if (verdict.state !== "on") return verdict;
  const details = {
    rule,
    from: instantOf(point, verdict.fromHour),
    to: instantOf(point, verdict.toHour),
    used: verdict.used.toFixed(AMOUNT_DIGITS),
    expected: verdict.expected.toFixed(AMOUNT_DIGITS),
    limit: String(limit),
    unit: point.channel.unit,
  } as const;
  return { state: "on", details };
}

/** The month of the newest hour, as indexes of hours; its first day may begin before the history. */
function monthOf({ fromMs, timeZone, values }: PointHistory) {
  const newest = fromMs + (values.length - 2) * HOUR_MS;
  const local = Temporal.Instant.fromEpochMilliseconds(newest).toZonedDateTimeISO(timeZone);
  const begins = local.with({ day: 1 }).startOfDay();
  const hourOf = ({ epochMilliseconds }: Temporal.ZonedDateTime) =>
    Math.round((epochMilliseconds - fromMs) / HOUR_MS);
  const ends = begins.add({ months: 1 });
  return { monthFromHour: hourOf(begins), monthToHour: hourOf(ends) };
}

function instantOf({ fromMs }: PointHistory, hour: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(fromMs + hour * HOUR_MS);
}
