// SPDX-License-Identifier: MIT
// Remembers what the visitor has met, to say how new the next thing is.

import type { StoredEvent } from '../types.ts'
import { contentKey, eventCategory, itemKey, itemsOf, listKey, subjectOf } from './event-content.ts'
import type { Novelty } from './token.ts'

/** Says how new events are, in the order in which they happen. */
export interface NoveltyMemory {
  /** How new the event is; remembers it. */
  meet(event: StoredEvent): Novelty
}

/** Creates a memory of nothing. */
export function createNoveltyMemory(): NoveltyMemory {
  const items = new Set<string>()
  const categories = new Set<string>()
  const others = new Set<string>()

  const meetKey = (met: Set<string>, key: string | undefined, category: string | undefined): Novelty => {
    const isNear = category !== undefined && categories.has(category)
    if (category !== undefined) categories.add(category)
    if (key === undefined) return 'unknown'
    if (met.has(key)) return 'seen'
    met.add(key)
    return isNear ? 'near' : 'new'
  }

  return {
    meet(event) {
      const category = eventCategory(event)
      switch (event.name) {
        case 'view_item_list': {
          const list = listKey(event) ?? category
          return meetKey(others, list === undefined ? undefined : `list ${list}`, category)
        }
        case 'page_view':
        case 'search':
        case 'view_search_results': {
          const key = contentKey(event)
          const kind = event.name === 'page_view' ? 'page' : 'search'
          return meetKey(others, key === '' ? undefined : `${kind} ${key}`, undefined)
        }
        case 'view_cart':
        case 'begin_checkout':
        case 'add_shipping_info':
        case 'add_payment_info':
        case 'purchase': {
          const keys = itemsOf(event).map(itemKey)
          return keys.length > 0 && keys.every((key) => key !== undefined && items.has(key))
            ? 'seen'
            : 'unknown'
        }
        default:
          return meetKey(items, itemKey(subjectOf(event)), category)
      }
    },
  }
}
