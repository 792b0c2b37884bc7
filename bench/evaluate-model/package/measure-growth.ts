// SPDX-License-Identifier: MIT
// Whether a step towards an order ever makes buying less likely, and what ten more seconds change.

import { encodeHistory } from '../../../src/features/encode-history.ts'
import type { NodeScorer } from '../../../src/train/node-scorer.ts'
import type { StoredEvent } from '../../../src/types.ts'
import { LEAST_FALL } from '../figures/asked.ts'
import { continuationsOf, prefixesOf, type Continuations } from './grow-visits.ts'

/** How `buy` moved over all prefixes that could go on so. */
export interface Moves {
  readonly cases: number
  /** Where it fell by more than rounding. */
  readonly falls: number
  /** At least 0. */
  readonly largestFall: number
  /** In either direction. */
  readonly largestSwing: number
}

/** By what happened. */
export type Growth = Readonly<Record<keyof Continuations, Moves>>

/** Histories of one pass. */
const BATCH = 4096

/**
 * Measures on every beginning of every visit.
 * @param scorer - A package with the head `intent`.
 * @param visits - Events of each, oldest first.
 */
export async function measureGrowth(
  scorer: NodeScorer,
  visits: readonly (readonly StoredEvent[])[],
): Promise<Growth> {
  const cases = visits.flatMap((events) =>
    prefixesOf(events).map((prefix) => ({ prefix, next: continuationsOf(prefix) })),
  )
  const before = await buying(
    scorer,
    cases.map(({ prefix }) => prefix),
  )
  const movesOf = async (name: keyof Continuations): Promise<Moves> => {
    const at = cases.flatMap(({ next }, index) => {
      const events = next[name]
      return events ? [{ index, events }] : []
    })
    const after = await buying(
      scorer,
      at.map(({ events }) => events),
    )
    const changes = at.map(({ index }, row) => after[row]! - before[index]!)
    return {
      cases: changes.length,
      falls: changes.filter((change) => change < -LEAST_FALL).length,
      largestFall: changes.reduce((most, change) => Math.max(most, -change), 0),
      largestSwing: changes.reduce((most, change) => Math.max(most, Math.abs(change)), 0),
    }
  }
  return {
    checkout: await movesOf('checkout'),
    secondView: await movesOf('secondView'),
    later: await movesOf('later'),
  }
}

/** Calibrated probability of buying after each of some histories of one session. */
async function buying(
  scorer: NodeScorer,
  histories: readonly (readonly StoredEvent[])[],
): Promise<number[]> {
  const all: number[] = []
  for (let from = 0; from < histories.length; from += BATCH) {
    const part = histories.slice(from, from + BATCH).map((events) => encodeHistory(events, 'visit'))
    for (const score of await scorer.score(part)) all.push(score.intent?.['buy'] ?? NaN)
  }
  return all
}
