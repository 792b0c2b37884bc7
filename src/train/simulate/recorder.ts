// SPDX-License-Identifier: MIT
// Writes down what a shop's page reports of a visit. What it does not report takes its time all the same.

import type { EventStamp, Item, ShopEvent, StoredEvent } from '../../types.ts'
import type { Random } from '../random.ts'
import type { ShopStyle } from './draw-shop.ts'

/** Where a visit is written down. */
export interface Recorder {
  /** Lets time pass: a log-normal number of seconds, under the 30 minutes that would end the session. */
  wait(logSeconds: number): void
  /** Something happens; the page reports it or not. */
  record(event: ShopEvent): void
  /** What the page reported, oldest first. */
  readonly events: readonly StoredEvent[]
}

/** Standard deviation of the logarithm of the seconds between two steps. */
const GAP_DEVIATION = 0.97
/** Longest time between two steps, in seconds. */
const LONGEST_GAP_S = 1_500
/** Start of the earliest visit; only differences of time matter. */
const START_MS = Date.UTC(2020, 0, 1)
/** Visits begin within these milliseconds. */
const YEAR_MS = 365 * 86_400_000

/** Opens the record of a visit. */
export function createRecorder(style: ShopStyle, random: Random): Recorder {
  const sessionId = uuid(random)
  const events: StoredEvent[] = []
  let timeMs = START_MS + Math.floor(random.next() * YEAR_MS)
  return {
    events,
    wait(logSeconds) {
      const seconds = Math.exp(logSeconds + GAP_DEVIATION * random.normal())
      if (style.isTimed) timeMs += Math.round(1000 * Math.min(LONGEST_GAP_S, Math.max(1, seconds)))
    },
    record(event) {
      // What one step causes follows at once.
      timeMs += style.isTimed ? 20 + random.integer(400) : 1
      if (!style.reported.has(event.name)) return
      const stamp: EventStamp = { id: uuid(random), timeMs, sessionId, source: 'simulated' }
      events.push({ ...dressed(event, style), ...stamp })
    },
  }
}

function dressed(event: ShopEvent, style: ShopStyle): ShopEvent {
  if (!('items' in event) || event.items === undefined) return event
  const isList = event.name === 'view_item_list' && style.listedItems === 'none'
  const items = isList ? [] : event.items.map((item) => dressedItem(item, style))
  const value = event.items.reduce((sum, { price = 0, quantity = 1 }) => sum + price * quantity, 0)
  const hasMoney = style.currency !== undefined && event.name !== 'view_item_list' && !isPromotion(event)
  return {
    ...event,
    items,
    ...(hasMoney && { currency: style.currency, value: Math.round(100 * value) / 100 }),
  }
}

function isPromotion({ name }: ShopEvent): boolean {
  return name === 'view_promotion' || name === 'select_promotion'
}

function dressedItem(item: Item, style: ShopStyle): Item {
  const { item_id, item_name, item_brand, item_category, item_category2, price, quantity } = item
  return {
    ...(item_id !== undefined && { item_id }),
    ...(style.hasNames && item_name !== undefined && { item_name }),
    ...(style.hasBrands && item_brand !== undefined && { item_brand }),
    ...(style.categoryLevels > 0 && item_category !== undefined && { item_category }),
    ...(style.categoryLevels > 1 && item_category2 !== undefined && { item_category2 }),
    ...(style.hasPrices && price !== undefined && { price }),
    ...(quantity !== undefined && { quantity }),
  }
}

/** A UUID, version 4, that the seed decides. */
function uuid(random: Random): string {
  const part = (): string =>
    random
      .integer(2 ** 32)
      .toString(16)
      .padStart(8, '0')
  const [a, b, c, d] = [part(), part(), part(), part()]
  const variant = (8 + (parseInt(c[0]!, 16) & 3)).toString(16)
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`
}
