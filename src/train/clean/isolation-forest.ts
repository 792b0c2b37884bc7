// SPDX-License-Identifier: MIT
// An isolation forest: what few random cuts part from everything else is odd. The packages that offer one are not kept.

import type { Random } from '../random.ts'

/** Settings of {@link growIsolationForest}, as the paper has them. */
const TREES = 100
const SAMPLE = 256
const EULER = 0.5772156649015329

type Node = { readonly size: number } | Cut
interface Cut {
  readonly column: number
  readonly at: number
  readonly below: Node
  readonly above: Node
}

/**
 * Grows a forest.
 * @param rows - Numbers of equal length each, at least two rows; finite.
 * @returns Scores a row: near 0.5 and below for the usual, towards 1 for the odd.
 * @see Liu, Ting and Zhou, "Isolation Forest", ICDM 2008
 */
export function growIsolationForest(
  rows: readonly (readonly number[])[],
  random: Random,
): (row: readonly number[]) => number {
  const sample = Math.min(SAMPLE, rows.length)
  const deepest = Math.ceil(Math.log2(sample))
  const trees = Array.from({ length: TREES }, () => {
    const drawn = random.shuffle([...rows.keys()]).slice(0, sample)
    return grow(
      drawn.map((index) => rows[index]!),
      deepest,
      random,
    )
  })
  const expected = meanPath(sample)
  return (row) => {
    const mean = trees.reduce((sum, tree) => sum + pathOf(tree, row), 0) / trees.length
    return 2 ** (-mean / expected)
  }
}

function grow(rows: readonly (readonly number[])[], depthLeft: number, random: Random): Node {
  const columns = rows[0]?.map((_, column) => column) ?? []
  const ranges = columns.map((column) => {
    const values = rows.map((row) => row[column]!)
    return [Math.min(...values), Math.max(...values)] as const
  })
  const open = columns.filter((column) => ranges[column]![0] < ranges[column]![1])
  if (depthLeft === 0 || open.length === 0) return { size: rows.length }
  const column = open[random.integer(open.length)]!
  const [low, high] = ranges[column]!
  // Never the lowest value itself: both sides have a row.
  const at = high - random.next() * (high - low)
  return {
    column,
    at,
    below: grow(
      rows.filter((row) => row[column]! < at),
      depthLeft - 1,
      random,
    ),
    above: grow(
      rows.filter((row) => row[column]! >= at),
      depthLeft - 1,
      random,
    ),
  }
}

function pathOf(tree: Node, row: readonly number[]): number {
  let depth = 0
  let node = tree
  while ('column' in node) {
    node = row[node.column]! < node.at ? node.below : node.above
    depth++
  }
  return depth + meanPath(node.size)
}

/** Mean depth of an unsuccessful search in a binary tree of as many rows. */
export function meanPath(size: number): number {
  if (size <= 1) return 0
  if (size === 2) return 1
  return 2 * (Math.log(size - 1) + EULER) - (2 * (size - 1)) / size
}
