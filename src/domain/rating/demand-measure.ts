import { Decimal } from "#domain/core/decimal.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import { fraction, type Fraction, timesFraction } from "#domain/core/fraction.ts";
import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import type { Whole } from "#domain/core/whole.ts";
import type { DemandCharge } from "#domain/tariff/demand-charge.ts";
import type { Formula } from "./formula.ts";
import { inUnit } from "./in-unit.ts";
import { localStretch } from "./local-midnight.ts";
import { localOf, type PricedStretch } from "./priced-stretch.ts";
import type { PeaksUnknown } from "./usage.ts";

const MINUTES_PER_HOUR = 60;

/** The demand of a rate: how much, and how it came about where it is no plain peak. */
export interface RateDemand {
  readonly demand: Decimal;
  readonly text: Formula | undefined;
}

/** By rate of the charge; undefined where its times do not occur in the days. */
export type MeasuredDemand = readonly (RateDemand | undefined)[];

/** What the charge measures on the days, all within one month: rules R20, R21, R25 to R27. */
export function measuredDemand(
  charge: DemandCharge,
  stretch: PricedStretch,
  days: DateRange,
): Result<MeasuredDemand> {
  const { measure } = charge;
  switch (measure.kind) {
    case "highest":
      return mapped(peaksIn(charge, stretch, days), (demand) => ({ demand, text: undefined }));
    case "mean-of-highest":
      return mapped(highestIn(charge, stretch, { days, ...measure }), meanOf);
    case "mean-of-months":
      return meanOfMonths(charge, stretch, { days, ...measure });
    case "at-events":
      return demandAtEvents(charge, stretch, { days, ...measure });
  }
}

/** By rate, the highest demand of each; undefined where its times do not occur. */
type ByRate<T> = readonly (T | undefined)[];

function mapped<T>(
  byRate: Result<ByRate<T>>,
  tell: (value: T) => RateDemand,
): Result<MeasuredDemand> {
  if (!byRate.ok) return byRate;
  return ok(byRate.value.map((value) => (value === undefined ? undefined : tell(value))));
}

/** The mean, told by its parts: `(90 + 80 + 70) ÷ 3`. */
function meanOf(values: readonly Decimal[]): RateDemand {
  const count = Math.max(1, values.length);
  const demand = timesFraction(Decimal.sum(values), fraction(1, count));
  const summands = values.flatMap((value, n) => (n === 0 ? [value] : [" + ", value]));
  return { demand, text: ["(", ...summands, `) ÷ ${count}`] };
}

/** By rate, the highest interval in the days, in the charge's unit. */
export function peaksIn(
  charge: DemandCharge,
  stretch: PricedStretch,
  days: DateRange,
): Result<ByRate<Decimal>> {
  const { calendar, intervalMinutes, averaging, stepMinutes, rates } = charge;
  const kwhPerCount = kwhPerCountOf(charge, stretch);
  const local = localOf(stretch, days);
  const request = { calendar, stretch: local, minutes: intervalMinutes, averaging, stepMinutes };
  if (charge.unit === "kVA") {
    const { channels = {} } = stretch.around;
    const peaks = stretch.usage.apparent({ ...request, channels, kwhPerCount });
    if (peaks.kind === "unknown") return failed([unknown(charge, peaks)]);
    const { kvah, minutes, occurs } = peaks;
    return ok(
      rates.map(({ buckets }) => {
        if (!buckets.some((bucket) => occurs[bucket])) return undefined;
        const greatest = buckets.map((bucket) => kvah[bucket] ?? Decimal.ZERO);
        return power(greatest.reduce(Decimal.max, Decimal.ZERO), minutes);
      }),
    );
  }
  const peaks = stretch.usage.peaks(request);
  if (peaks.kind === "unknown") return failed([unknown(charge, peaks)]);
  return ok(
    rates.map(({ buckets }) => {
      if (!buckets.some((bucket) => peaks.occurs[bucket])) return undefined;
      const counts = buckets.reduce((most: Whole, bucket) => {
        const peak = peaks.counts[bucket] ?? 0;
        return peak > most ? peak : most;
      }, 0);
      return power(Decimal.of(counts).times(kwhPerCount), peaks.minutes);
    }),
  );
}

