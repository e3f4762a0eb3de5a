/** A symmetric positive definite matrix A = L Lᵀ by its lower triangle, row by row. */
export interface Cholesky {
  readonly size: number;
  /** L, `size × size`, zeros above the diagonal. */
  readonly lower: Float64Array;
}

/**
 * Factors a symmetric matrix given row by row; only its lower triangle is read. Throws a RangeError
 * when it is not positive definite: a prior on every coefficient keeps ours so.
 */
export function cholesky(matrix: Float64Array, size: number): Cholesky {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j] ?? 0;
      for (let k = 0; k < j; k += 1) {
        sum -= (lower[i * size + k] ?? 0) * (lower[j * size + k] ?? 0);
      }
      if (i !== j) {
        lower[i * size + j] = sum / (lower[j * size + j] ?? 1);
        continue;
      }
      if (!(sum > 0)) throw new RangeError(`the matrix is not positive definite at row ${i}`);
      lower[i * size + i] = Math.sqrt(sum);
    }
  }
  return { size, lower };
}

/** The x of A x = b. */
export function solve(factored: Cholesky, b: Float64Array): Float64Array {
  const { size, lower } = factored;
  const x = forward(factored, b);
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < size; k += 1) sum -= (lower[k * size + i] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[i * size + i] ?? 1);
  }
  return x;
}

/** vᵀ A⁻¹ v, never negative: a variance where A is a precision. */
export function inverseForm(factored: Cholesky, v: Float64Array): number {
  return forward(factored, v).reduce((sum, value) => sum + value * value, 0);
}

/** The x of L x = b. */
function forward({ size, lower }: Cholesky, b: Float64Array): Float64Array {
  const x = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k += 1) sum -= (lower[i * size + k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[i * size + i] ?? 1);
  }
  return x;
}
