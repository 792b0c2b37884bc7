// SPDX-License-Identifier: MIT
// The orders and returns of a visitor so far: how many, how large against what is usual in the shop.

import type { Item, StoredEvent } from '../types.ts'
import { itemsOf, priceOf, unitsOf } from './event-content.ts'

/** Orders up to and with one event. */
export interface OrderTotals {
  /** Value of this order or return over the typical order of the shop, 1 where either is unknown; 0 for other events. */
  readonly orderRatio: number
  /** Units of this order or return; 0 for other events. */
  readonly orderUnits: number
  /** Orders so far, this one included. */
  readonly orders: number
  /** Returns so far, this one included. */
  readonly refunds: number
  /** Value of the orders so far, returns taken off, over the typical order of the shop; at least 0. */
  readonly spentRatio: number
  /** Units ordered so far. */
  readonly unitsOrdered: number
}

/** Counts orders and returns. */
export interface OrderMemory {
  /** The totals with this event; remembers it. */
  meet(event: StoredEvent): OrderTotals
}

/**
 * Creates an empty memory.
 * @param typicalOrderValue - In the currency of the events; not above 0 or absent: every order counts as a typical one.
 */
export function createOrderMemory(typicalOrderValue = 0): OrderMemory {
  let orders = 0
  let refunds = 0
  let spent = 0
  let unitsOrdered = 0
  return {
    meet(event) {
      const isOrder = event.name === 'purchase'
      if (!isOrder && event.name !== 'refund') return totals(0, 0)
      const items = itemsOf(event)
      const units = items.reduce((sum, item) => sum + unitsOf(item), 0)
      const value = valueOf(event) ?? sumOfPrices(items)
      const ratio = typicalOrderValue > 0 && value !== undefined ? value / typicalOrderValue : 1
      if (isOrder) {
        orders++
        unitsOrdered += units
      } else refunds++
      spent += isOrder ? ratio : -ratio
      return totals(ratio, units)
    },
  }

  function totals(orderRatio: number, orderUnits: number): OrderTotals {
    return { orderRatio, orderUnits, orders, refunds, spentRatio: Math.max(spent, 0), unitsOrdered }
  }
}

function valueOf(event: StoredEvent): number | undefined {
  const value = 'value' in event ? event.value : undefined
  return typeof value === 'number' && value >= 0 && value < Infinity ? value : undefined
}

/** What the items cost; `undefined` where no price is told. */
function sumOfPrices(items: readonly Item[]): number | undefined {
  const priced = items.filter((item) => priceOf(item) !== undefined)
  if (priced.length === 0) return undefined
  return priced.reduce((sum, item) => sum + priceOf(item)! * unitsOf(item), 0)
}
