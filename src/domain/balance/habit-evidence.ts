import type { OwnHabit } from "./own-habit.ts";

/** Surprises have heavier tails than the normal law: Student's with so many degrees of freedom. */
const TAIL_DEGREES = 5;
/** Habits of neighbouring hours are alike: they are not as many witnesses as they are hours. */
const WEIGHT_OF_HABIT = 0.9;
const LEAST_KEPT = 0.02;
/** Products of so many terms stay within what a number holds. */
const TERMS_AT_ONCE = 16;

/** By itself a habit changes in any hour with this chance: somebody moves out, a shop takes stock. */
const CHANCE_OF_CHANGE = 0.02;
/** By how much, in natural logarithms: up or down, large changes rarer than small ones (Laplace). */
const SCALE_OF_CHANGE = 1;
/** Changes of up to this are weighed, coarsely, and finely about the one that was seen. */
const LARGEST_CHANGE = 3.5;
const COARSE_STEP = 0.35;
const DEVIATIONS_TRIED = 3;
const TRIES_A_DEVIATION = 2;
const MOST_LIKELY = 300;

/** A change of habits that may have been, how well it explains what was seen, and for how much it stands. */
interface Change {
  readonly step: number;
  readonly weighed: number;
}

/** How well a fall of what a point records in some hour explains its surprises since. */
export class HabitEvidence {
  readonly #habit: OwnHabit;
  #changes: { readonly at: number; readonly all: readonly Change[] } = { at: -1, all: [] };

  constructor(habit: OwnHabit) {
    this.#habit = habit;
  }

  /**
   * Log odds of a fall by `fall` (a logarithm, negative) in the hour `at`, against none. Either way the
   * habit may have changed in the same hour by itself, by a little rather than by much: who is said to
   * record a tenth of the truth since then, and records what he always did, would have to use ten times
   * as much from the same hour on.
   */
  oddsOf(at: number, fall: number): number {
    return this.#logLikelihood(at, fall) - this.#logLikelihood(at, 0);
  }

  #logLikelihood(at: number, fall: number): number {
    const same = fall === 0 ? 1 : this.#likelihoodOf(at, fall);
    let changed = 0;
    for (const { step, weighed } of this.#changesAt(at)) {
      changed += weighed * Math.exp(-Math.abs(step - fall) / SCALE_OF_CHANGE);
    }
    const ofChange = changed / (2 * SCALE_OF_CHANGE);
    return Math.log((1 - CHANCE_OF_CHANGE) * same + CHANCE_OF_CHANGE * ofChange);
  }

  /** Every change of the level in the hour `at` that is weighed; each stands for the steps about it. */
  #changesAt(at: number): readonly Change[] {
    if (this.#changes.at !== at) {
      const steps = this.#stepsTried(at);
      const all = steps.map((step, n): Change => {
        const width = ((steps[n + 1] ?? step) - (steps[n - 1] ?? step)) / 2;
        return { step, weighed: width * this.#likelihoodOf(at, step) };
      });
      this.#changes = { at, all };
    }
    return this.#changes.all;
  }

  #stepsTried(at: number): number[] {
    const { surprises, variances, kept } = this.#habit;
    let [along, square] = [0, 1 / SCALE_OF_CHANGE ** 2];
    let left = 1;
    for (let n = at; n < this.#endOf(at) && left > LEAST_KEPT; n += 1) {
      const surprise = surprises[n] ?? Number.NaN;
      if (!Number.isNaN(surprise)) {
        along += (left * surprise) / (variances[n] ?? 1);
        square += (left * left) / (variances[n] ?? 1);
      }
      left *= kept;
    }
    const [seen, deviation] = [along / square, 1 / Math.sqrt(square)];
    const tries = DEVIATIONS_TRIED * TRIES_A_DEVIATION;
    const near = Array.from(
      { length: 2 * tries + 1 },
      (_, n) => seen + ((n - tries) * deviation) / TRIES_A_DEVIATION,
    );
    const coarse = Array.from(
      { length: 1 + (2 * LARGEST_CHANGE) / COARSE_STEP },
      (_, n) => n * COARSE_STEP - LARGEST_CHANGE,
    );
    return [...coarse, ...near].toSorted((a, b) => a - b);
  }

  /** How much likelier the surprises are with a step of the level by `step` in the hour `at`. */
  #likelihoodOf(at: number, step: number): number {
    const { surprises, variances, kept } = this.#habit;
    const end = this.#endOf(at);
    const least = LEAST_KEPT * Math.abs(step);
    let [odds, product, terms, left] = [0, 1, 0, step];
    for (let n = at; n < end && Math.abs(left) > least; n += 1) {
      const surprise = surprises[n] ?? Number.NaN;
      if (!Number.isNaN(surprise)) {
        const scale = TAIL_DEGREES * (variances[n] ?? 1);
        product *= (scale + surprise * surprise) / (scale + (surprise - left) ** 2);
        terms += 1;
      }
      if (terms === TERMS_AT_ONCE) {
        odds += Math.log(product);
        [product, terms] = [1, 0];
      }
      left *= kept;
    }
    odds += Math.log(product);
    return Math.exp(Math.min(MOST_LIKELY, (WEIGHT_OF_HABIT * (TAIL_DEGREES + 1) * odds) / 2));
  }

  #endOf(at: number): number {
    const { surprises, stepsShown } = this.#habit;
    return Math.min(surprises.length, at + stepsShown);
  }
}
