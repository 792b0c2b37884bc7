// SPDX-License-Identifier: MIT
// Logistic regression by iteratively reweighted least squares, with a small ridge; inputs are standardised.

/** A fitted regression. */
export interface LogisticModel {
  /** Probability of the positive class for one row of inputs. */
  predict(row: readonly number[]): number
}

/** Strength of the ridge on standardised coefficients; the intercept is free. */
const RIDGE = 1
const MAX_ITERATIONS = 50

/**
 * Fits a regression.
 * @param rows - Inputs, one row a case, equal lengths.
 * @param positives - Outcome of each case.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  positives: readonly boolean[],
): LogisticModel {
  const columns = rows[0]?.length ?? 0
  const scale = Array.from({ length: columns }, (_, column) => standardiser(rows.map((row) => row[column]!)))
  const design = rows.map((row) => [1, ...row.map((value, column) => scale[column]!(value))])
  let beta = new Array<number>(columns + 1).fill(0)
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const step = newtonStep(design, positives, beta)
    beta = beta.map((value, index) => value + step[index]!)
    if (Math.max(...step.map(Math.abs)) < 1e-9) break
  }
  return {
    predict: (row) => sigmoid(dot(beta, [1, ...row.map((value, column) => scale[column]!(value))])),
  }
}

function standardiser(values: readonly number[]): (value: number) => number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const spread = Math.sqrt(variance) || 1
  return (value) => (value - mean) / spread
}

function newtonStep(
  design: readonly number[][],
  positives: readonly boolean[],
  beta: readonly number[],
): number[] {
  const size = beta.length
  const gradient = beta.map((value, index) => (index === 0 ? 0 : -RIDGE * value))
  const hessian = beta.map((_, i) => beta.map((_, j) => (i === j && i > 0 ? RIDGE : 0)))
  design.forEach((row, index) => {
    const p = sigmoid(dot(beta, row))
    const residual = (positives[index] ? 1 : 0) - p
    const weight = Math.max(p * (1 - p), 1e-9)
    for (let i = 0; i < size; i++) {
      gradient[i]! += residual * row[i]!
      for (let j = 0; j < size; j++) hessian[i]![j]! += weight * row[i]! * row[j]!
    }
  })
  return solve(hessian, gradient)
}

/** Gaussian elimination with pivoting; the matrix is positive definite. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const size = right.length
  const rows = matrix.map((row, index) => [...row, right[index]!])
  for (let column = 0; column < size; column++) {
    const below = rows.slice(column).map((row) => Math.abs(row[column]!))
    const pivot = column + below.indexOf(Math.max(...below))
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const factor = rows[row]![column]! / rows[column]![column]!
      for (let k = column; k <= size; k++) rows[row]![k]! -= factor * rows[column]![k]!
    }
  }
  return rows.map((row, index) => row[size]! / row[index]!)
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0)
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
