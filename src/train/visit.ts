// SPDX-License-Identifier: MIT
// A labelled visit: what every reader yields and everything after it works on.

import type { CleanCounts } from './clean/clean-options.ts'
import type { StoredEvent } from '../types.ts'

/** Classes of the intent head, in the order of its outputs. */
export const INTENTS = ['browse', 'cart-abandon', 'buy'] as const

/** One of {@link INTENTS}. */
export type Intent = (typeof INTENTS)[number]

/**
 * How a visit ended; `no-buy` where the data does not tell whether a cart was filled, `untold` where it does not tell
 * whether there was an order.
 */
export type VisitLabel = Intent | 'no-buy' | 'untold'

/** What a customer did in the time after the history, as far as the data tells; see docs/training.md. */
export interface CustomerAnswers {
  readonly value?: 'regular' | 'high'
  readonly risk?: 'regular' | 'return-prone'
}

/** Name of a data set. */
export type DataSource =
  'rees46' | 'ospi' | 'otto' | 'yoochoose' | 'retailrocket' | 'eshop2008' | 'invoices' | 'shop' | 'simulated'

/** One visit, or the history of one customer, with its outcome. */
export interface Visit {
  /** Identifier of the visit in its file. */
  readonly id: string
  /** Identifier of the visitor, which decides about the holdout; the visit's own where none is told. */
  readonly visitorId: string
  /** Data set that it comes from. */
  readonly source: DataSource
  /** Events before the first purchase, oldest first, at least one. */
  readonly events: readonly StoredEvent[]
  /** The first purchase and what came after it; empty unless the label is `buy`. */
  readonly after: readonly StoredEvent[]
  readonly label: VisitLabel
  /**
   * Only of a customer: `events` is then all that was known of it at the time, orders included, and ends with a page
   * at that time.
   */
  readonly customer?: CustomerAnswers
  /** Whether the visitor was here before; absent where the data does not tell. */
  readonly returning?: boolean
  /** What an order of the shop is worth as a rule, above 0; absent where the data does not tell. */
  readonly typicalOrderValue?: number
  /** Group of a split by group, such as a shop; absent where the data names none. */
  readonly group?: string
}

/**
 * What was found in the rows of a data set.
 * @public
 */
export interface ReadReport {
  /** Data rows in the file. */
  rows: number
  /** Rows that were skipped because they could not be read. */
  malformed: number
  /** First of them, for looking it up. */
  firstMalformed?: { readonly file?: string; readonly line: number; readonly problem: string }
  /** Exact copies of an earlier row. */
  duplicates: number
  /** Rows without a session. */
  withoutSession: number
  /** What was cleaned; absent where nothing was. */
  cleaned?: CleanCounts
}

/** Creates an empty report. */
export function createReadReport(): ReadReport {
  return { rows: 0, malformed: 0, duplicates: 0, withoutSession: 0 }
}
