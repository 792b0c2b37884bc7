// SPDX-License-Identifier: MIT
// What rivals look at: of a visit, whether there is a cart, and eight counts; of a customer, what it spent, and six.

import type { StoredEvent } from '../../types.ts'
import type { HeadTask } from '../heads.ts'
import type { Visit } from '../visit.ts'
import { customerCounts, pastSpend } from './customer-counts.ts'
import { genericCounts } from './generic-counts.ts'

/** Inputs of all rivals for one kind of visit. */
export interface RivalInputs {
  /** For the names of the rivals. */
  readonly about: string
  counts(events: readonly StoredEvent[]): number[]
  readonly rule: {
    readonly name: string
    /** Makes the bands of the rule: each band is given the share that it had. */
    bands(visits: readonly Visit[]): (events: readonly StoredEvent[]) => number
  }
}

const VISIT_INPUTS: RivalInputs = {
  about: '8 counts',
  counts: genericCounts,
  rule: {
    name: 'has-cart rule',
    bands: () => (events) => Number(events.some((event) => event.name === 'add_to_cart')),
  },
}

/** Bands of the rule on customers. */
const SPEND_BANDS = 10

const CUSTOMER_INPUTS: RivalInputs = {
  about: '6 counts',
  counts: customerCounts,
  rule: {
    name: 'past-spend rule',
    bands(visits) {
      const spends = visits.map(({ events }) => pastSpend(events)).sort((a, b) => a - b)
      const edges = Array.from(
        { length: SPEND_BANDS - 1 },
        (_, band) => spends[Math.floor(((band + 1) * spends.length) / SPEND_BANDS)]!,
      )
      return (events) => edges.filter((edge) => pastSpend(events) >= edge).length
    },
  },
}

/** The inputs of the rivals of a head. */
export function rivalInputs({ unit }: HeadTask): RivalInputs {
  return unit === 'visit' ? VISIT_INPUTS : CUSTOMER_INPUTS
}
