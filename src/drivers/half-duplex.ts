import { setTimeout as pause } from "node:timers/promises";
import type { ByteStream } from "./byte-stream.ts";
import { LineError } from "./line-error.ts";

/**
 * Looks for the answer at the start of what was received so far. An answer that is not whole yet is
 * undefined; bytes that belong to another question are dropped, as are those of a part that was
 * taken: after such a part (`isPart`) the next is waited for as long anew. Throws a LineError for
 * bytes that can never become the answer, and of the kind refused when they are the meter's refusal. The bytes
 * are lent for the call: the answer must not be made of them.
 */
export type TakeAnswer<T> = (
  received: Buffer,
) => { readonly answer: T } | { readonly drop: number; readonly isPart?: boolean } | undefined;

export interface HalfDuplexOptions {
  /** Of one question, from its last byte on. */
  readonly timeoutMs: number;
  /**
   * numbered: an answer carries its question's number, so that a late one is known as such.
   * unnumbered: it does not; after any doubt the line must be silent for a whole time-out before
   * the next question, on a new connection too, since a serial server hands late bytes to whoever
   * is connected.
   */
  readonly answers: "numbered" | "unnumbered";
  /** Silence after an answer before the next question, in ms. */
  readonly gapMs: number;
}

/** A line that still chatters after so many time-outs is given up until the next question. */
const TIMEOUTS_UNTIL_SILENT_AT_MOST = 3;
/**
 * After so many time-outs in a row without a byte the other end may not know of the connection any
 * more (a gateway that lost power, a router between that forgot it): it is made anew.
 */
const UNHEARD_AT_MOST = 3;
/** No protocol has answers longer than this by far; what grows longer is noise. */
const RECEIVED_AT_MOST = 65_536;

interface Pending {
  readonly take: TakeAnswer<unknown>;
  readonly timeoutMs: number;
  deadlineMs: number;
  received: Buffer | undefined;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One question at a time on a stream of bytes, each with its answer or an error in time. Opens the
 * stream by itself when it asks, and anew when nothing is heard any more.
 */
export class HalfDuplex {
  readonly #stream: ByteStream;
  readonly #options: HalfDuplexOptions;
  #busy = false;
  #unheard = 0;
  /** Until then the wire rests after the last answer. */
  #restUntilMs = -Infinity;
  #pending: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer fires; Infinity when none runs. */
  #timerDueMs = Infinity;

  constructor(stream: ByteStream, options: HalfDuplexOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /**
   * Sends a question and waits for what `take` finds, at most `timeoutMs` (a scan waits less long
   * than the line's own time-out). Rejects with a LineError when there is no right answer in time;
   * throws a RangeError when a question is under way.
   */
  ask<T>(
    question: Uint8Array,
    take: TakeAnswer<T>,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<T> {
    this.#begin();
    const isReady =
      this.#stream.isOpen && this.#stream.silenceDueMs === 0 && this.#options.gapMs === 0;
    // Without a promise in between where nothing is to be waited for: it is the usual case of TCP.
    if (isReady) return this.#exchange(question, take, timeoutMs);
    return this.#makeReady().then(() => this.#exchange(question, take, timeoutMs));
  }

  /** Sends what nobody answers, and leaves the line in peace for `restMs`. */
  async tell(message: Uint8Array, restMs: number): Promise<void> {
    this.#begin();
    await this.#makeReady();
    this.#stream.write(message);
    await pause(restMs);
    this.#busy = false;
  }

  #begin(): void {
    if (this.#busy) throw new RangeError("a line carries one question at a time");
    this.#busy = true;
  }

  /** Opens the stream, and waits until the wire may be spoken on. */
  async #makeReady(): Promise<void> {
    try {
      if (!this.#stream.isOpen) await this.#open();
      const { silenceDueMs } = this.#stream;
      if (silenceDueMs > 0) await this.#silence(silenceDueMs);
      // A timer may fire a fraction of a millisecond early: the silence must not be short.
      for (let leftMs = this.#restMs(); leftMs > 0; leftMs = this.#restMs()) {
        await pause(Math.ceil(leftMs));
      }
    } catch (error) {
      this.#busy = false;
      throw error;
    }
  }

  #restMs(): number {
    return this.#restUntilMs - performance.now();
  }

  /** After bytes that answer nothing, more of them may come: the next question waits for silence. */
  distrust(silenceMs = this.#options.timeoutMs): void {
    if (this.#options.answers === "unnumbered") this.#stream.silenceDueMs = silenceMs;
    else this.#stream.close();
  }

  /** Drops the connection; the next question opens it anew. */
  close(): void {
    this.#stream.close();
    clearTimeout(this.#timer);
    this.#timerDueMs = Infinity;
    this.#settle()?.reject(new LineError("closed", "the connection was closed"));
  }

  async #open(): Promise<void> {
    const stream = this.#stream;
    await stream.open();
    stream.onBytes = (bytes) => this.#onBytes(bytes);
    stream.onClosed = () =>
      this.#settle()?.reject(new LineError("closed", "the connection was closed"));
    this.#unheard = 0;
    stream.silenceDueMs = this.#options.answers === "unnumbered" ? this.#options.timeoutMs : 0;
  }

  #exchange<T>(question: Uint8Array, take: TakeAnswer<T>, timeoutMs: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const pending: Pending = {
        take,
        timeoutMs,
        deadlineMs: Infinity,
        received: undefined,
        // The answer is what `take` of the same call found.
        resolve: resolve as (answer: unknown) => void,
        reject,
      };
      this.#pending = pending;
      // The question leaves first: what else is to be done costs nothing while it is under way.
      this.#stream.write(question);
      pending.deadlineMs = performance.now() + timeoutMs;
      if (pending.deadlineMs < this.#timerDueMs) this.#startTimer(timeoutMs);
    });
  }

