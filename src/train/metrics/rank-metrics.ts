// SPDX-License-Identifier: MIT
// How well scores order positives before negatives; ties are exact, never left to the sort.

/**
 * Area under the ROC curve: chance that a positive scores above a negative, ties counting half.
 * @param scores - Any finite numbers.
 * @param positives - Whether each is positive; same length.
 * @returns In [0, 1]; NaN where one of the two classes is missing.
 */
export function rocAuc(scores: readonly number[], positives: readonly boolean[]): number {
  let before = 0
  let wins = 0
  let positiveCount = 0
  for (const { positive, negative } of tieGroups(scores, positives, 'ascending')) {
    wins += positive * (before + negative / 2)
    before += negative
    positiveCount += positive
  }
  return positiveCount === 0 || before === 0 ? NaN : wins / (positiveCount * before)
}

/**
 * Average precision: precision at each distinct score, weighted by the recall that it adds.
 * @param scores - Any finite numbers.
 * @param positives - Whether each is positive; same length.
 * @returns In (0, 1]; NaN where there is no positive.
 */
export function averagePrecision(scores: readonly number[], positives: readonly boolean[]): number {
  const total = positives.filter(Boolean).length
  let hits = 0
  let seen = 0
  let sum = 0
  for (const { positive, negative } of tieGroups(scores, positives, 'descending')) {
    hits += positive
    seen += positive + negative
    sum += (positive / total) * (hits / seen)
  }
  return total === 0 ? NaN : sum
}

interface TieGroup {
  positive: number
  negative: number
}

function tieGroups(
  scores: readonly number[],
  positives: readonly boolean[],
  order: 'ascending' | 'descending',
): TieGroup[] {
  const sign = order === 'ascending' ? 1 : -1
  const indices = scores.map((_, index) => index).sort((a, b) => sign * (scores[a]! - scores[b]!))
  const groups: TieGroup[] = []
  let last: number | undefined
  for (const index of indices) {
    if (scores[index] !== last) groups.push({ positive: 0, negative: 0 })
    last = scores[index]
    if (positives[index]) groups.at(-1)!.positive++
    else groups.at(-1)!.negative++
  }
  return groups
}
