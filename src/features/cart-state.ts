// SPDX-License-Identifier: MIT
// The cart as the events tell it: lines, units and what they are worth against the prices this visitor sees.

import type { Item, StoredEvent } from '../types.ts'
import { itemKey, itemsOf, priceOf, unitsOf } from './event-content.ts'

interface Line {
  units: number
  readonly price: number | undefined
}

/** A cart that follows the events. */
export interface CartState {
  /** Takes an event into account. */
  apply(event: StoredEvent): void
  /** Number of lines. */
  lines(): number
  /** Whether the item lies in the cart. */
  has(key: string | undefined): boolean
  /** Worth over `meanPrice`; a unit without a known price counts as 1. */
  valueRatio(meanPrice: number | undefined): number
}

/** Creates an empty cart. */
export function createCartState(): CartState {
  const lines = new Map<string, Line>()
  let unnamed = 0

  const add = (item: Item | undefined): void => {
    const key = itemKey(item) ?? `\u0000${unnamed++}`
    const units = item ? unitsOf(item) : 1
    const line = lines.get(key)
    if (line) line.units += units
    else lines.set(key, { units, price: priceOf(item) })
  }
  const remove = (item: Item | undefined): void => {
    const key = itemKey(item) ?? [...lines.keys()].at(-1)
    const line = key === undefined ? undefined : lines.get(key)
    if (!line || key === undefined) return
    line.units -= item ? unitsOf(item) : 1
    if (line.units <= 0) lines.delete(key)
  }
  /** A cart or checkout that lists its items is the truth; one that lists none says nothing. */
  const replace = (items: readonly Item[]): void => {
    if (items.length === 0) return
    lines.clear()
    for (const item of items) add(item)
  }

  return {
    apply(event) {
      const items = itemsOf(event)
      if (event.name === 'add_to_cart') (items.length > 0 ? items : [undefined]).forEach(add)
      else if (event.name === 'remove_from_cart') (items.length > 0 ? items : [undefined]).forEach(remove)
      else if (event.name === 'view_cart' || event.name === 'begin_checkout') replace(items)
      else if (event.name === 'purchase') lines.clear()
    },
    lines: () => lines.size,
    has: (key) => key !== undefined && lines.has(key),
    valueRatio(meanPrice) {
      let sum = 0
      for (const { units, price } of lines.values()) {
        sum += units * (price !== undefined && meanPrice !== undefined ? price / meanPrice : 1)
      }
      return sum
    },
  }
}
