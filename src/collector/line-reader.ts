import { Decimal } from "#domain/core/decimal.ts";
import { gatewayOf, learns } from "#domain/metering/line-transport.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { QuestionPace } from "#domain/metering/question-pace.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { countsOf } from "#drivers/counts-of.ts";
import type { LineConnection } from "#drivers/line-connection.ts";
import { LineError, lineErrorKind } from "#drivers/line-error.ts";
import { withPulses } from "#drivers/pulse-values.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import type { Clock } from "#platform/clock.ts";
import { errorText } from "#platform/refusal.ts";
import type { CollectedLine } from "#storage/collection-plan.ts";
import type { Attempt, LiveValue } from "#storage/live-values.ts";
import type { Reading } from "#storage/reading.ts";
import { type Answer, areOfOneMeterEach, saidOf, tookMsOf } from "./answer.ts";
import {
  alignedMs,
  channelsDueAt,
  intervalMs,
  isDue,
  patienceMs,
  polledMeter,
  type PolledMeter,
  slowestWith,
} from "./collected-meter.ts";
import { Company } from "./company.ts";
import { FixedPace } from "./fixed-pace.ts";
import { LearntPace } from "./learnt-pace.ts";
import { type LineJob, LineJobs } from "./line-job.ts";
import type { Findings } from "./state-writer.ts";
import { canJoin, keptOf } from "./told-apart.ts";

export interface LineReaderOptions {
  readonly line: CollectedLine;
  readonly connection: LineConnection;
  readonly catalogue: ReadonlyMap<string, MeterModel>;
  readonly clock: Clock;
  /** On disk when it resolves. */
  readonly keep: (readings: readonly Reading[]) => Promise<void>;
  /** Whether the line is still this collector's. */
  readonly mayAsk: () => boolean;
  /** What was learnt before of how many questions at once the line's gateway bears. */
  readonly learnt?: QuestionPace;
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

/** Before those that were never asked: until it is known who failed in company, all are asked alone. */
const ASKED_NEXT = -1;

interface Outcome {
  readonly values: readonly LiveValue[];
  readonly attempt: Attempt;
}

/**
 * Reads the meters of one line in turn, one at a time or as many as the line bears. What a person asks goes first, then
 * aligned savings, then live polling: while a round of live values is under way, a boundary
 * interrupts it after those that are being read.
 */
export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #connection: LineConnection;
  readonly #meters: readonly PolledMeter[];
  readonly #jobs = new LineJobs();
  /** Of a line for which nobody set how many are asked at once. */
  readonly #learntPace: LearntPace | undefined;
  readonly #company: Company;
  #wake: AbortController | undefined;
  #isDown = false;
  #turns = 0;

