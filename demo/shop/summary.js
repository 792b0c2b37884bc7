// SPDX-License-Identifier: MIT
// What the basket comes to.

import { DELIVERY_COST, FREE_DELIVERY_FROM, basketValue } from './basket.js'
import { html } from './html.js'
import { money, roundCents } from './money.js'

/** Prices of a basket; express delivery always costs. */
export function toTotals(lines, express = false) {
  const value = basketValue(lines)
  const delivery = express ? 9.9 : value >= FREE_DELIVERY_FROM ? 0 : DELIVERY_COST
  return {
    value,
    delivery,
    total: roundCents(value + delivery),
    missing: roundCents(FREE_DELIVERY_FROM - value),
  }
}

export function sums({ value, delivery, total }) {
  return html`<dl class="sums">
    <div>
      <dt>Pieces</dt>
      <dd>${money(value)}</dd>
    </div>
    <div>
      <dt>Delivery</dt>
      <dd>${delivery === 0 ? 'free' : money(delivery)}</dd>
    </div>
    <div class="total">
      <dt>Total</dt>
      <dd>${money(total)}</dd>
    </div>
  </dl>`
}

/** The lines of a basket or an order, to read only. */
export function shortLines(lines) {
  return html`<ul class="short">
    ${lines.map(
      ({ product, quantity }) =>
        html`<li>
          <span class="picture"
            ><img src="pictures/${product.id}.svg" alt="" width="400" height="400"
          /></span>
          <span>${product.name} <small>× ${quantity}</small></span>
          <span>${money(roundCents(product.price * quantity))}</span>
        </li>`,
    )}
  </ul>`
}
