import { Decimal } from "#domain/core/decimal.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { addWhole, type Whole } from "#domain/core/whole.ts";
import type { TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import { apparentPeaks } from "./apparent-peaks.ts";
import type { TimedEvent } from "./circumstances.ts";
import { compiledRuns, compiledSpans } from "./compiled-runs.ts";
import { walkLadder } from "./ladder-walk.ts";
import type { LocalStretch } from "./local-midnight.ts";
import { intervalRuns } from "./interval-runs.ts";
import {
  estimatedShares,
  highestCounts,
  peakCounts,
  type PeakWindows,
  pieceCounts,
  sumCounts,
  type LocatedRuns,
} from "./run-sums.ts";
import type { TimelineSpan } from "./timeline.ts";
import type {
  ApparentPeaks,
  ApparentRequest,
  BucketSums,
  Highest,
  LadderWalk,
  Overall,
  PeakRequest,
  Peaks,
  PeaksUnknown,
  TierCounts,
  Usage,
} from "./usage.ts";

const MINUTE_MS = 60_000;

/** A pass over the amounts that need not be made again. */
interface Measured {
  readonly calendar: TariffCalendar | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  readonly sums: BucketSums;
  /** By bucket, the greatest interval that begins in it. */
  readonly highest: readonly number[];
}

const MEASURED_AT_MOST = 100;

function isOf(measured: Measured, { fromMs, toMs }: LocalStretch): boolean {
  return measured.fromMs === fromMs && measured.toMs === toMs;
}

/** What interval consumption says to the charges. The stretches asked for must lie within it. */
export class IntervalUsage implements Usage {
  readonly perCount: Decimal;
  readonly #consumption: IntervalConsumption;
  readonly #startMs: number;
  readonly #stepMs: number;
  /** Few: a billing period has its own stretch and, with ladders, some windows. */
  readonly #measured: Measured[] = [];
  readonly #events: readonly TimedEvent[];
  readonly isTimed = true;

  constructor(consumption: IntervalConsumption, events: readonly TimedEvent[] = []) {
    this.#events = events;
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
    const compiled = compiledRuns(calendar, stretch, { grid, events: this.#events });
    return { compiled, offset, amounts: this.#consumption.amounts, stepMs: this.#stepMs };
  }

  sums(calendar: TariffCalendar | undefined, stretch: LocalStretch): BucketSums {
    return this.#measure(calendar, stretch).sums;
  }

  #measure(calendar: TariffCalendar | undefined, stretch: LocalStretch): Measured {
    const known = this.#measured.find((one) => one.calendar === calendar && isOf(one, stretch));
    if (known) return known;
    const located = this.#locate(calendar, stretch);
    const { counts, highest } = sumCounts(located);
    const sums = {
      counts,
      estimatedShares: estimatedShares(located, this.#consumption.qualities),
      occurs: located.compiled.occurs,
    };
    const { fromMs, toMs } = stretch;
    if (this.#measured.length >= MEASURED_AT_MOST) this.#measured.length = 0;
    const measured = { calendar, fromMs, toMs, sums, highest };
    this.#measured.push(measured);
    return measured;
  }

  bySpans(spans: readonly TimelineSpan[], stretch: LocalStretch): readonly Whole[] {
    const offset = Math.floor((stretch.fromMs - this.#startMs) / this.#stepMs);
    const grid = { startMs: this.#startMs + offset * this.#stepMs, stepMs: this.#stepMs };
    const compiled = compiledSpans(spans, grid, spans.length);
    const { amounts } = this.#consumption;
    return sumCounts({ compiled, offset, amounts, stepMs: this.#stepMs }).counts;
  }

  /** The parts of an interval that a boundary cuts sum to the whole, so any calendar's sums do. */
  overall(stretch: LocalStretch): Overall {
    const { sums, highest } = this.#anyMeasured(stretch);
    return {
      counts: sums.counts.reduce(addWhole, 0),
      highest: { counts: Math.max(0, ...highest), minutes: this.#consumption.intervalMinutes },
    };
  }

  #anyMeasured(stretch: LocalStretch): Measured {
    return this.#measured.find((one) => isOf(one, stretch)) ?? this.#measure(undefined, stretch);
  }

  walk({ calendar, stretch, limits }: LadderWalk): TierCounts {
    return walkLadder(this.#locate(calendar, stretch), limits);
  }

  peaks(request: PeakRequest): Peaks | PeaksUnknown {
    const windows = this.#windows(request);
    if ("kind" in windows) return windows;
    const { minutes, width, step } = windows;
    const { calendar, stretch } = request;
    const { compiled, ...located } = this.#locate(calendar, stretch);
    const { occurs, only } = compiled;
    const known = (counts: Peaks["counts"]): Peaks => ({ kind: "known", counts, minutes, occurs });
    if (width > 1 || step > 1) return known(peakCounts({ ...located, compiled }, windows));
    // Every pass over the amounts has seen the greatest intervals.
    if (only === undefined) return known(this.#measure(calendar, stretch).highest);
    const { highest } = this.#anyMeasured(stretch);
    return known({ [only]: Math.max(0, ...highest) });
  }

  highest(request: PeakRequest, count: number): Highest | PeaksUnknown {
    const windows = this.#windows(request);
    if ("kind" in windows) return windows;
    const located = this.#locate(request.calendar, request.stretch);
    return {
      kind: "known",
      counts: highestCounts(located, windows, count),
      minutes: windows.minutes,
      occurs: located.compiled.occurs,
    };
  }

  apparent(request: PeakRequest & ApparentRequest): ApparentPeaks | PeaksUnknown {
    const windows = this.#windows(request);
    if ("kind" in windows) return windows;
    const { channels, kwhPerCount } = request;
    const located = this.#locate(request.calendar, request.stretch);
    const startMs = this.#startMs + located.offset * this.#stepMs;
    const kvah = channels.reactiveImport
      ? apparentPeaks({ ...located, startMs, kwhPerCount }, windows, channels)
      : undefined;
    if (kvah) {
      const { occurs } = located.compiled;
      return { kind: "known", kvah, minutes: windows.minutes, occurs };
    }
    return {
      kind: "unknown",
      reason: "apparent power needs the reactive energy of the same intervals",
      remedy: "read the point's kvarh as often as its kWh, or charge kW",
    };
  }

  between({ from, to }: InstantRange): bigint | undefined {
    const fromMs = from.epochMilliseconds;
    const toMs = to.epochMilliseconds;
    const endMs = this.#startMs + this.#consumption.amounts.length * this.#stepMs;
    if (fromMs < this.#startMs || endMs < toMs) return undefined;
    const grid = { startMs: this.#startMs, stepMs: this.#stepMs };
    const { runs, pieces } = intervalRuns([{ fromMs, toMs, bucket: 0 }], grid);
    const { amounts } = this.#consumption;
    let sum = 0n;
    for (let i = runs[0] ?? 0; i < (runs[1] ?? 0); i += 1) sum += BigInt(amounts[i] ?? 0);
    const located = { amounts, offset: 0, stepMs: this.#stepMs };
    for (const piece of pieces) sum += pieceCounts(piece, located);
    return sum;
  }

  /** How the sums of a peak lie on the intervals of the readings; why not, where they do not fit. */
  #windows({
    minutes,
    averaging,
    stepMinutes,
  }: PeakRequest): (PeakWindows & { readonly minutes: number }) | PeaksUnknown {
    const { intervalMinutes } = this.#consumption;
    const averaged = minutes ?? intervalMinutes;
    const step = averaging === "rolling" ? (stepMinutes ?? intervalMinutes) : averaged;
    if (averaged % intervalMinutes === 0 && step % intervalMinutes === 0) {
      const width = averaged / intervalMinutes;
      return { width, step: step / intervalMinutes, minutes: averaged };
    }
    const rolling = step === averaged ? "" : ` beginning every ${step} min`;
    return {
      kind: "unknown",
      reason: `demand over ${averaged} min${rolling} cannot be found in readings every ${intervalMinutes} min`,
      remedy: "read the point at intervals that divide it",
    };
  }
}
