// SPDX-License-Identifier: MIT
// Shows a customer as another shop would: one that does not say what its orders are worth, or says it roughly.

import type { StoredEvent } from '../types.ts'
import type { Random } from './random.ts'
import type { Visit } from './visit.ts'

type Variation = (customer: Visit, random: Random) => Visit

/** What a shop says of its typical order is off by this factor at most, either way. */
const ROUGH = 1.5

const VARIATIONS: readonly Variation[] = [roughly, roughly, withoutTypical, withoutValues, withoutItems]

/**
 * Shows a customer as some other shop would.
 * @returns The same customer where the typical order is known roughly or not at all, where orders have no values, or
 * where they have no items.
 */
export function varyCustomer(customer: Visit, random: Random): Visit {
  return VARIATIONS[random.integer(VARIATIONS.length)]!(customer, random)
}

function roughly(customer: Visit, random: Random): Visit {
  const { typicalOrderValue } = customer
  if (typicalOrderValue === undefined) return customer
  return { ...customer, typicalOrderValue: typicalOrderValue * ROUGH ** (2 * random.next() - 1) }
}

function withoutTypical({ typicalOrderValue: _typical, ...customer }: Visit): Visit {
  return customer
}

function withoutValues(customer: Visit): Visit {
  return mapEvents(withoutTypical(customer), (event) => {
    if (event.name !== 'purchase' && event.name !== 'refund') return event
    const { value: _value, ...order } = event
    return { ...order, items: order.items.map(({ price: _price, ...item }) => item) }
  })
}

function withoutItems(customer: Visit): Visit {
  return mapEvents(customer, (event) => ('items' in event ? { ...event, items: [] } : event))
}

function mapEvents(customer: Visit, change: (event: StoredEvent) => StoredEvent): Visit {
  return { ...customer, events: customer.events.map(change) }
}
