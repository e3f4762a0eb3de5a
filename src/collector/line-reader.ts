import { Decimal } from "#domain/core/decimal.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { countsOf } from "#drivers/counts-of.ts";
import type { LineConnection } from "#drivers/line-connection.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import type { Clock } from "#platform/clock.ts";
import { errorText } from "#platform/refusal.ts";
import type { CollectedLine } from "#storage/collection-plan.ts";
import type { Attempt, LiveValue } from "#storage/live-values.ts";
import type { Reading } from "#storage/readings.ts";
import { alignedMs, isDue, polledMeter, type PolledMeter } from "./collected-meter.ts";

export interface LineReaderOptions {
  readonly line: CollectedLine;
  readonly connection: LineConnection;
  readonly catalogue: ReadonlyMap<string, MeterModel>;
  readonly clock: Clock;
  /** On disk when it returns. */
  readonly keep: (readings: readonly Reading[]) => void;
}

/** What one round found out. */
export interface Round {
  readonly values: readonly LiveValue[];
  readonly attempts: readonly Attempt[];
}

/**
 * A reading later than this after its boundary is not the register at the boundary any more: at
 * most this share of the interval.
 */
const LATE_SHARE = 0.2;

/**
 * So many failures in one round: if nobody has answered in it, the line is down; else meters that
 * failed before wait for the next round, so that a dead one never holds up the others for long.
 */
const FAILURES_PER_ROUND = 4;
const MS_PER_MINUTE = 60_000;

interface Outcome {
  readonly values: readonly LiveValue[];
  readonly attempt: Attempt;
}

/**
 * Reads the meters of one line in turn, one request at a time. Aligned savings go before live
 * polling: while a round of live values is under way, a boundary interrupts it after the meter
 * that is being read.
 */
