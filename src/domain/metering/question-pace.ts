/**
 * How many questions at once a Modbus TCP gateway bears, learnt by asking. Modbus messaging on TCP/IP
 * V1.0b, section 4.4.1 (NumberMaxOfServerTransaction), lets a gateway take 1 to 16; which, stands in
 * its manual at best. So a line begins with one, doubles after so many clean exchanges, steps back at the
 * first sign that it was too much, and tries again ever more rarely.
 */
export interface QuestionPace {
  /** How many questions may be under way at once now: one of `QUESTION_STAGES`. */
  readonly atOnce: number;
  /** Exchanges without a doubt since the last step up or down, each as large as `atOnce` allows. */
  readonly clean: number;
  /** How long these took together, in ms. */
  readonly tookMs: number;
  /** What a question took at the stage below, in ms, as a mean; undefined while that is not known. */
  readonly belowMs: number | undefined;
  /** The smallest stage at which the gateway failed; undefined while it bore every one. */
  readonly failsAt: number | undefined;
  /** When `failsAt` may be tried again, in ms since the epoch. */
  readonly tryAgainMs: number;
  /** How often it failed since it last bore what it had failed at. */
  readonly setbacks: number;
}

/**
 * no-gain: as many were borne, and took as long as one after the other: a wire behind the gateway sets the
 * pace, or the gateway waits for each answer to be acknowledged (Nagle's algorithm, RFC 896, against
 * delayed acknowledgements, RFC 1122, section 4.2.3.2);
 * overload: it dropped, refused, closed or was late while several were under way, and answered each of them
 * alone; mixed: it gave one meter's answer for another's.
 */
export type SetbackKind = "no-gain" | "overload" | "mixed";

/** The stages in their order. */
export const QUESTION_STAGES = [1, 2, 4, 8, 16] as const;
export const QUESTIONS_AT_MOST = 16;

/** So many clean exchanges before more is tried. */
export const CLEAN_BEFORE_MORE = 32;
/** So many clean exchanges at a stage that had failed, and the failure is forgotten. */
export const CLEAN_BEFORE_FORGETTING = 1_000;
const HOUR_MS = 3_600_000;
/** The first wait after a setback; each further one is twice as long. */
const TRY_AGAIN_MS = {
  "no-gain": 24 * HOUR_MS,
  overload: HOUR_MS,
  mixed: 24 * HOUR_MS,
} as const;
export const TRY_AGAIN_AT_MOST_MS = 7 * 24 * HOUR_MS;

/** Twice as many at once have to take so much less a question. */
const GAIN = 0.9;
/** Exchanges shorter than this are not measured well by a clock of milliseconds, and short enough. */
const MEASURED_FROM_MS = 3;

/** Of a gateway of which nothing is known. */
export const FIRST_PACE: QuestionPace = {
  atOnce: 1,
  clean: 0,
  tookMs: 0,
  belowMs: undefined,
  failsAt: undefined,
  tryAgainMs: 0,
  setbacks: 0,
};

/** An exchange with a gateway: when it ended, in ms since the epoch, and how long it took. */
export interface ExchangeTime {
  readonly nowMs: number;
  readonly tookMs: number;
}

/** The pace after `asked` questions at once were all answered without a doubt. */
export function afterCleanExchange(
  pace: QuestionPace,
  asked: number,
  { nowMs, tookMs: lastMs }: ExchangeTime,
): QuestionPace {
  // Fewer than it may ask prove nothing of as many.
  if (asked < pace.atOnce) return pace;
  const clean = pace.clean + 1;
  const { atOnce, failsAt, belowMs } = pace;
  const tookMs = pace.tookMs + lastMs;
  const meanMs = tookMs / clean;
  const isTold = clean === CLEAN_BEFORE_MORE && belowMs !== undefined;
  if (isTold && meanMs >= MEASURED_FROM_MS && meanMs / atOnce > GAIN * belowMs) {
    return afterSetback(pace, atOnce, { kind: "no-gain", nowMs });
  }
  if (failsAt !== undefined && failsAt <= atOnce && clean >= CLEAN_BEFORE_FORGETTING) {
    return { ...pace, clean, tookMs, failsAt: undefined, tryAgainMs: 0, setbacks: 0 };
  }
  const next = QUESTION_STAGES.find((stage) => stage > atOnce);
  if (next === undefined || clean < CLEAN_BEFORE_MORE || !mayTry(pace, next, nowMs)) {
    return { ...pace, clean, tookMs };
  }
  return { ...pace, atOnce: next, clean: 0, tookMs: 0, belowMs: meanMs / atOnce };
}

function mayTry({ failsAt, tryAgainMs }: QuestionPace, stage: number, nowMs: number): boolean {
  if (failsAt === undefined || stage < failsAt) return true;
  // A stage above the one that failed waits until that one is forgotten.
  if (stage > failsAt) return false;
  // A wait longer than any was begun by a clock that went ahead.
  return nowMs >= tryAgainMs || tryAgainMs - nowMs > TRY_AGAIN_AT_MOST_MS;
}

/** The pace after `asked` questions at once, two or more, were more than the gateway bore. */
export function afterSetback(
  pace: QuestionPace,
  asked: number,
  { kind, nowMs }: { readonly kind: SetbackKind; readonly nowMs: number },
): QuestionPace {
  const below = QUESTION_STAGES.findLast((stage) => stage < asked) ?? 1;
  const atOnce = kind === "mixed" ? 1 : below;
  const failsAt = QUESTION_STAGES.find((stage) => stage > atOnce) ?? QUESTIONS_AT_MOST;
  const setbacks = pace.setbacks + 1;
  const waitMs = Math.min(TRY_AGAIN_MS[kind] * 2 ** (setbacks - 1), TRY_AGAIN_AT_MOST_MS);
  const tryAgainMs = nowMs + waitMs;
  return { atOnce, clean: 0, tookMs: 0, belowMs: undefined, failsAt, tryAgainMs, setbacks };
}

/** Whether two paces are the same for whoever asks: how it was measured does not count. */
export function isSamePace(one: QuestionPace, other: QuestionPace): boolean {
  return (
    one.atOnce === other.atOnce &&
    one.failsAt === other.failsAt &&
    one.tryAgainMs === other.tryAgainMs &&
    one.setbacks === other.setbacks
  );
}
