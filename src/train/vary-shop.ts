// SPDX-License-Identifier: MIT
// Shows a visit as another shop would have logged it: poorer, or with pages that this one does not report.
// What the shop reports says nothing about the visitor; the model must not read it as if it did.

import type { Item, StoredEvent } from '../types.ts'
import type { Random } from './random.ts'

type Variation = (events: readonly StoredEvent[], random: Random) => StoredEvent[]

/** Chance that a list page precedes a view. */
const LIST_CHANCE = 0.4

const VARIATIONS: readonly Variation[] = [withoutPrices, withoutKinds, withoutItems, asPages, withLists]

/**
 * Shows events as some other shop would.
 * @param events - Of one visit; not changed.
 * @returns The same visit without prices, without categories and brands, without items, as page views alone, or
 * with list pages between; never empty.
 */
export function varyShop(events: readonly StoredEvent[], random: Random): StoredEvent[] {
  return VARIATIONS[random.integer(VARIATIONS.length)]!(events, random)
}

function mapItems(
  events: readonly StoredEvent[],
  change: (items: readonly Item[]) => readonly Item[],
): StoredEvent[] {
  return events.map((event) =>
    'items' in event && event.items ? { ...event, items: change(event.items) } : event,
  )
}

function withoutPrices(events: readonly StoredEvent[]): StoredEvent[] {
  return mapItems(events, (items) => items.map(({ price: _price, ...item }) => item))
}

function withoutKinds(events: readonly StoredEvent[]): StoredEvent[] {
  return mapItems(events, (items) =>
    items.map(({ item_id, price }) => ({ ...(item_id && { item_id }), ...(price && { price }) })),
  )
}

function withoutItems(events: readonly StoredEvent[]): StoredEvent[] {
  return mapItems(events, () => [])
}

/** A shop that reports pages only: what happens in the cart is not seen. The first event always is. */
function asPages(events: readonly StoredEvent[]): StoredEvent[] {
  const pages = events.filter((event, index) => index === 0 || event.name === 'view_item')
  return pages.map((event) => {
    const item = event.name === 'view_item' ? event.items[0]?.item_id : undefined
    const { id, timeMs, sessionId, source } = event
    return { name: 'page_view', page_location: `/${item ?? ''}`, id, timeMs, sessionId, source }
  })
}

/** A shop that reports its list pages, too. */
function withLists(events: readonly StoredEvent[], random: Random): StoredEvent[] {
  return events.flatMap((event, index): StoredEvent[] => {
    if (event.name !== 'view_item' || random.next() >= LIST_CHANCE) return [event]
    const previousMs = events[index - 1]?.timeMs ?? event.timeMs - 30_000
    const { item_category, item_category2 } = event.items[0] ?? {}
    const list: StoredEvent = {
      name: 'view_item_list',
      items: [
        {
          item_name: 'any',
          ...(item_category && { item_category }),
          ...(item_category2 && { item_category2 }),
        },
      ],
      item_list_id: [item_category, item_category2].join('/'),
      id: `${event.id}/list`,
      timeMs: (previousMs + event.timeMs) / 2,
      sessionId: event.sessionId,
      source: event.source,
    }
    return [list, event]
  })
}
