// SPDX-License-Identifier: MIT
// Simulated visits to simulated shops: further training data for what the published data sets do not tell of.
// The model behind it is documented in docs/simulation.md.

import { createRandom } from '../random.ts'
import type { Intent, Visit } from '../visit.ts'
import { drawShop, type Shop } from './draw-shop.ts'
import { createRecorder } from './recorder.ts'
import { walkVisit, type Walked } from './walk-visit.ts'

/** Visits of a shop. */
export const VISITS_PER_SHOP = 100

/** Events that make a visit without an order an abandoned cart, as the readers have it. */
const CART_EVENTS: ReadonlySet<string> = new Set([
  'add_to_cart',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
])

/** Settings of {@link simulateVisits}. */
export interface SimulateOptions {
  /** Seed of everything: the same seed gives the same visits. */
  readonly seed: number
}

/** A visit that nobody made. */
export interface SimulatedVisit extends Visit {
  readonly source: 'simulated'
  readonly label: Intent
  /** Whether the visitor was there before. */
  readonly returning: boolean
  /** Number of the shop within the run, such as `shop 3`. */
  readonly group: string
}

/**
 * Simulates visits, {@link VISITS_PER_SHOP} a shop.
 * @param count - How many, at least 0; fewer are the first ones of more.
 * @returns Visits as the readers give them: events before the first order, then `after` it. Shops share no item.
 */
export function simulateVisits(count: number, { seed }: SimulateOptions): SimulatedVisit[] {
  const visits: SimulatedVisit[] = []
  for (let index = 0; visits.length < count; index++) {
    // Each shop has a stream of its own, so that one that changes leaves the others as they are.
    const random = createRandom(seedOf(seed, index))
    const prefix = `${seed}.${index}`
    const shop = drawShop(prefix, random)
    const length = Math.min(VISITS_PER_SHOP, count - visits.length)
    for (let visit = 0; visit < length; visit++) {
      const id = `sim-${prefix}.${visit}`
      const { events, isReturning } = drawVisit(shop, id, random)
      visits.push(toVisit(id, events, isReturning, `shop ${index}`))
    }
  }
  return visits
}

/** Distant seeds for neighbouring shops. */
function seedOf(seed: number, index: number): number {
  return Math.imul(seed ^ 0x5f356495, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)
}

type Drawn = Walked & { readonly events: Visit['events'] }

/** A visit of which the shop reports something before its order; one of which it does not is drawn anew, as no file has it. */
function drawVisit(shop: Shop, id: string, random: ReturnType<typeof createRandom>): Drawn {
  for (;;) {
    const recorder = createRecorder(shop.style, random)
    const walked = walkVisit(shop, recorder, `order ${id}`, random)
    const [first] = recorder.events
    if (first !== undefined && first.name !== 'purchase') return { ...walked, events: recorder.events }
  }
}

function toVisit(id: string, all: Visit['events'], returning: boolean, group: string): SimulatedVisit {
  const order = all.findIndex(({ name }) => name === 'purchase')
  const events = order < 0 ? all : all.slice(0, order)
  const hasCart = events.some(({ name }) => CART_EVENTS.has(name))
  return {
    id,
    visitorId: id,
    source: 'simulated',
    events,
    after: order < 0 ? [] : all.slice(order),
    label: order >= 0 ? 'buy' : hasCart ? 'cart-abandon' : 'browse',
    returning,
    group,
  }
}
