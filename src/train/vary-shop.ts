// SPDX-License-Identifier: MIT
// Shows a visit as another shop would have logged it: poorer, or with pages that this one does not report.
// What the shop reports says nothing about the visitor; the model must not read it as if it did.

import type { Item, StoredEvent } from '../types.ts'
import type { Random } from './random.ts'

type Variation = (events: readonly StoredEvent[], random: Random) => StoredEvent[]

/** Chance that pages precede a view. */
const PAGES_CHANCE = 0.4
/** Pages in a row at most. */
const MOST_PAGES = 20
/** Items in a list at most. */
const MOST_LISTED = 24
/** What these pages are: half of them lists of the item's category. */
const KINDS = ['list', 'list', 'list', 'mixed list', 'search', 'page'] as const

/** Half of the visits get pages between; the other half loses something. */
const VARIATIONS: readonly Variation[] = [
  withoutPrices,
  withoutKinds,
  withoutItems,
  asPages,
  withPages,
  withPages,
  withPages,
  withPages,
]

/**
 * Shows events as some other shop would.
 * @param events - Of one visit; not changed.
 * @returns The same visit without prices, without categories and brands, without items, as page views alone, or
 * with the pages between that lead to a product; never empty.
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

/**
 * A shop that reports the other pages, too: lists and their next pages, searches, pages of text. They lie before
 * product views and at the end, so that prefixes and whole visits end on them as well.
 */
function withPages(events: readonly StoredEvent[], random: Random): StoredEvent[] {
  const all = events.flatMap((event, index): StoredEvent[] => {
    if (event.name !== 'view_item' || random.next() >= PAGES_CHANCE) return [event]
    return [
      ...pagesBetween(events[index - 1]?.timeMs ?? event.timeMs - 120_000, event, event.timeMs, random),
      event,
    ]
  })
  const last = events.at(-1)
  if (!last || random.next() >= PAGES_CHANCE) return all
  return [...all, ...pagesBetween(last.timeMs, last, last.timeMs + 20_000 * (1 + random.integer(20)), random)]
}

/** A few pages of one kind, evenly between two times, near an event of the visit. */
function pagesBetween(fromMs: number, near: StoredEvent, toMs: number, random: Random): StoredEvent[] {
  const kind = KINDS[random.integer(KINDS.length)]!
  // Every doubling is as likely: one or two as a rule, now and then someone who pages on and on.
  const count = Math.floor(Math.exp(random.next() * Math.log(MOST_PAGES + 1)))
  return Array.from({ length: count }, (_, page): StoredEvent => {
    const stamp = {
      id: `${near.id}/${toMs}/${page}`,
      timeMs: fromMs + ((toMs - fromMs) * (page + 1)) / (count + 1),
      sessionId: near.sessionId,
      source: near.source,
    }
    if (kind === 'page') return { name: 'page_view', page_location: `/page/${random.integer(20)}`, ...stamp }
    if (kind === 'search')
      return { name: 'view_search_results', search_hashes: [random.integer(20)], ...stamp }
    const item = 'items' in near ? near.items?.[0] : undefined
    return { name: 'view_item_list', ...listOf(item, kind === 'list', random), ...stamp }
  })
}

/** A list in the category of an item, or of mixed things. */
function listOf(
  item: Item | undefined,
  isCategory: boolean,
  random: Random,
): { items: readonly Item[]; item_list_id: string } {
  const { item_category = 'any', item_category2 } = item ?? {}
  const listed = Array.from({ length: 1 + random.integer(MOST_LISTED) }, (_, index): Item => ({
    item_name: `listed ${index}`,
    item_category: isCategory ? item_category : `${item_category} ${index % 3}`,
    ...(isCategory && item_category2 && { item_category2 }),
  }))
  return {
    items: listed,
    item_list_id: isCategory ? `${item_category}/${item_category2}` : `list ${random.integer(9)}`,
  }
}
