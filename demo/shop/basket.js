// SPDX-License-Identifier: MIT
// The basket and the wish list.

import { findProduct } from './catalogue.js'
import { recall, remember } from './memory.js'
import { roundCents } from './money.js'

const BASKET = 'hollin.basket'
const WISHES = 'hollin.wishes'
const MAX_QUANTITY = 20

export const FREE_DELIVERY_FROM = 60
export const DELIVERY_COST = 4.9

/** Lines of the basket: product and quantity; products that have left the catalogue are left out. */
export function basketLines() {
  return recall(BASKET, [])
    .map(({ id, quantity }) => ({ product: findProduct(id), quantity }))
    .filter(({ product }) => product !== undefined)
}

/** Changes a quantity by a number of pieces; a line of none is gone. Gives the number that really changed. */
export function changeBasket(id, pieces) {
  const lines = recall(BASKET, [])
  const before = lines.find((line) => line.id === id)?.quantity ?? 0
  const after = Math.min(MAX_QUANTITY, Math.max(0, before + pieces))
  const changed =
    before === 0
      ? [...lines, { id, quantity: after }]
      : lines.map((line) => (line.id === id ? { id, quantity: after } : line))
  save(changed.filter((line) => line.quantity > 0))
  return Math.abs(after - before)
}

export function emptyBasket() {
  save([])
}

export const countPieces = () => basketLines().reduce((sum, { quantity }) => sum + quantity, 0)

export const basketValue = (lines) =>
  roundCents(lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0))

export const isWish = (id) => recall(WISHES, []).includes(id)

/** Puts a product on the wish list, or takes it off; tells whether it is on it now. */
export function toggleWish(id) {
  const wishes = recall(WISHES, [])
  const on = !wishes.includes(id)
  remember(WISHES, on ? [...wishes, id] : wishes.filter((wish) => wish !== id))
  return on
}

function save(lines) {
  remember(BASKET, lines)
  document.dispatchEvent(new Event('basket'))
}
