import type { PlannedLoad } from "./building-plan.ts";
import { dailyUseMilli, quarterWeight } from "./load-pattern.ts";
import { type DayKind, type LocalDay, type LocalDays, QUARTER_MS } from "./local-days.ts";
import { outsideTemperature } from "./outside-temperature.ts";
import { noiseAt } from "./seeded-noise.ts";
import type { UseProfile } from "./use-profiles.ts";

/** Consecutive quarter hours; `first` counts from 1970-01-01T00:00Z. */
export interface QuarterRange {
  readonly first: number;
  readonly count: number;
}

/**
 * What was truly used since the building's first day, in mWh or ml: whole numbers far below 2^53,
 * hence exact, never falling, and straight inside each quarter hour.
 */
export interface UseCurve {
  /** At an instant, in milliseconds since 1970. Throws a RangeError before the first day. */
  usedAt(epochMs: number): number;
  /** At the start of each quarter hour of the range and at its end: `count + 1` values. */
  usedAtQuarters(range: QuarterRange): Float64Array;
}

export interface LoadCurveOptions {
  readonly seed: number;
  readonly days: LocalDays;
  readonly load: PlannedLoad;
  readonly profile: UseProfile;
  /** Noise of this load and commodity. */
  readonly key: number;
  /** Noise of its tenant, shared by the tenant's loads. */
  readonly tenantKey: number;
}

/** The use of one load. Keeps the sums of the days asked so far; the rest is recomputed. */
export class LoadCurve implements UseCurve {
  readonly #options: LoadCurveOptions;
  readonly #days: LocalDays;
  readonly #usual: Readonly<Record<DayKind, Float64Array>>;
  /** Used up to the start of each local day. */
  readonly #usedBefore: number[] = [0];
  #lastDay: { readonly day: LocalDay; readonly used: Float64Array } | undefined;

  constructor(options: LoadCurveOptions) {
    this.#options = options;
    this.#days = options.days;
    const { workday, saturday, sunday } = options.profile.hours;
    this.#usual = {
      workday: quartersOf(workday),
      saturday: quartersOf(saturday),
      sunday: quartersOf(sunday),
    };
  }

  usedAt(epochMs: number): number {
    const quarter = Math.floor(epochMs / QUARTER_MS);
    const day = this.#days.containing(quarter);
    const used = this.#usedIn(day);
    const before = used[quarter - day.firstQuarter] ?? 0;
    const after = used[quarter - day.firstQuarter + 1] ?? 0;
    return before + Math.floor(((after - before) * (epochMs - quarter * QUARTER_MS)) / QUARTER_MS);
  }

  usedAtQuarters({ first, count }: QuarterRange): Float64Array {
    const result = new Float64Array(count + 1);
    let filled = 0;
    while (filled <= count) {
      const day = this.#days.containing(first + filled);
      const from = first + filled - day.firstQuarter;
      const piece = this.#usedIn(day).subarray(
        from,
        Math.min(day.quarters, from + count + 1 - filled),
      );
      result.set(piece, filled);
      filled += piece.length;
    }
    return result;
  }

  /** Used since the first day at every quarter hour of the day and at its end. */
  #usedIn(day: LocalDay): Float64Array {
    if (this.#lastDay?.day === day) return this.#lastDay.used;
    const { key, profile } = this.#options;
    const usual = this.#usual[day.kind];
    const used = new Float64Array(day.quarters + 1);
    let sum = 0;
    for (let n = 0; n < day.quarters; n += 1) {
      const here = usual[day.wallQuarters?.[n] ?? n] ?? 0;
      sum += quarterWeight(profile, here, noiseAt(key, day.firstQuarter + n));
      used[n + 1] = sum;
    }
    const before = this.#usedBeforeDay(day.index);
    const ofTheDay = this.#usedBeforeDay(day.index + 1) - before;
    for (let n = 0; n <= day.quarters; n += 1) {
      const share = sum > 0 ? (used[n] ?? 0) / sum : n / day.quarters;
      used[n] = before + Math.floor(ofTheDay * share);
    }
    this.#lastDay = { day, used };
    return used;
  }

  #usedBeforeDay(index: number): number {
    for (let n = this.#usedBefore.length; n <= index; n += 1) {
      this.#usedBefore.push((this.#usedBefore[n - 1] ?? 0) + this.#ofDay(this.#days.at(n - 1)));
    }
    return this.#usedBefore[index] ?? 0;
  }

  /** A day of 23 or 25 hours loses or gains what is usual in that hour. */
  #ofDay(day: LocalDay): number {
    const outsideCelsius = outsideTemperature(this.#options.seed, day);
    const plain = dailyUseMilli({ ...this.#options, day, outsideCelsius });
    if (!day.wallQuarters) return plain;
    const usual = this.#usual[day.kind];
    const passed = day.wallQuarters.reduce((sum, wall) => sum + (usual[wall] ?? 0), 0);
    return Math.round((plain * passed) / usual.reduce((sum, here) => sum + here, 0));
  }
}

/** Ninety-six values from twenty-four digits, each digit met in the middle of its hour. */
function quartersOf(hours: string): Float64Array {
  const digit = (hour: number) => Number(hours[(hour + 24) % 24]);
  return Float64Array.from({ length: 96 }, (_, quarter) => {
    const position = (quarter + 0.5) / 4 - 0.5;
    const hour = Math.floor(position);
    return digit(hour) + (digit(hour + 1) - digit(hour)) * (position - hour);
  });
}

/** What a supply loses on the way to the points: a share of their use, and a constant part. */
export interface TechnicalLoss {
  readonly permille: number;
  readonly milliPerHour: number;
}

/** What flows through a supply meter: the uses behind it and the technical loss, to the unit. */
export class SupplyCurve implements UseCurve {
  readonly #uses: readonly UseCurve[];
  readonly #loss: TechnicalLoss;
  readonly #firstMs: number;

  constructor(uses: readonly UseCurve[], loss: TechnicalLoss, days: LocalDays) {
    this.#uses = uses;
    this.#loss = loss;
    this.#firstMs = days.at(0).firstQuarter * QUARTER_MS;
  }

  usedAt(epochMs: number): number {
    return this.#withLoss(
      this.#uses.reduce((sum, use) => sum + use.usedAt(epochMs), 0),
      epochMs,
    );
  }

  usedAtQuarters(range: QuarterRange): Float64Array {
    const sum = new Float64Array(range.count + 1);
    for (const use of this.#uses) {
      const part = use.usedAtQuarters(range);
      for (let n = 0; n < sum.length; n += 1) sum[n] = (sum[n] ?? 0) + (part[n] ?? 0);
    }
    return sum.map((used, n) => this.#withLoss(used, (range.first + n) * QUARTER_MS));
  }

  #withLoss(used: number, epochMs: number): number {
    const ofUse = Math.floor((used * this.#loss.permille) / 1000);
    const constant = Math.floor((this.#loss.milliPerHour * (epochMs - this.#firstMs)) / 3_600_000);
    return used + ofUse + constant;
  }
}
