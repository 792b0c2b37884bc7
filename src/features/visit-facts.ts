// SPDX-License-Identifier: MIT
// What the present visit has shown in a few plain numbers, for segments that a merchant can check by eye.

import type { StoredEvent, VisitFacts } from '../types.ts'
import { cleanHistory } from './clean-history.ts'
import type { Step } from './step.ts'
import { walkHistory } from './walk-history.ts'

/**
 * Counts what happened in the session of the last event.
 * @param events - Oldest first, of one or several sessions; may be empty.
 * @returns All 0 for no events; never NaN.
 */
export function visitFacts(events: readonly StoredEvent[]): VisitFacts {
  const last = events.at(-1)
  const steps = walkHistory(cleanHistory(events.filter(({ sessionId }) => sessionId === last?.sessionId)))
  const count = (holds: (step: Step) => boolean): number => steps.filter(holds).length
  const isView = ({ name, novelty }: Step): boolean => name === 'view_item' && novelty !== 'unknown'
  const views = count(({ name }) => name === 'view_item')
  const known = count(isView)
  const items = count((step) => isView(step) && step.earlierViews === 0)
  const end = steps.at(-1)
  return {
    events: steps.length,
    minutes: (end?.elapsedMs ?? 0) / 60_000,
    views,
    items,
    repeats: share(known - items, known),
    focus: share(
      count(({ categoryChanged }) => categoryChanged === false),
      count(({ categoryChanged }) => categoryChanged !== undefined),
    ),
    cheap: share(
      count(({ name, logPriceRatio }) => name === 'view_item' && logPriceRatio! < 0),
      count(({ name, logPriceRatio }) => name === 'view_item' && logPriceRatio !== undefined),
    ),
    promotions: count(({ name }) => name === 'select_promotion'),
    searches: count(({ name }) => /search/.test(name)),
    cart: end?.cartLines ?? 0,
    orders: count(({ name }) => name === 'purchase'),
  }
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}
