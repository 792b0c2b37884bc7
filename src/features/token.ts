// SPDX-License-Identifier: MIT
// The vocabulary of the model: what happened, crossed with how new it was to this visitor.

import type { EventName } from '../types.ts'

/** How new the item (or list) of an event is: not told, first seen, first seen in a category known already, seen before. */
export const NOVELTIES = ['unknown', 'new', 'near', 'seen'] as const

/** One of {@link NOVELTIES}. */
export type Novelty = (typeof NOVELTIES)[number]

/** Event names in the order of their tokens. New names are added at the end. */
export const TOKEN_EVENTS: readonly EventName[] = [
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

/** Name of each token, such as `view_item/seen`; token 0 is the padding. */
export const TOKEN_NAMES: readonly string[] = [
  'padding',
  ...TOKEN_EVENTS.flatMap((name) => NOVELTIES.map((novelty) => `${name}/${novelty}`)),
]

const INDEX: ReadonlyMap<string, number> = new Map(TOKEN_NAMES.map((name, index) => [name, index]))

/**
 * Token of an event.
 * @param name - Event name.
 * @param novelty - How new its item was when it happened.
 * @returns 1 to `TOKEN_COUNT - 1`; a name outside the vocabulary counts as `page_view`.
 */
export function toToken(name: EventName, novelty: Novelty): number {
  return INDEX.get(`${name}/${novelty}`) ?? 1
}
