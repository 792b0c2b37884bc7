// SPDX-License-Identifier: MIT
// The names of the vocabulary, in the order of a visit: look, choose, pay; then promotions and accounts.

import type { EventName } from '../types.ts'

/**
 * Every event name that Vitrine understands, in a stable order.
 * @see https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 * @public
 */
export const EVENT_NAMES: readonly EventName[] = [
  'page_view',
  'search',
  'view_search_results',
  'view_item_list',
  'select_item',
  'view_item',
  'add_to_cart',
  'remove_from_cart',
  'view_cart',
  'add_to_wishlist',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
  'purchase',
  'refund',
  'view_promotion',
  'select_promotion',
  'login',
  'sign_up',
]

/**
 * Tells whether a value is a name of the vocabulary; exact, so `Add_To_Cart` and `constructor` are not.
 * @param value - Anything.
 * @public
 */
export function isEventName(value: unknown): value is EventName {
  return (EVENT_NAMES as readonly unknown[]).includes(value)
}
