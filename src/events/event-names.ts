// SPDX-License-Identifier: MIT
// The names of the vocabulary, in the order of its table: look, choose, pay; then promotions and accounts.

import type { EventName } from '../types.ts'
import { PARAMETERS } from './vocabulary.ts'

/**
 * Every event name that Vitrine understands, in a stable order.
 * @see https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 * @public
 */
export const EVENT_NAMES: readonly EventName[] = Object.keys(PARAMETERS) as EventName[]

/**
 * Tells whether a value is a name of the vocabulary; exact, so `Add_To_Cart` and `constructor` are not.
 * @param value - Anything.
 * @public
 */
export function isEventName(value: unknown): value is EventName {
  return (EVENT_NAMES as readonly unknown[]).includes(value)
}
