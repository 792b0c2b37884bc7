// SPDX-License-Identifier: MIT
// Tokens that the training data never shows borrow the row of their nearest trained relative.

import { NOVELTIES, TOKEN_EVENTS, TOKEN_NAMES, type Novelty } from '../../features/token.ts'
import type { EventName } from '../../types.ts'

/** Relatives of an event, nearest first; every chain ends at `view_item` or `page_view`. */
export const RELATIVES: Readonly<Record<EventName, readonly EventName[]>> = {
  page_view: ['view_item_list', 'view_item'],
  search: ['view_search_results', 'view_item_list', 'view_item'],
  view_search_results: ['search', 'view_item_list', 'view_item'],
  view_item_list: ['page_view', 'view_item'],
  select_item: ['view_item'],
  view_item: ['page_view'],
  add_to_cart: ['view_item'],
  remove_from_cart: ['view_item'],
  view_cart: ['add_to_cart', 'view_item'],
  add_to_wishlist: ['view_item'],
  begin_checkout: ['add_to_cart', 'view_item'],
  add_shipping_info: ['begin_checkout', 'add_to_cart', 'view_item'],
  add_payment_info: ['add_shipping_info', 'begin_checkout', 'add_to_cart', 'view_item'],
  purchase: ['add_payment_info', 'begin_checkout', 'add_to_cart', 'view_item'],
  refund: ['page_view', 'view_item'],
  view_promotion: ['view_item_list', 'page_view', 'view_item'],
  select_promotion: ['view_item_list', 'page_view', 'view_item'],
  login: ['page_view', 'view_item'],
  sign_up: ['page_view', 'view_item'],
}

/** Novelties to try for a novelty, nearest first. */
export const NEAREST_NOVELTY: Readonly<Record<Novelty, readonly Novelty[]>> = {
  unknown: ['unknown', 'near', 'new', 'seen'],
  new: ['new', 'near', 'unknown', 'seen'],
  near: ['near', 'new', 'unknown', 'seen'],
  seen: ['seen', 'near', 'unknown', 'new'],
}

/**
 * For each token, the token whose row it uses: itself where it was trained.
 * @param counts - How often each token was seen in training.
 * @param least - Number from which on a token counts as trained.
 * @returns One token a token; a token without any trained relative keeps its own row.
 */
export function borrowedTokens(counts: ArrayLike<number>, least: number): number[] {
  const isTrained = (token: number): boolean => (counts[token] ?? 0) >= least
  const find = (name: EventName, novelty: Novelty): number | undefined =>
    NEAREST_NOVELTY[novelty].map((other) => TOKEN_NAMES.indexOf(`${name}/${other}`)).find(isTrained)
  const pairs = TOKEN_EVENTS.flatMap((name) => NOVELTIES.map((novelty) => ({ name, novelty })))
  return [
    0,
    ...pairs.map(({ name, novelty }, index) => {
      const token = index + 1
      if (isTrained(token)) return token
      return [name, ...RELATIVES[name]].map((other) => find(other, novelty)).find(isKnown) ?? token
    }),
  ]
}

function isKnown(token: number | undefined): token is number {
  return token !== undefined
}

/** Copies the borrowed rows. `table` is `[tokens, width]`, row-major; a new table is returned. */
export function borrowRows(table: Float32Array, borrowed: readonly number[]): Float32Array {
  const width = table.length / borrowed.length
  const result = table.slice()
  borrowed.forEach((from, token) =>
    result.set(table.subarray(from * width, (from + 1) * width), token * width),
  )
  return result
}
