// SPDX-License-Identifier: MIT
// Walks a cleaned history oldest first and tells each step what the past says about it.

import type { EventName, StoredEvent } from '../types.ts'
import { createCartState } from './cart-state.ts'
import type { CleanEvent } from './clean-history.ts'
import { eventCategory, itemKey, itemsOf, priceOf, subjectOf } from './event-content.ts'
import { funnelDepth } from './funnel-depth.ts'
import type { HistoryContext } from './history-context.ts'
import { createNoveltyMemory } from './novelty-memory.ts'
import { createOrderMemory } from './order-memory.ts'
import { createPriceMemory } from './price-memory.ts'
import type { Step } from './step.ts'

/** Longest gap that counts; a longer silence ends the session anyway. */
const MAX_GAP_MS = 30 * 60_000

/** Events after which time is spent on products. */
const SHOWS_PRODUCTS: ReadonlySet<EventName> = new Set<EventName>([
  'view_item_list',
  'select_item',
  'view_item',
])

/**
 * Puts every event into the context of those before it.
 * @param history - Cleaned, oldest first.
 * @param context - What is known beside the events.
 * @returns One step an event, in the same order.
 */
export function walkHistory(history: readonly CleanEvent[], context: HistoryContext = {}): Step[] {
  const orders = createOrderMemory(context.typicalOrderValue)
  const cart = createCartState()
  const prices = createPriceMemory()
  const novelty = createNoveltyMemory()
  const views = new Map<string, number>()
  const lastMet = new Map<string, number>()
  const categories = new Map<string, number>()
  let categorised = 0
  let itemEvents = 0
  let lastCategory: string | undefined
  let lastBrand: string | undefined
  let previous: CleanEvent | undefined
  let gaps = 0
  let gapSumMs = 0
  let elapsedMs = 0
  let productMs = 0
  let sessionGaps = 0
  let sessionViews = 0
  let sessionPages = 0
  let tenureMs = 0
  let pastSessions = 0
  let deepest = 0
  let cartAt: number | undefined

  return history.map((clean, position) => {
    const { event, timeMs, folds } = clean
    const opensSession = previous !== undefined && previous.event.sessionId !== event.sessionId
    if (opensSession) {
      pastSessions++
      elapsedMs = productMs = deepest = 0
      sessionGaps = sessionViews = sessionPages = 0
    }
    const gapMs = previous && !opensSession ? Math.min(Math.max(timeMs - previous.timeMs, 0), MAX_GAP_MS) : 0
    const meanGapMs = gaps > 0 && !opensSession ? gapSumMs / gaps : undefined
    if (previous && !opensSession) {
      gaps++
      sessionGaps++
      gapSumMs += gapMs
      if (SHOWS_PRODUCTS.has(previous.event.name)) productMs += gapMs
    }
    elapsedMs += gapMs
    if (isView(event)) sessionViews++
    if (event.name === 'page_view') sessionPages++
    const awayMs = previous ? Math.max(timeMs - previous.timeMs, 0) : 0
    tenureMs += awayMs
    previous = clean

    const subject = subjectOf(event)
    const key = itemKey(subject)
    const category = eventCategory(event)
    const brand = subject?.item_brand || undefined
    const price = priceOf(subject)
    const depth = funnelDepth(event.name)
    deepest = Math.max(deepest, depth)
    cart.apply(event)
    if (event.name === 'add_to_cart') cartAt = position
    if (event.name === 'remove_from_cart' && cart.lines() === 0) {
      cartAt = undefined
      deepest = depth
    }
    if (key !== undefined) itemEvents++
    if (category !== undefined) {
      categorised++
      categories.set(category, (categories.get(category) ?? 0) + 1)
    }
    const metAt = key === undefined ? undefined : lastMet.get(key)
    if (key !== undefined) lastMet.set(key, position)

    const step: Step = {
      name: event.name,
      novelty: novelty.meet(event),
      position,
      gapMs,
      meanGapMs,
      elapsedMs,
      paceMs: sessionGaps === 0 ? 0 : elapsedMs / sessionGaps,
      productMs,
      awayMs,
      tenureMs,
      returning: pastSessions > 0 || context.returning,
      views: sessionViews,
      pages: sessionPages,
      opensSession,
      pastSessions,
      folds,
      itemCount: itemsOf(event).length,
      earlierViews: key === undefined ? 0 : (views.get(key) ?? 0),
      sinceItem: metAt === undefined ? undefined : position - metAt,
      variety: itemEvents === 0 ? 0 : lastMet.size / itemEvents,
      categoryChanged: differs(lastCategory, category),
      categoryShare: category === undefined ? 0 : (categories.get(category) ?? 0) / categorised,
      brandChanged: differs(lastBrand, brand),
      logPriceRatio: price === undefined ? undefined : prices.logRatio(price),
      priceRank: price === undefined ? undefined : prices.rank(price),
      cartLines: cart.lines(),
      cartValueRatio: cart.valueRatio(prices.mean()),
      itemInCart: cart.has(key),
      sinceCart: cartAt === undefined ? undefined : position - cartAt,
      depth,
      deepest,
      ...orders.meet(event),
    }
    if (isView(event) && key !== undefined) views.set(key, step.earlierViews + 1)
    if (isView(event) && price !== undefined) prices.add(price)
    lastCategory = category ?? lastCategory
    lastBrand = brand ?? lastBrand
    return step
  })
}

function isView(event: StoredEvent): boolean {
  return event.name === 'view_item'
}

function differs(before: string | undefined, now: string | undefined): boolean | undefined {
  return before === undefined || now === undefined ? undefined : before !== now
}