  /**
   * The timer runs on when an answer comes, and is set anew only when it fires: thousands of
   * questions a second would otherwise make a timer each.
   */
  #startTimer(ms: number): void {
    clearTimeout(this.#timer);
    this.#timerDueMs = performance.now() + ms;
    this.#timer = setTimeout(() => this.#onTimer(), Math.ceil(ms));
  }

  #onTimer(): void {
    this.#timerDueMs = Infinity;
    const pending = this.#pending;
    if (!pending) return;
    const leftMs = pending.deadlineMs - performance.now();
    if (leftMs > 0) this.#startTimer(leftMs);
    else setImmediate(() => this.#onTimeUp(pending));
  }

  /**
   * Timers come before what was received: of a process that was held up the timer fires although the
   * answer has been lying there. So the bytes are looked at first; that this process stood still must
   * never be called a meter's silence.
   */
  #onTimeUp(pending: Pending): void {
    if (this.#pending !== pending) return;
    // A part of the answer came just now: the rest may still be on its way.
    if (pending.deadlineMs > performance.now()) this.#onTimer();
    else this.#onTimeout(pending.timeoutMs);
  }

  /** Ends the question under way. */
  #settle(): Pending | undefined {
    const pending = this.#pending;
    if (!pending) return undefined;
    this.#pending = undefined;
    this.#busy = false;
    const { gapMs } = this.#options;
    if (gapMs > 0) this.#restUntilMs = performance.now() + gapMs;
    return pending;
  }

  #onBytes(bytes: Buffer): void {
    const pending = this.#pending;
    if (!pending) {
      // Late or unasked for, an answer that comes twice: where it has no number, more may follow.
      if (this.#options.answers === "unnumbered") this.distrust();
      return;
    }
    this.#unheard = 0;
    const before = pending.received;
    let received = before ? Buffer.concat([before, bytes]) : bytes;
    try {
      for (;;) {
        const taken = pending.take(received);
        if (!taken) break;
        if ("answer" in taken) {
          this.#settle()?.resolve(taken.answer);
          return;
        }
        received = received.subarray(taken.drop);
        if (taken.isPart) pending.deadlineMs = performance.now() + pending.timeoutMs;
      }
      if (received.length > RECEIVED_AT_MOST) throw new LineError("noisy", "bytes without end");
      pending.received = before ? received : Buffer.from(received);
    } catch (error) {
      // A refusal is an answer: nothing more is to come on the line.
      if (!(error instanceof LineError && error.kind === "refused")) this.distrust();
      this.#settle()?.reject(error);
    }
  }

  #onTimeout(timeoutMs: number): void {
    const isCut = (this.#pending?.received?.length ?? 0) > 0;
    const settled = this.#settle();
    // Of numbered answers, the rest of half a frame would be taken for the start of the next one.
    if (this.#options.answers === "unnumbered" || isCut) this.distrust(timeoutMs);
    this.#unheard += 1;
    if (this.#unheard >= UNHEARD_AT_MOST) this.#stream.close();
    const cut = isCut ? ", only a part of one" : "";
    settled?.reject(new LineError("no-answer", `no answer within ${timeoutMs} ms${cut}`));
  }

  async #silence(silenceMs: number): Promise<void> {
    const stream = this.#stream;
    const { onBytes, onClosed } = stream;
    try {
      await new Promise<void>((resolve, reject) => {
        const settle = (finish: () => void) => {
          clearTimeout(quiet);
          clearTimeout(limit);
          finish();
        };
        const quiet = setTimeout(() => settle(resolve), silenceMs);
        const limit = setTimeout(
          () => settle(() => reject(new LineError("noisy", "the line does not fall silent"))),
          silenceMs * TIMEOUTS_UNTIL_SILENT_AT_MOST,
        );
        stream.onBytes = () => quiet.refresh();
        stream.onClosed = () =>
          settle(() => reject(new LineError("closed", "the connection was closed")));
      });
    } finally {
      stream.onBytes = onBytes;
      stream.onClosed = onClosed;
    }
    stream.silenceDueMs = 0;
  }
}
