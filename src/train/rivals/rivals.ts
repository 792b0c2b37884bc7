// SPDX-License-Identifier: MIT
// What the model has to beat: the rules and the regression that need no network.

import type { StoredEvent } from '../../types.ts'
import type { Visit } from '../visit.ts'
import { genericCounts } from './generic-counts.ts'
import { fitLogistic } from './logistic-regression.ts'

/** A rival: probability that a visit buys, from its raw events. */
export interface Rival {
  readonly name: string
  predict(events: readonly StoredEvent[]): number
}

/**
 * Fits the rivals on the visits that the model was trained on (validation included: they have nothing to choose).
 * @param visits - Labelled visits, at least one of each class.
 */
export function fitRivals(visits: readonly Visit[]): Rival[] {
  const bought = visits.map((visit) => visit.label === 'buy')
  const logistic = fitLogistic(
    visits.map((visit) => genericCounts(visit.events)),
    bought,
  )
  const share = (chosen: readonly boolean[]): number =>
    chosen.filter(Boolean).length / Math.max(chosen.length, 1)
  const withCart = share(bought.filter((_, index) => hasCart(visits[index]!.events)))
  const withoutCart = share(bought.filter((_, index) => !hasCart(visits[index]!.events)))
  return [
    { name: 'majority', predict: () => share(bought) },
    { name: 'has-cart rule', predict: (events) => (hasCart(events) ? withCart : withoutCart) },
    { name: 'logistic, 8 counts', predict: (events) => logistic.predict(genericCounts(events)) },
  ]
}

function hasCart(events: readonly StoredEvent[]): boolean {
  return events.some((event) => event.name === 'add_to_cart')
}