/** Energy over minutes is power. */
export function power(energy: Decimal, minutes: number): Decimal {
  let perHour = perHourOf.get(minutes);
  if (!perHour) {
    if (perHourOf.size >= LENGTHS_AT_MOST) perHourOf.clear();
    perHourOf.set(minutes, (perHour = fraction(MINUTES_PER_HOUR, minutes)));
  }
  return timesFraction(energy, perHour);
}

/** By minutes: lengths of intervals and of events, of which there are few. */
const LENGTHS_AT_MOST = 1000;
const perHourOf = new Map<number, Fraction>();

function kwhPerCountOf(charge: DemandCharge, { usage, unit }: PricedStretch): Decimal {
  const kwhPerCount = inUnit(usage.perCount, { from: unit, to: "kWh" });
  if (kwhPerCount) return kwhPerCount;
  throw new RangeError(`charge ${charge.id} finds no power in ${unit}`);
}

function unknown({ id }: DemandCharge, { reason, remedy }: PeaksUnknown): Fault {
  return { code: "rating.demand-unknown", subject: `charges ${id}`, message: reason, remedy };
}

interface HighestQuery {
  readonly days: DateRange;
  readonly count: number;
  readonly onDifferentDays: boolean;
}

/** By rate, so many of the highest intervals, the greatest first. */
function highestIn(
  charge: DemandCharge,
  stretch: PricedStretch,
  { days, count, onDifferentDays }: HighestQuery,
): Result<ByRate<readonly Decimal[]>> {
  if (charge.unit === "kVA" || onDifferentDays) {
    return highestOfDays(charge, stretch, { days, count });
  }
  const { calendar, intervalMinutes: minutes, averaging, stepMinutes, rates } = charge;
  const request = { calendar, stretch: localOf(stretch, days), minutes, averaging, stepMinutes };
  const highest = stretch.usage.highest(request, count);
  if (highest.kind === "unknown") return failed([unknown(charge, highest)]);
  const kwhPerCount = kwhPerCountOf(charge, stretch);
  return ok(
    rates.map(({ buckets }) => {
      if (!buckets.some((bucket) => highest.occurs[bucket])) return undefined;
      const counts = buckets.flatMap((bucket) => highest.counts[bucket] ?? []);
      return greatest(
        counts.map((drawn) => power(Decimal.of(drawn).times(kwhPerCount), highest.minutes)),
        count,
      );
    }),
  );
}

function highestOfDays(
  charge: DemandCharge,
  stretch: PricedStretch,
  { days, count }: Pick<HighestQuery, "days" | "count">,
): Result<ByRate<readonly Decimal[]>> {
  const byRate: (Decimal[] | undefined)[] = charge.rates.map(() => undefined);
  for (let day = days.from; epochDay(day) < epochDay(days.to); day = day.add({ days: 1 })) {
    const peaks = peaksIn(charge, stretch, { from: day, to: day.add({ days: 1 }) });
    if (!peaks.ok) return peaks;
    for (const [r, peak] of peaks.value.entries()) {
      if (peak) (byRate[r] ??= []).push(peak);
    }
  }
  return ok(byRate.map((peaks) => peaks && greatest(peaks, count)));
}

function greatest(values: readonly Decimal[], count: number): Decimal[] {
  return values.toSorted((a, b) => b.compare(a)).slice(0, count);
}

interface MonthsQuery {
  readonly days: DateRange;
  readonly count: number;
  readonly leastOfMonth: Decimal;
}

function meanOfMonths(
  charge: DemandCharge,
  stretch: PricedStretch,
  { days, count, leastOfMonth }: MonthsQuery,
): Result<MeasuredDemand> {
  const now = peaksIn(charge, stretch, days);
  if (!now.ok) return now;
  const earlier = earlierPeaks(charge, stretch, { days, months: count - 1, ofMonths: undefined });
  if (!earlier.ok) return earlier;
  return ok(
    now.value.map((peak, r) => {
      if (!peak) return undefined;
      const months = [...earlier.value.flatMap(({ peaks }) => peaks[r] ?? []), peak];
      return meanOf(months.map((month) => Decimal.max(month, leastOfMonth)));
    }),
  );
}

/** A month before the billed one, with its highest demand by rate. */
export interface EarlierMonth {
  readonly month: Temporal.PlainDate;
  readonly peaks: ByRate<Decimal>;
}

