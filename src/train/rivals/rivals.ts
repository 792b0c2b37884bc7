// SPDX-License-Identifier: MIT
// What the model has to beat: the rules and the regression that need no network.

import type { StoredEvent } from '../../types.ts'
import type { Visit } from '../visit.ts'
import { MissingPeerError } from '../train-errors.ts'
import { fitBoostedTrees } from './boosted-trees.ts'
import { fitDecisionTree } from './decision-tree.ts'
import { genericCounts } from './generic-counts.ts'
import { fitLogistic } from './logistic-regression.ts'

/** A rival: probability that a visit buys, from its raw events. */
export interface Rival {
  readonly name: string
  predict(events: readonly StoredEvent[]): number
}

/**
 * Fits the rivals that need no further package, on the visits that the model was trained on (validation included: they have nothing to choose).
 * @param visits - Labelled visits, at least one of each class.
 */
export function fitRivals(visits: readonly Visit[]): Rival[] {
  const bought = visits.map((visit) => visit.label === 'buy')
  const rows = visits.map((visit) => genericCounts(visit.events))
  const logistic = fitLogistic(rows, bought)
  const tree = fitDecisionTree(rows, bought)
  const share = (chosen: readonly boolean[]): number =>
    chosen.filter(Boolean).length / Math.max(chosen.length, 1)
  const withCart = share(bought.filter((_, index) => hasCart(visits[index]!.events)))
  const withoutCart = share(bought.filter((_, index) => !hasCart(visits[index]!.events)))
  return [
    { name: 'majority', predict: () => share(bought) },
    { name: 'has-cart rule', predict: (events) => (hasCart(events) ? withCart : withoutCart) },
    { name: 'logistic, 8 counts', predict: (events) => logistic.predict(genericCounts(events)) },
    { name: 'decision tree, 8 counts', predict: (events) => tree.predict(genericCounts(events)) },
  ]
}

/** Rivals, and what there is to say about those that are missing. */
export interface AllRivals {
  readonly rivals: readonly Rival[]
  readonly warnings: readonly string[]
}

/**
 * Fits all rivals: those of {@link fitRivals} and, where `ydf-training` is installed, gradient-boosted trees.
 * @param visits - Labelled visits; where they are all of one outcome, there is nothing to fit.
 */
export async function fitAllRivals(visits: readonly Visit[]): Promise<AllRivals> {
  const bought = visits.filter(({ label }) => label === 'buy').length
  if (bought === 0 || bought === visits.length) {
    const warning = `no comparison with rivals: of the ${visits.length} visits to fit them on, ${bought} buy.`
    return { rivals: [], warnings: [warning] }
  }
  const rivals = fitRivals(visits)
  try {
    const trees = await fitBoostedTrees(
      visits.map((visit) => genericCounts(visit.events)),
      visits.map((visit) => visit.label === 'buy'),
    )
    const boosted = {
      name: 'boosted trees, 8 counts',
      predict: (events: readonly StoredEvent[]) => trees.predict(genericCounts(events)),
    }
    return { rivals: [...rivals, boosted], warnings: [] }
  } catch (error) {
    if (error instanceof MissingPeerError) {
      return { rivals, warnings: ['no comparison with boosted trees: npm install ydf-training adds it.'] }
    }
    // It gives up by a trap of its WASM module; a trained model is not lost for want of a rival.
    if (!(error instanceof WebAssembly.RuntimeError)) throw error
    return {
      rivals,
      warnings: ['no comparison with boosted trees: ydf-training could not fit these visits.'],
    }
  }
}

function hasCart(events: readonly StoredEvent[]): boolean {
  return events.some((event) => event.name === 'add_to_cart')
}
