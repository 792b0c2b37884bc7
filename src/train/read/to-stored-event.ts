// SPDX-License-Identifier: MIT
// An event of the visits relation as the journal would hold it.

import { redactSearch } from '../../events/redact-search.ts'
import { ITEM_PARAMETERS } from '../../events/vocabulary.ts'
import { MAX_ITEMS } from '../../events/parse-event.ts'
import type { ContentColumn } from './sql/visits-sql.ts'
import type { EventStamp, Item, StoredEvent } from '../../types.ts'

/** What a row tells beside its name and stamp; empty columns are absent. */
export type EventContent = Readonly<
  Partial<Record<Exclude<ContentColumn, 'price' | 'quantity' | 'value'>, string>>
> & {
  readonly price?: number
  readonly quantity?: number
  readonly value?: number
}

const ITEM_TEXTS = [
  'item_id',
  'item_name',
  'item_brand',
  'item_category',
  'item_category2',
  'item_category3',
  'item_category4',
  'item_category5',
  'item_variant',
] as const

/** Any number: what is typed matters only as same or different within a visit. */
const SALT = 0

/**
 * Makes an event.
 * @remarks Search words become numbers, as on a page. An order without a number is named after the event.
 */
export function toStoredEvent(name: string, content: EventContent, stamp: EventStamp): StoredEvent {
  const { search_term, search_hashes, page_location, item_list_id, promotion_id, transaction_id } = content
  const money = {
    ...(content.currency !== undefined && { currency: content.currency }),
    ...(content.value !== undefined && content.value >= 0 && { value: content.value }),
  }
  switch (name) {
    case 'page_view':
      return {
        name,
        ...(page_location && { page_location: page_location.replace(/[?#][^]*/, '') }),
        ...stamp,
      }
    case 'search':
    case 'view_search_results': {
      if (search_hashes) return { name, search_hashes: search_hashes.split(',').map(Number), ...stamp }
      return { ...redactSearch({ name, ...(search_term && { search_term }) }, SALT, false), ...stamp }
    }
    case 'login':
    case 'sign_up':
      return { name, ...stamp }
    case 'view_promotion':
    case 'select_promotion':
      return { name, ...(promotion_id && { promotion_id }), items: itemsOf(content), ...stamp }
    case 'purchase':
    case 'refund':
      return { name, transaction_id: transaction_id ?? stamp.id, items: itemsOf(content), ...money, ...stamp }
    default: {
      const list = item_list_id === undefined ? {} : { item_list_id }
      return { name, items: itemsOf(content), ...list, ...money, ...stamp } as StoredEvent
    }
  }
}

function itemsOf(content: EventContent): Item[] {
  if (content.items !== undefined) {
    const items = JSON.parse(content.items) as unknown
    if (Array.isArray(items)) return items.slice(0, MAX_ITEMS).map(toItem).filter(isNamed)
  }
  const item: Record<string, string | number> = {}
  for (const key of ITEM_TEXTS) {
    const text = content[key]
    if (text !== undefined && text !== '') item[key] = text
  }
  if (!isNamed(item)) return []
  const { price, quantity } = content
  if (price !== undefined && price > 0 && price < Infinity) item['price'] = price
  if (quantity !== undefined && quantity > 0 && quantity < Infinity) item['quantity'] = quantity
  return [item]
}

/** Segment calls them otherwise. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  product_id: 'item_id',
  sku: 'item_id',
  name: 'item_name',
  brand: 'item_brand',
  category: 'item_category',
  variant: 'item_variant',
}

function toItem(raw: unknown): Item {
  const item: Record<string, string | number> = {}
  for (const [key, value] of Object.entries((raw ?? {}) as Record<string, unknown>)) {
    const name = OTHER_NAMES[key] ?? key
    const kind = Object.hasOwn(ITEM_PARAMETERS, name) ? ITEM_PARAMETERS[name as keyof Item] : undefined
    if (kind === undefined || (typeof value !== 'string' && typeof value !== 'number')) continue
    if (value === '' || value === '(not set)') continue
    if (kind !== 'number') item[name] ??= String(value)
    else if (Number(value) > 0 && Number(value) < Infinity) item[name] = Number(value)
  }
  return item
}

function isNamed(item: Item): boolean {
  return item.item_id !== undefined || item.item_name !== undefined
}
