// SPDX-License-Identifier: MIT
// The same visits as poorer shops would log them, or a shop that counts in another currency.

import type { StoredEvent } from '../../../src/types.ts'

type Strip = (events: readonly StoredEvent[]) => StoredEvent[]

/** By what is missing, or different. */
export const STRIPPED_SHOPS: Readonly<Record<string, Strip>> = {
  'as it is': (events) => [...events],
  'without times': withoutTimes,
  'without lists': withoutLists,
  'page views only': asPages,
  'another currency (prices × 100)': inOtherCurrency,
}

/** Equal times, moved on by 1 ms as the page moves them. */
function withoutTimes(events: readonly StoredEvent[]): StoredEvent[] {
  return events.map((event, index) => ({ ...event, timeMs: events[0]!.timeMs + index }))
}

/** The first event always is told. */
function withoutLists(events: readonly StoredEvent[]): StoredEvent[] {
  const rest = events.filter(({ name }) => name !== 'view_item_list' && name !== 'select_item')
  return rest.length > 0 ? rest : events.slice(0, 1)
}

/** Product pages and other pages are seen, what happens in the cart is not; the first event always is. */
function asPages(events: readonly StoredEvent[]): StoredEvent[] {
  const isPage = ({ name }: StoredEvent): boolean =>
    name === 'page_view' || name === 'view_item' || name === 'view_item_list'
  return events
    .filter((event, index) => index === 0 || isPage(event))
    .map((event) => {
      if (event.name === 'page_view') return event
      const item = 'items' in event ? event.items?.[0]?.item_id : undefined
      const { id, timeMs, sessionId, source } = event
      return {
        name: 'page_view',
        ...(item !== undefined && { page_location: `/${item}` }),
        id,
        timeMs,
        sessionId,
        source,
      }
    })
}

function inOtherCurrency(events: readonly StoredEvent[]): StoredEvent[] {
  return events.map((event): StoredEvent => {
    const dear = 'value' in event && event.value !== undefined ? { value: event.value * 100 } : {}
    if (!('items' in event) || !event.items) return event
    const items = event.items.map((item) =>
      item.price === undefined ? item : { ...item, price: item.price * 100 },
    )
    return { ...event, ...dear, items }
  })
}
