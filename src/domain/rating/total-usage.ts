import { Decimal } from "#domain/core/decimal.ts";
import { daysIn, type DateRange } from "#domain/core/instant-range.ts";
import { type Whole, wholeOf } from "#domain/core/whole.ts";
import { bucketCount, bucketOf, type TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import type { PeriodTotal } from "./circumstances.ts";
import { localStretch, type LocalStretch } from "./local-midnight.ts";
import { patternOn, seasonOf, type TimelineSpan } from "./timeline.ts";
import type { BucketSums, Overall, PeaksUnknown, TierCounts, Usage } from "./usage.ts";

/** Digits that a share of a total gets beyond the total's own. */
const SHARE_DIGITS = 6;
const DAY_MINUTES = 24 * 60;

/**
 * What a single register difference says to the charges.
 *
 * Nobody knows when it was used, so it is spread evenly: every day of the billing period has the
 * same share, and every minute of a day's pattern the same share of the day (rules of the trade
 * R4 and R15). The shares of neighbouring stretches and buckets sum to the total.
 */
export class TotalUsage implements Usage {
  readonly perCount: Decimal;
  readonly #counts: bigint;
  readonly #period: DateRange;
  readonly #estimatedShare: number;
  readonly isTimed = false;

  constructor(total: PeriodTotal, period: DateRange) {
    const { coefficient, scale } = total.quantity;
    this.perCount = new Decimal(1n, scale + SHARE_DIGITS);
    this.#counts = coefficient * 10n ** BigInt(SHARE_DIGITS);
    this.#period = period;
    this.#estimatedShare = total.estimatedShare ?? 0;
  }

  covers({ days }: LocalStretch): boolean {
    const { from, to } = this.#period;
    return (
      Temporal.PlainDate.compare(from, days.from) <= 0 &&
      Temporal.PlainDate.compare(days.to, to) <= 0
    );
  }

  sums(calendar: TariffCalendar | undefined, { days }: LocalStretch): BucketSums {
    const minutes = calendar ? minutesByBucket(calendar, days) : [daysIn(days) * DAY_MINUTES];
    const all = BigInt(daysIn(this.#period) * DAY_MINUTES);
    let from = BigInt(daysIn({ from: this.#period.from, to: days.from }) * DAY_MINUTES);
    const counts = minutes.map((length) => {
      const to = from + BigInt(length);
      const share = (this.#counts * to) / all - (this.#counts * from) / all;
      from = to;
      return wholeOf(share);
    });
    const spread = minutes.filter((length) => length > 0).length > 1;
    const estimated = spread ? 1 : this.#estimatedShare;
    return {
      counts,
      estimatedShares: counts.map(() => estimated),
      occurs: minutes.map((length) => length > 0),
    };
  }

  /** A total can be shared out by days, so only spans that begin with a local day have a part. */
  bySpans(spans: readonly TimelineSpan[], { days, timeZone }: LocalStretch) {
    const counts: Whole[] = [];
    let { from } = days;
    for (const { toMs } of spans) {
      const end = Temporal.Instant.fromEpochMilliseconds(toMs).toZonedDateTimeISO(timeZone);
      const to = end.toPlainDate();
      if (to.toZonedDateTime(timeZone).epochMilliseconds !== toMs) return undefined;
      const [count = 0] = this.sums(undefined, localStretch({ from, to }, timeZone)).counts;
      counts.push(count);
      from = to;
    }
    return counts;
  }

  overall(stretch: LocalStretch): Overall {
    const [counts = 0] = this.sums(undefined, stretch).counts;
    return { counts, highest: undefined };
  }

  walk(): TierCounts | undefined {
    return undefined;
  }

  between(): undefined {
    return undefined;
  }

  apparent(): PeaksUnknown {
    return this.peaks();
  }

  highest(): PeaksUnknown {
    return this.peaks();
  }

  peaks(): PeaksUnknown {
    return {
      kind: "unknown",
      reason: "demand cannot be found in one total for the billing period",
      remedy: "bill the point from interval readings, or by a tariff without demand charge",
    };
  }
}

/** Minutes of the wall clock by bucket, every day counted as 24 hours. */
function minutesByBucket(calendar: TariffCalendar, days: DateRange): number[] {
  const minutes = Array.from({ length: bucketCount(calendar) }, () => 0);
  for (let date = days.from; !date.equals(days.to); date = date.add({ days: 1 })) {
    for (const { fromMinute, toMinute, touPeriod } of patternOn(calendar, date)) {
      const bucket = bucketOf(calendar, seasonOf(calendar, date), touPeriod);
      minutes[bucket] = (minutes[bucket] ?? 0) + toMinute - fromMinute;
    }
  }
  return minutes;
}
