// SPDX-License-Identifier: MIT
// Isotonic regression: the rising curve that is nearest to what happened, by pooling adjacent violators.

/** A probability and whether it came true. */
export interface IsotonicCase {
  /** In [0, 1]. */
  readonly probability: number
  readonly happened: boolean
}

/** A point of the curve. */
export type Knot = readonly [from: number, to: number]

/** One more case in every block, as likely as all of them: no block says "never" or "always". */
const PRIOR_CASES = 1
/** Digits of a knot; more would only make the package longer. */
const DIGITS = 5

/**
 * Fits the curve.
 * @returns Knots from 0 to 1, `from` rising, `to` never falling; the identity for no cases.
 */
export function fitIsotonic(cases: readonly IsotonicCase[]): Knot[] {
  const base = cases.filter(({ happened }) => happened).length / Math.max(cases.length, 1)
  const knots: Knot[] = [[0, 0]]
  let highest = 0
  for (const { cases: size, sum, hits } of poolViolators(cases)) {
    const from = round(sum / size)
    highest = Math.max(highest, round((hits + PRIOR_CASES * base) / (size + PRIOR_CASES)))
    if (from > knots.at(-1)![0] && from < 1) knots.push([from, highest])
  }
  return [...knots, [1, 1]]
}

interface Block {
  readonly cases: number
  /** Of the probabilities. */
  readonly sum: number
  readonly hits: number
}

function poolViolators(cases: readonly IsotonicCase[]): Block[] {
  const sorted = [...cases].sort((a, b) => a.probability - b.probability)
  const blocks: Block[] = []
  let last: number | undefined
  for (const { probability, happened } of sorted) {
    let block: Block = { cases: 1, sum: probability, hits: happened ? 1 : 0 }
    // Equal probabilities are one block from the start.
    if (probability === last) block = merge(blocks.pop()!, block)
    last = probability
    while (blocks.length > 0 && shareOf(blocks.at(-1)!) >= shareOf(block)) {
      block = merge(blocks.pop()!, block)
    }
    blocks.push(block)
  }
  return blocks
}

function shareOf({ hits, cases }: Block): number {
  return hits / cases
}

function merge(a: Block, b: Block): Block {
  return { cases: a.cases + b.cases, sum: a.sum + b.sum, hits: a.hits + b.hits }
}

function round(value: number): number {
  return Number(value.toFixed(DIGITS))
}
