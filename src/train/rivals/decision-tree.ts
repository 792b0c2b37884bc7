// SPDX-License-Identifier: MIT
// A classification tree (CART, Gini impurity) on numbers: small enough to be read, grown on few questions.

/** A fitted tree. */
export interface DecisionTree {
  /** Probability of the positive class for one row of inputs. */
  predict(row: readonly number[]): number
}

/** Questions from the root to a leaf at most. */
const MAX_DEPTH = 4
/** Rows in a leaf at least: with fewer, its share is chance. */
const LEAST_IN_LEAF = 20

interface Question {
  readonly column: number
  /** Rows at most this go to the first branch. */
  readonly most: number
}

type Node = { readonly share: number } | { readonly ask: Question; readonly low: Node; readonly high: Node }

/**
 * Grows a tree.
 * @param rows - Inputs, one row a case, equal lengths.
 * @param positives - Outcome of each case.
 */
export function fitDecisionTree(
  rows: readonly (readonly number[])[],
  positives: readonly boolean[],
): DecisionTree {
  const root = grow(rows, positives, [...rows.keys()], 0)
  return {
    predict(row) {
      let node = root
      while ('ask' in node) node = row[node.ask.column]! <= node.ask.most ? node.low : node.high
      return node.share
    },
  }
}

function grow(
  rows: readonly (readonly number[])[],
  positives: readonly boolean[],
  chosen: readonly number[],
  depth: number,
): Node {
  const hits = chosen.filter((index) => positives[index]).length
  // One more of each: a leaf in which nobody bought is no proof that nobody ever will.
  const leaf = { share: (hits + 1) / (chosen.length + 2) }
  const ask = depth < MAX_DEPTH && hits > 0 ? bestQuestion(rows, positives, chosen, hits) : undefined
  if (!ask) return leaf
  const isLow = (index: number): boolean => rows[index]![ask.column]! <= ask.most
  const branch = (side: readonly number[]): Node => grow(rows, positives, side, depth + 1)
  return {
    ask,
    low: branch(chosen.filter(isLow)),
    high: branch(chosen.filter((index) => !isLow(index))),
  }
}

/** The question that leaves the least impurity, if it leaves less than none; the first one of equals. */
function bestQuestion(
  rows: readonly (readonly number[])[],
  positives: readonly boolean[],
  chosen: readonly number[],
  hits: number,
): Question | undefined {
  const impurity = (yes: number, of: number): number => (2 * yes * (of - yes)) / of
  let best: Question | undefined
  let least = impurity(hits, chosen.length) - 1e-9
  for (let column = 0; column < rows[chosen[0]!]!.length; column++) {
    const value = (index: number): number => rows[index]![column]!
    const sorted = [...chosen].sort((a, b) => value(a) - value(b))
    let yes = 0
    for (let low = 1; low < sorted.length; low++) {
      if (positives[sorted[low - 1]!]) yes++
      const most = value(sorted[low - 1]!)
      const high = sorted.length - low
      if (most === value(sorted[low]!) || low < LEAST_IN_LEAF || high < LEAST_IN_LEAF) continue
      const left = impurity(yes, low) + impurity(hits - yes, high)
      if (left >= least) continue
      least = left
      best = { column, most }
    }
  }
  return best
}
