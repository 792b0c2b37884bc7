// SPDX-License-Identifier: MIT
// Thanks for the order; tells the purchase once, however often the page is loaded.

import { currency, findProduct } from './catalogue.js'
import { showPage, startFrame } from './frame.js'
import { html, icon, render } from './html.js'
import { push, toOrder } from './layer.js'
import { shortLines, sums, toTotals } from './summary.js'

const NAME = 'hollin.order'
const content = document.querySelector('#content')

startFrame()
const order = JSON.parse(sessionStorage.getItem(NAME))
if (order === null) showNone()
else showOrder(order)

function showOrder({ number, lines: kept, total, delivery, express, told }) {
  const lines = kept.map(({ id, quantity }) => ({ product: findProduct(id), quantity }))
  if (told !== true) {
    sessionStorage.setItem(NAME, JSON.stringify({ ...order, told: true }))
    const { items } = toOrder(lines)
    push('purchase', { transaction_id: number, currency, value: total, shipping: delivery, tax: 0, items })
  }
  render(
    content,
    html`<div class="thanks">
      <span class="seal">${icon('check')}</span>
      <h1>Thank you</h1>
      <p>
        Your order <strong>${number}</strong> is with us.
        ${express ? 'It leaves today.' : 'It leaves tomorrow morning.'}
      </p>
      <div class="panel">${shortLines(lines)} ${sums(toTotals(lines, express))}</div>
      <p class="fine">Hollin is a demonstration: nothing was charged, nothing will arrive.</p>
      <a class="button quiet" href="index.html">Back to the shop</a>
    </div>`,
  )
  showPage('Thank you')
}

function showNone() {
  render(
    content,
    html`<div class="empty">
      <h1>No order yet</h1>
      <p>There is none from this tab.</p>
      <a class="button" href="cart.html">To the basket</a>
    </div>`,
  )
  showPage('No order')
}