export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #connection: LineConnection;
  readonly #meters: readonly PolledMeter[];
  #isDown = false;
  #turns = 0;

  constructor(options: LineReaderOptions) {
    const { line, catalogue, clock, connection } = options;
    this.#options = options;
    this.#connection = connection;
    const nowMs = clock.now().epochMilliseconds;
    this.#meters = line.meters.flatMap((meter) => {
      const model = catalogue.get(meter.modelId);
      return model ? [polledMeter(meter, { model, connection, nowMs })] : [];
    });
  }

  /** The next boundary at which a register is to be saved, in ms; Infinity when none ever is. */
  nextBoundaryMs(): number {
    const nowMs = this.#options.clock.now().epochMilliseconds;
    return Math.min(
      Infinity,
      ...this.#meters.flatMap((meter) => {
        const { channel } = meter;
        return channel ? [alignedMs(meter, nowMs) + channel.intervalMinutes * MS_PER_MINUTE] : [];
      }),
    );
  }

  /** Takes over which boundaries were saved, so that a change of the plan costs no reading. */
  continueFrom(earlier: LineReader): void {
    for (const meter of this.#meters) {
      const same = earlier.#meters.find(
        ({ meterId, channel }) => meterId === meter.meterId && channel?.id === meter.channel?.id,
      );
      if (same) meter.savedMs = same.savedMs;
    }
  }

  /**
   * Asks every meter once, the due ones first; ends early when the signal aborts. When nobody
   * answers the line is down: the rest of the round is noted as failed without waiting for every
   * single time-out. As soon as one answers again, all are asked again.
   */
  async round(signal: AbortSignal): Promise<Round> {
    // By key: a meter that falls due in the middle of a round is asked twice in it.
    const values = new Map<string, LiveValue>();
    const attempts = new Map<number, Attempt>();
    const asked = new Set<PolledMeter>();
    let failures = 0;
    let hasAnswer = false;
    for (;;) {
      const isFull = failures >= FAILURES_PER_ROUND;
      const meter = this.#next(asked, isFull && hasAnswer);
      if (!meter || signal.aborted) {
        return { values: [...values.values()], attempts: [...attempts.values()] };
      }
      asked.add(meter);
      const isLineDown = isFull && !hasAnswer;
      const outcome = isLineDown ? this.#passOver(meter) : await this.#ask(meter);
      if (outcome.attempt.error === undefined) {
        if (this.#isDown) for (const other of this.#meters) other.breaker.reopen();
        this.#isDown = false;
        hasAnswer = true;
      } else failures += 1;
      this.#isDown ||= isLineDown;
      for (const value of outcome.values) values.set(`${value.meterId} ${value.quantity}`, value);
      attempts.set(outcome.attempt.meterId, outcome.attempt);
    }
  }

  /** Those that answer before those that do not; among these, who was asked longest ago. */
  #next(asked: ReadonlySet<PolledMeter>, healthyOnly: boolean): PolledMeter | undefined {
    const nowMs = this.#options.clock.now().epochMilliseconds;
    const open = this.#meters
      .filter(({ breaker }) => breaker.allows(nowMs) && !(healthyOnly && breaker.isFailing))
      .toSorted(
        (a, b) =>
          Number(a.breaker.isFailing) - Number(b.breaker.isFailing) || a.askedTurn - b.askedTurn,
      );
    const due = open.filter((meter) => isDue(meter, nowMs));
    const dueNow =
      due.find(({ breaker }) => !breaker.isFailing) ?? due.find((meter) => !asked.has(meter));
    return dueNow ?? open.find((meter) => !asked.has(meter));
  }

  #passOver(meter: PolledMeter): Outcome {
    const at = this.#options.clock.now();
    meter.breaker.failed(at.epochMilliseconds);
    const { lineId } = this.#options.line;
    const error = "not asked: nothing on the line answers";
    return {
      values: [],
      attempt: { meterId: meter.meterId, lineId, at, error, latencyMs: undefined },
    };
  }

  async #ask(meter: PolledMeter): Promise<Outcome> {
    const { clock, line } = this.#options;
    const startedAt = clock.now();
    this.#turns += 1;
    meter.askedTurn = this.#turns;
    const due = isDue(meter, startedAt.epochMilliseconds);
    const registers = due ? meter.billing : meter.all;
    const { meterId } = meter;
    const { lineId } = line;
    try {
      const values = await meter.reader.read(registers);
      const at = clock.now();
      if (due) this.#save(meter, values, at);
      meter.breaker.succeeded();
      const latencyMs = at.epochMilliseconds - startedAt.epochMilliseconds;
      return {
        values: values.flatMap(({ register, value }) =>
          value
            ? {
                meterId,
                quantity: register.quantity,
                value: value.toString(),
                unit: register.unit,
                measuredAt: at,
              }
            : [],
        ),
        attempt: { meterId, lineId, at, error: undefined, latencyMs },
      };
    } catch (error) {
      const at = clock.now();
      meter.breaker.failed(at.epochMilliseconds);
      const attempt = { meterId, lineId, at, error: errorText(error), latencyMs: undefined };
      return { values: [], attempt };
    }
  }

  /**
   * Keeps the billing register as of the boundary, unless it is too late for that. Throws when the
   * meter shows no value, or it cannot be kept: it is tried again while it is not too late.
   */
  #save(meter: PolledMeter, values: readonly RegisterValue[], at: Temporal.Instant): void {
    const { channel } = meter;
    const boundaryMs = alignedMs(meter, at.epochMilliseconds);
    if (!channel || boundaryMs <= meter.savedMs) return;
    const lateMs = at.epochMilliseconds - boundaryMs;
    if (lateMs > LATE_SHARE * channel.intervalMinutes * MS_PER_MINUTE) {
      meter.savedMs = boundaryMs;
      return;
    }
    const billed = values.find(({ register }) => register.quantity === channel.quantity);
    if (!billed?.value) throw new Error(`the meter has no value of ${channel.quantity} now`);
    this.#options.keep([
      {
        channelId: channel.id,
        measuredAt: Temporal.Instant.fromEpochMilliseconds(boundaryMs),
        counts: countsOf(billed.register, billed.value, Decimal.parse(channel.resolution)),
        quality: READING_QUALITY.measured,
        collectedAt: at,
      },
    ]);
    meter.savedMs = boundaryMs;
  }

  close(): void {
    this.#connection.close();
  }
}