  constructor(options: LineReaderOptions) {
    const { line, catalogue, clock, connection, learnt } = options;
    this.#options = options;
    this.#connection = connection;
    this.#learntPace = learns(line.transport) ? new LearntPace(clock, learnt) : undefined;
    this.#company = new Company(this.#learntPace ?? new FixedPace(connection.questionsAtOnce));
    const nowMs = clock.now().epochMilliseconds;
    this.#meters = line.meters.flatMap((meter) => {
      const model = catalogue.get(meter.modelId);
      return model ? [polledMeter(meter, { model, connection, nowMs })] : [];
    });
  }

  /** The next boundary at which a register is to be saved, in ms; Infinity when none ever is. */
  nextBoundaryMs(): number {
    const nowMs = this.#options.clock.now().epochMilliseconds;
    let next = Infinity;
    for (const meter of this.#meters) {
      if (meter.channels.length === 0) continue;
      next = Math.min(next, alignedMs(meter, nowMs) + intervalMs(meter));
    }
    return next;
  }

  /** Takes over which boundaries were saved and what was learnt, so that a change of the plan costs nothing. */
  continueFrom(earlier: LineReader): void {
    for (const meter of this.#meters) {
      const same = earlier.#meters.find(
        ({ meterId, channels }) =>
          meterId === meter.meterId && channels[0]?.id === meter.channels[0]?.id,
      );
      if (same) meter.savedMs = same.savedMs;
    }
    const [before, now] = [earlier.#options.line, this.#options.line];
    if (earlier.#learntPace && gatewayOf(before.transport) === gatewayOf(now.transport)) {
      this.#learntPace?.continueFrom(earlier.#learntPace);
    }
  }

  /** Gives the line something to do before anything else. */
  add(job: LineJob): void {
    this.#jobs.add(job);
    this.wake();
  }

  get hasJobs(): boolean {
    return this.#jobs.areThere;
  }

  /** Ends the sleep between two rounds. */
  wake(): void {
    this.#wake?.abort();
  }

  /** Aborts when there is something to do before the next round is due. */
  napSignal(): AbortSignal {
    this.#wake = new AbortController();
    return this.#wake.signal;
  }

  /**
   * Asks every meter once, the due ones first; ends early when the signal aborts, or when a scan
   * takes the place of live polling. When nobody answers the line is down: the rest of the round is
   * noted as failed without waiting for every single time-out. So it is when the line goes down in
   * the middle of a round: after some failures the meter that answered last is asked once more. As
   * soon as one answers again, all are asked again.
   */
  async round(signal: AbortSignal): Promise<Findings> {
    // By key: a meter that falls due in the middle of a round is asked twice in it.
    const values = new Map<string, LiveValue>();
    const attempts = new Map<number, Attempt>();
    const asked = new Set<PolledMeter>();
    let failures = 0;
    /** Of meters that answered in the round before, since the last answer. */
    let newFailuresInRow = 0;
    /** Who answered last: while it answers, the line lives. */
    let witness: PolledMeter | undefined;
    const found = () => ({
      values: [...values.values()],
      attempts: [...attempts.values()],
      ...this.#learnt(),
    });
    this.#heedClock();
    for (;;) {
      if (signal.aborted || !this.#options.mayAsk()) return found();
      await this.#jobs.serve(this.#connection);
      const isFull = failures >= FAILURES_PER_ROUND;
      const isProbe = newFailuresInRow >= FAILURES_PER_ROUND && witness !== undefined;
      const meter = isProbe ? witness : this.#next(asked, isFull && witness !== undefined);
      const nowMs = this.#options.clock.now().epochMilliseconds;
      if (!(meter && isDue(meter, nowMs)) && (await this.#jobs.goOn(this.#connection))) {
        return found();
      }
      if (!meter) return found();
      const isLineDown = isFull && witness === undefined;
      const { isFailing } = meter.breaker;
      const isDoubtful = isLineDown || this.#isDown || newFailuresInRow > 0;
      const company = isDoubtful ? [meter] : this.#companyOf(meter, asked);
      for (const each of company) asked.add(each);
      const outcomes = isLineDown ? [this.#passOver(meter)] : await this.#askAll(company);
      for (const [n, outcome] of outcomes.entries()) {
        const each = company[n] ?? meter;
        if (!outcome) {
          asked.delete(each);
          continue;
        }
        if (outcome.attempt.error === undefined) {
          if (this.#isDown) for (const other of this.#meters) other.breaker.reopen();
          this.#isDown = false;
          newFailuresInRow = 0;
          witness = each;
        } else {
          failures += 1;
          if (!isFailing) newFailuresInRow += 1;
          if (isProbe) witness = undefined;
        }
        for (const value of outcome.values) values.set(`${value.meterId} ${value.quantity}`, value);
        attempts.set(outcome.attempt.meterId, outcome.attempt);
      }
      this.#isDown ||= isLineDown;
    }
  }

  /** Who may be asked together with a meter: as urgent as it is, well, and told apart from it. */
  #companyOf(meter: PolledMeter, asked: ReadonlySet<PolledMeter>): PolledMeter[] {
    const company = [meter];
    if (this.#company.size === 1 || meter.breaker.isFailing) return company;
    const nowMs = this.#options.clock.now().epochMilliseconds;
    const due = isDue(meter, nowMs);
    while (company.length < this.#company.size) {
      const next = this.#next(asked, true, company);
      if (!next || isDue(next, nowMs) !== due) break;
      company.push(next);
    }
    return company;
  }

  /** The outcome of each; undefined of those that are to be asked again, alone. */
  async #askAll(company: readonly PolledMeter[]): Promise<(Outcome | undefined)[]> {
    this.#connection.willAsk(company.length);
    const answers = await Promise.all(company.map((meter) => this.#ask(meter)));
    const [answer] = answers;
    if (answer && answers.length === 1) {
      const outcome = this.#conclude(answer);
      this.#company.wasAlone(answer.meter, outcome.attempt.latencyMs);
      return [outcome];
    }
    if (areOfOneMeterEach(answers)) {
      this.#company.wasClean(answers.length, tookMsOf(answers));
      return answers.map((each) => this.#conclude(each));
    }
    this.#company.wasSpoiled(company, answers.map(saidOf));
    for (const meter of company) meter.askedTurn = ASKED_NEXT;
    return answers.map(() => undefined);
  }

  /**
   * What was saved for a boundary to come was saved by a clock that went ahead and was set back: the
   * next boundary is saved again, and not only the one after that which was saved last.
   */
  #heedClock(): void {
    const nowMs = this.#options.clock.now().epochMilliseconds;
    for (const meter of this.#meters) {
      meter.savedMs = Math.min(meter.savedMs, alignedMs(meter, nowMs));
    }
  }

  /** What was learnt of the line's gateway since this was last asked. */
  #learnt(): Pick<Findings, "pace"> {
    const { line, clock } = this.#options;
    const pace = this.#learntPace?.tell();
    if (!pace) return {};
    const gateway = gatewayOf(line.transport);
    return { pace: { lineId: line.lineId, gateway, pace, learntAt: clock.now() } };
  }

  /** Those that answer before those that do not; among these, who was asked longest ago. */
  #next(
    asked: ReadonlySet<PolledMeter>,
    healthyOnly: boolean,
    beside: readonly PolledMeter[] = [],
  ): PolledMeter | undefined {
    const nowMs = this.#options.clock.now().epochMilliseconds;
    let best: PolledMeter | undefined;
    let bestRank = Infinity;
    for (const meter of this.#meters) {
      const { isFailing } = meter.breaker;
      if (!meter.breaker.allows(nowMs) || (healthyOnly && isFailing)) continue;
      const due = isDue(meter, nowMs);
      if (asked.has(meter) && (!due || isFailing)) continue;
      const rank = (due ? 0 : 2) + (isFailing ? 1 : 0);
      const isEarlier = rank === bestRank && meter.askedTurn < (best?.askedTurn ?? Infinity);
      // Last: it compares with each of the company.
      if ((rank < bestRank || isEarlier) && canJoin(beside, meter))
        [best, bestRank] = [meter, rank];
    }
    return best;
  }

  #passOver(meter: PolledMeter): Outcome {
    const at = this.#options.clock.now();
    meter.breaker.failed(at.epochMilliseconds, 0);
    const { lineId } = this.#options.line;
    this.#company.wasAlone(meter, undefined);
    const error = "not asked: nothing on the line answers";
    const attempt = { meterId: meter.meterId, lineId, at, error, errorKind: "no-answer" as const };
    return { values: [], attempt: { ...attempt, latencyMs: undefined } };
  }

  async #ask(meter: PolledMeter): Promise<Answer> {
    const { clock, line } = this.#options;
    const startedAt = clock.now();
    this.#turns += 1;
    meter.askedTurn = this.#turns;
    const isForSaving = isDue(meter, startedAt.epochMilliseconds);
    const registers = isForSaving ? meter.kept : meter.all;
    try {
      const values = await meter.reader.read(registers, patienceMs(meter, line.transport));
      return { meter, startedAt, at: clock.now(), isForSaving, values };
    } catch (error) {
      return { meter, startedAt, at: clock.now(), isForSaving, error };
    }
  }

  #conclude(answer: Answer): Outcome {
    const { meter, startedAt, at } = answer;
    const { meterId } = meter;
    const { lineId } = this.#options.line;
    const tookMs = tookMsOf([answer]);
    try {
      if ("error" in answer) throw answer.error;
      const values = withPulses(answer.values, meter.model, meter.parameters);
      if (answer.isForSaving) this.#save(meter, values, { startedAt, at });
      meter.shown = keptOf(meter, answer.values);
      meter.breaker.succeeded();
      meter.slowestMs = slowestWith(meter, tookMs);
      const well = { error: undefined, errorKind: undefined, latencyMs: tookMs };
      return {
        values: liveValues(values, { meterId, measuredAt: startedAt }),
        attempt: { meterId, lineId, at, ...well },
      };
    } catch (error) {
      // The silence that must follow costs the line as much: it is this meter's doing.
      meter.breaker.failed(at.epochMilliseconds, tookMs + this.#connection.silenceDueMs);
      const failed = { error: errorText(error), errorKind: lineErrorKind(error) };
      return {
        values: [],
        attempt: { meterId, lineId, at, ...failed, latencyMs: undefined },
      };
    }
  }

  /**
   * Keeps the registers as of the boundary before the question, unless it is too late for that. A
   * machine that slept between question and answer has an old value at a new time: it belongs to no
   * later boundary. Throws when the meter shows no value: it is tried again while it is not too late.
   */
  #save(
    meter: PolledMeter,
    values: readonly RegisterValue[],
    { startedAt, at }: { readonly startedAt: Temporal.Instant; readonly at: Temporal.Instant },
  ): void {
    const boundaryMs = alignedMs(meter, startedAt.epochMilliseconds);
    if (boundaryMs <= meter.savedMs) return;
    const lateMs = at.epochMilliseconds - boundaryMs;
    if (lateMs > LATE_SHARE * intervalMs(meter)) {
      meter.savedMs = boundaryMs;
      return;
    }
    const measuredAt = Temporal.Instant.fromEpochMilliseconds(boundaryMs);
    const readings = channelsDueAt(meter, boundaryMs).flatMap((channel, n) => {
      const billed = values.find(({ register }) => register.quantity === channel.quantity);
      if (!billed?.value) {
        // A further channel may be one that this meter does not have; the first is what it is for.
        if (n > 0) return [];
        throw new LineError("no-value", `the meter has no value of ${channel.quantity} now`);
      }
      const { register, value } = billed;
      const counts = countsOf(register, value, Decimal.parse(channel.resolution));
      const quality = READING_QUALITY.measured;
      return [{ channelId: channel.id, measuredAt, counts, quality, collectedAt: at }];
    });
    const before = meter.savedMs;
    meter.savedMs = boundaryMs;
    // The line goes on while the disk writes; what it could not keep is read again.
    this.#options.keep(readings).catch(() => {
      meter.savedMs = before;
      meter.breaker.failed(this.#options.clock.now().epochMilliseconds, 0);
    });
  }

  close(): void {
    this.#connection.close();
  }
}

function liveValues(
  values: readonly RegisterValue[],
  { meterId, measuredAt }: Pick<LiveValue, "meterId" | "measuredAt">,
): LiveValue[] {
  return values.flatMap(({ register, value }) => {
    const { quantity, unit } = register;
    return value ? [{ meterId, quantity, value: value.toString(), unit, measuredAt }] : [];
  });
}
