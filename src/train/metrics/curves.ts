// SPDX-License-Identifier: MIT
// The curves of a report, with as many points as a figure can show.

import { eachTie, type Cases } from './cases.ts'

/** A point of a curve. */
export type Point = readonly [x: number, y: number]

/** Curves of one scorer. */
export interface Curves {
  /** False positive rate, true positive rate; from (0, 0) to (1, 1). */
  readonly roc: readonly Point[]
  /** Recall, precision; by rising recall. */
  readonly precisionRecall: readonly Point[]
  /** Share of the visits, the highest scores first; share of the positives among them. From (0, 0) to (1, 1). */
  readonly gains: readonly Point[]
}

/** A group of visits with like probabilities. */
export interface CalibrationGroup {
  readonly visits: number
  /** Mean probability. */
  readonly said: number
  /** Share that was positive, and its 95 % Wilson interval. */
  readonly happened: number
  readonly low: number
  readonly high: number
}

/** Points of a curve at most. */
const MOST_POINTS = 200

/** Traces the curves; empty where one of the classes is missing. */
export function curvesOf(cases: Cases): Curves {
  const steps: { tp: number; fp: number }[] = []
  let [tp, fp] = [0, 0]
  eachTie(cases, undefined, (positive, negative) => {
    tp += positive
    fp += negative
    steps.push({ tp, fp })
  })
  if (tp === 0 || fp === 0) return { roc: [], precisionRecall: [], gains: [] }
  const kept = thin(steps)
  const all = tp + fp
  return {
    roc: [[0, 0], ...kept.map((step): Point => [step.fp / fp, step.tp / tp])],
    precisionRecall: kept.map((step): Point => [step.tp / tp, step.tp / (step.tp + step.fp)]),
    gains: [[0, 0], ...kept.map((step): Point => [(step.tp + step.fp) / all, step.tp / tp])],
  }
}

/** Keeps points that lie evenly along the way, both ends included. */
function thin<T extends { tp: number; fp: number }>(steps: readonly T[]): T[] {
  if (steps.length <= MOST_POINTS) return [...steps]
  const { tp, fp } = steps.at(-1)!
  let next = 0
  return steps.filter((step, index) => {
    const way = (step.tp / tp + step.fp / fp) / 2
    if (way < next && index < steps.length - 1) return false
    next = way + 1 / MOST_POINTS
    return true
  })
}

/** Groups of a calibration curve. */
const GROUPS = 10
/** Standard normal at 97.5 %. */
const Z = 1.96

/**
 * Groups visits of like probability, each group about a tenth of them; equal probabilities stay together.
 * @returns By rising probability; at most ten groups.
 */
export function calibrationGroups({ count, scores, positives, order }: Cases): CalibrationGroup[] {
  const groups: { visits: number; sum: number; hits: number }[] = []
  let open = { visits: 0, sum: 0, hits: 0 }
  for (let rank = count - 1; rank >= 0; rank--) {
    const index = order[rank]!
    open.visits++
    open.sum += scores[index]!
    open.hits += positives[index]!
    const isTied = rank > 0 && scores[order[rank - 1]!] === scores[index]
    const isDue = count - rank >= ((groups.length + 1) * count) / GROUPS
    // Under half of a group there is nothing to see: it joins what comes.
    if (isTied || (rank > 0 && (!isDue || open.visits < count / GROUPS / 2))) continue
    groups.push(open)
    open = { visits: 0, sum: 0, hits: 0 }
  }
  const last = groups.at(-1)
  if (groups.length > 1 && last!.visits < count / GROUPS / 2) {
    groups.pop()
    const before = groups.at(-1)!
    before.visits += last!.visits
    before.sum += last!.sum
    before.hits += last!.hits
  }
  return groups.map(({ visits, sum, hits }) => {
    return { visits, said: sum / visits, happened: hits / visits, ...wilson(hits, visits) }
  })
}

/** Wilson's interval of a share, 95 %. */
function wilson(hits: number, of: number): { low: number; high: number } {
  const share = hits / of
  const centre = share + (Z * Z) / (2 * of)
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of))
  const scale = 1 + (Z * Z) / of
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}
