// SPDX-License-Identifier: MIT
// How near to an order each event is.

import type { EventName } from '../types.ts'

const DEPTH: Readonly<Record<EventName, number>> = {
  page_view: 0,
  login: 0,
  sign_up: 0,
  view_promotion: 0,
  refund: 0,
  search: 0.1,
  view_search_results: 0.1,
  select_promotion: 0.1,
  view_item_list: 0.1,
  select_item: 0.2,
  view_item: 0.3,
  add_to_wishlist: 0.4,
  remove_from_cart: 0.4,
  add_to_cart: 0.6,
  view_cart: 0.6,
  begin_checkout: 0.7,
  add_shipping_info: 0.8,
  add_payment_info: 0.9,
  purchase: 1,
}

/**
 * Depth of an event in the funnel.
 * @returns 0 for a plain page to 1 for an order; 0 for a name outside the vocabulary.
 */
export function funnelDepth(name: EventName): number {
  return DEPTH[name] ?? 0
}