export interface EarlierQuery {
  readonly days: DateRange;
  /** How many calendar months before that of the days. */
  readonly months: number;
  /** Only these months of the year; undefined: all. */
  readonly ofMonths: ReadonlySet<number> | undefined;
}

/**
 * The peaks of the months before: from the readings where there are any, else from what the rating
 * was told of them. Months before the contract do not count.
 */
export function earlierPeaks(
  charge: DemandCharge,
  stretch: PricedStretch,
  { days, months, ofMonths }: EarlierQuery,
): Result<readonly EarlierMonth[]> {
  const found: EarlierMonth[] = [];
  const faults: Fault[] = [];
  for (let back = months; back > 0; back -= 1) {
    const month = days.from.with({ day: 1 }).subtract({ months: back });
    if (ofMonths && !ofMonths.has(month.month)) continue;
    const whole = { from: month, to: month.add({ months: 1 }) };
    const { countsFrom = month } = stretch;
    const counted = intersectDates(whole, { from: countsFrom, to: days.from });
    if (!counted) continue;
    const peaks = peaksOfMonth(charge, stretch, counted);
    if (peaks?.ok) found.push({ month, peaks: peaks.value });
    else faults.push(...(peaks?.faults ?? [noHistory(charge, month)]));
  }
  return faults.length > 0 ? failed(faults.slice(0, 1)) : ok(found);
}

function peaksOfMonth(
  charge: DemandCharge,
  stretch: PricedStretch,
  counted: DateRange,
): Result<ByRate<Decimal>> | undefined {
  if (stretch.usage.covers(localStretch(counted, stretch.timeZone))) {
    return peaksIn(charge, stretch, counted);
  }
  const told = stretch.around.earlier?.peaks?.find(
    ({ month, chargeId = charge.id }) =>
      chargeId === charge.id &&
      month.year === counted.from.year &&
      month.month === counted.from.month,
  );
  return told && ok(charge.rates.map(() => told.demand));
}

function noHistory({ id }: DemandCharge, month: Temporal.PlainDate): Fault {
  const name = month.toString().slice(0, 7);
  return {
    code: "rating.demand-needs-history",
    subject: `charges ${id}`,
    message: `it counts the peak of ${name}, and there are neither readings from then nor that peak`,
    remedy: `load the readings, or say the highest demand of ${name}`,
  };
}

interface EventsQuery {
  readonly days: DateRange;
  readonly events: string;
  readonly within: "month" | "previous-year";
}

/** The mean power in the declared intervals, which begin on the days or in the year before. */
function demandAtEvents(
  charge: DemandCharge,
  stretch: PricedStretch,
  { days, events, within }: EventsQuery,
): Result<MeasuredDemand> {
  const year = days.from.with({ month: 1, day: 1 });
  const range = within === "month" ? days : { from: year.subtract({ years: 1 }), to: year };
  const { fromMs, toMs } = localStretch(range, stretch.timeZone);
  const declared = (stretch.around.events ?? [])
    .filter(({ name, from }) => {
      const beginMs = from.epochMilliseconds;
      return name === events && beginMs >= fromMs && beginMs < toMs;
    })
    .toSorted((a, b) => Temporal.Instant.compare(a.from, b.from));
  if (declared.length === 0) {
    return eventFault(charge, {
      message: `no event "${events}" lies between ${range.from.toString()} and ${range.to.toString()}`,
      remedy: "declare the intervals in which demand counts",
    });
  }
  const kwhPerCount = kwhPerCountOf(charge, stretch);
  const powers: Decimal[] = [];
  for (const event of declared) {
    const counts = stretch.usage.between(event);
    if (counts === undefined) {
      return eventFault(charge, {
        message: `there are no readings for the event "${events}" of ${event.from.toString()}`,
        remedy: "load them",
      });
    }
    const minutes = (event.to.epochMilliseconds - event.from.epochMilliseconds) / 60_000;
    const drawn = Decimal.of(counts).times(kwhPerCount);
    powers.push(power(Decimal.max(drawn, Decimal.ZERO), minutes));
  }
  return ok(charge.rates.map(() => meanOf(powers)));
}

function eventFault({ id }: DemandCharge, fault: Pick<Fault, "message" | "remedy">) {
  return failed([{ code: "rating.events-unknown", subject: `charges ${id}`, ...fault }]);
}
