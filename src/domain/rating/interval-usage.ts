import { Decimal } from "#domain/core/decimal.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import type { TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import { compiledRuns } from "./compiled-runs.ts";
import { walkLadder } from "./ladder-walk.ts";
import type { LocalStretch } from "./local-midnight.ts";
import { estimatedShares, peakCounts, sumCounts, type LocatedRuns } from "./run-sums.ts";
import type {
  BucketSums,
  LadderWalk,
  PeakRequest,
  Peaks,
  PeaksUnknown,
  TierCounts,
  Usage,
} from "./usage.ts";

const MINUTE_MS = 60_000;

/** What interval consumption says to the charges. The stretches asked for must lie within it. */
export class IntervalUsage implements Usage {
  readonly perCount: Decimal;
  readonly #consumption: IntervalConsumption;
  readonly #startMs: number;
  readonly #stepMs: number;

  constructor(consumption: IntervalConsumption) {
    this.perCount = consumption.perCount;
    this.#consumption = consumption;
    this.#startMs = consumption.from.epochMilliseconds;
    this.#stepMs = consumption.intervalMinutes * MINUTE_MS;
  }

  /** Whether there are readings for the whole stretch. */
  covers({ fromMs, toMs }: LocalStretch): boolean {
    const endMs = this.#startMs + this.#consumption.amounts.length * this.#stepMs;
    return this.#startMs <= fromMs && toMs <= endMs;
  }

  #locate(calendar: TariffCalendar | undefined, stretch: LocalStretch): LocatedRuns {
    const offset = Math.floor((stretch.fromMs - this.#startMs) / this.#stepMs);
    const grid = { startMs: this.#startMs + offset * this.#stepMs, stepMs: this.#stepMs };
    const compiled = compiledRuns(calendar, stretch, grid);
    return { compiled, offset, amounts: this.#consumption.amounts, stepMs: this.#stepMs };
  }

  sums(calendar: TariffCalendar | undefined, stretch: LocalStretch): BucketSums {
    const located = this.#locate(calendar, stretch);
    return {
      counts: sumCounts(located),
      estimatedShares: estimatedShares(located, this.#consumption.qualities),
      occurs: located.compiled.occurs,
    };
  }

  walk({ calendar, stretch, limits }: LadderWalk): TierCounts {
    return walkLadder(this.#locate(calendar, stretch), limits);
  }

  peaks({ calendar, stretch, minutes, averaging }: PeakRequest): Peaks | PeaksUnknown {
    const { intervalMinutes } = this.#consumption;
    const averaged = minutes ?? intervalMinutes;
    if (averaged % intervalMinutes !== 0) {
      return {
        kind: "unknown",
        reason: `demand over ${averaged} min cannot be found in readings every ${intervalMinutes} min`,
        remedy: "read the point at intervals that divide it",
      };
    }
    const located = this.#locate(calendar, stretch);
    const width = averaged / intervalMinutes;
    const counts = peakCounts(located, { width, step: averaging === "rolling" ? 1 : width });
    return { kind: "known", counts, minutes: averaged, occurs: located.compiled.occurs };
  }
}
