import { type Cholesky, cholesky, inverseForm, solve } from "./cholesky.ts";
import { COMMON_CAUSES, type LossMoments } from "./loss-moments.ts";
import type { ZoneBlock } from "./zone-history.ts";

/** What a zone's past says its loss should be, given what flows. */
export interface LossModel {
  /** Loss per unit of each cause, in the order of `causesOf`. */
  readonly coefficients: Float64Array;
  /** Of the coefficients. */
  readonly precision: Cholesky;
  /** How much larger the scatter of the past was than the weights say; 1 where as expected. */
  readonly variance: number;
}

/** What may be believed before a single reading was seen. */
export interface LossPrior {
  /** Mean use of the zone per hour. */
  readonly scale: number;
  /** The permitted error of the meters' class as a share: 0.01 for class 1. */
  readonly meterError: number;
  /** So many of the last causes are uses of which part may be led past a meter; none when absent. */
  readonly ledPast?: number;
}

/** Idle loss, proportional loss and the heat of cables: each up to some percent of use. */
const COMMON_LOSS = 0.05;
/** A meter that sees a third of the truth misses twice what it shows: such multiples are no surprise. */
const MULTIPLE_LED_PAST = 2;
/** Errors fill their class about evenly: the deviation of an even spread is its half over √3. */
const DEVIATION_OF_EVEN = 1 / Math.sqrt(3);

/** Fits the loss to its causes: least squares, each coefficient drawn to nothing by its prior. */
export function fitLoss(past: LossMoments, prior: LossPrior): LossModel {
  const first = fitWith(past, prior, 1);
  const squares = residualSquares(past, first.coefficients);
  const variance = Math.max(LEAST_VARIANCE, squares / Math.max(1, past.blocks));
  return fitWith(past, prior, variance);
}

/** Scatter below what registers and clocks allow is luck. */
const LEAST_VARIANCE = 0.05;

function fitWith(past: LossMoments, prior: LossPrior, variance: number): LossModel {
  const size = past.xy.length;
  const matrix = past.xx.map((value) => value / variance);
  for (let i = 0; i < size; i += 1) {
    const isLedPast = i >= size - (prior.ledPast ?? 0);
    const deviation = isLedPast ? MULTIPLE_LED_PAST : priorDeviation(i, prior);
    matrix[i * size + i] = (matrix[i * size + i] ?? 0) + 1 / (deviation * deviation);
  }
  const precision = cholesky(matrix, size);
  const coefficients = solve(
    precision,
    past.xy.map((value) => value / variance),
  );
  return { coefficients, precision, variance };
}

function priorDeviation(cause: number, { scale, meterError }: LossPrior): number {
  if (cause === 0) return COMMON_LOSS * scale;
  if (cause < COMMON_CAUSES) return COMMON_LOSS;
  return meterError * DEVIATION_OF_EVEN;
}

/** Σ w (y - xβ)², from the moments alone. */
function residualSquares({ xx, xy, yy }: LossMoments, beta: Float64Array): number {
  const size = xy.length;
  let squares = yy;
  for (let i = 0; i < size; i += 1) {
    const b = beta[i] ?? 0;
    squares -= 2 * b * (xy[i] ?? 0);
    for (let j = 0; j < size; j += 1) {
      const lower = i >= j ? i * size + j : j * size + i;
      squares += b * (beta[j] ?? 0) * (xx[lower] ?? 0);
    }
  }
  return Math.max(0, squares);
}

/** How far the loss of a stretch lies above what the model expects of it, in the zone's unit. */
export function unexplainedLoss(stretch: LossMoments, model: LossModel): number {
  return stretch.loss - expectedLoss(stretch.causes, model);
}

/** The same of a single block; asked of every block again and again, hence without its causes' array. */
export function unexplainedIn(
  { hours, used, uses, loss }: ZoneBlock,
  { scale, model }: { readonly scale: number; readonly model: LossModel },
): number {
  const { coefficients } = model;
  const [idle = 0, share = 0, heat = 0] = coefficients;
  let expected = idle * hours + share * used + (heat * used * used) / hours / scale;
  for (let n = 0; n < uses.length; n += 1) {
    expected += (coefficients[COMMON_CAUSES + n] ?? 0) * (uses[n] ?? 0);
  }
  return loss - expected;
}

/** What the model expects of causes. */
function expectedLoss(causes: Float64Array, { coefficients }: LossModel): number {
  return causes.reduce((sum, cause, n) => sum + cause * (coefficients[n] ?? 0), 0);
}

/** The variance of that expectation: large where a stretch is unlike all that was seen. */
export function expectationVariance(causes: Float64Array, { precision }: LossModel): number {
  return inverseForm(precision, causes);
}
