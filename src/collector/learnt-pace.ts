import {
  afterCleanExchange,
  afterSetback,
  FIRST_PACE,
  isSamePace,
  type QuestionPace,
  type SetbackKind,
} from "#domain/metering/question-pace.ts";
import type { Clock } from "#platform/clock.ts";
import type { Pace } from "./company.ts";

/** As many questions at once as the gateway bears, found out by asking (`domain/metering/question-pace.ts`). */
export class LearntPace implements Pace {
  readonly #clock: Clock;
  #pace: QuestionPace;
  /** What was told last: each change is told once. */
  #told: QuestionPace;

  /** `learnt`: by whoever read the line before. */
  constructor(clock: Clock, learnt: QuestionPace = FIRST_PACE) {
    this.#clock = clock;
    this.#pace = learnt;
    this.#told = learnt;
  }

  get atOnce(): number {
    return this.#pace.atOnce;
  }

  wasClean(asked: number, tookMs: number): void {
    this.#pace = afterCleanExchange(this.#pace, asked, { nowMs: this.#nowMs(), tookMs });
  }

  wasTooMuch(asked: number, kind: SetbackKind): void {
    this.#pace = afterSetback(this.#pace, asked, { kind, nowMs: this.#nowMs() });
  }

  /** Goes on where another left off. */
  continueFrom(earlier: LearntPace): void {
    this.#pace = earlier.#pace;
  }

  /** The pace, if it is another than when it was last told. */
  tell(): QuestionPace | undefined {
    if (isSamePace(this.#pace, this.#told)) return undefined;
    this.#told = this.#pace;
    return this.#pace;
  }

  #nowMs(): number {
    return this.#clock.now().epochMilliseconds;
  }
}
