// SPDX-License-Identifier: MIT
// The basket.

import { basketLines, changeBasket } from './basket.js'
import { findProduct } from './catalogue.js'
import { notify, showPage, startFrame } from './frame.js'
import { html, icon, render } from './html.js'
import { push, send, toOrder, toPieces } from './layer.js'
import { money, roundCents } from './money.js'
import { sums, toTotals } from './summary.js'

const content = document.querySelector('#content')

startFrame()
show()
showPage('Basket')
send('view_cart', toOrder(basketLines()))

content.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-change]')
  if (button === null) return
  const { id, change } = button.dataset
  const product = findProduct(id)
  const pieces = Number(change)
  const changed = changeBasket(id, pieces)
  if (changed === 0) return
  push(pieces > 0 ? 'add_to_cart' : 'remove_from_cart', toPieces(product, changed))
  show()
  // The pressed button has been drawn anew, or is gone with its line.
  ;(
    content.querySelector(`[data-id="${id}"][data-change="${change}"]`) ?? document.querySelector('#main')
  ).focus({
    preventScroll: true,
  })
  if (!basketLines().some((line) => line.product.id === id)) notify(`${product.name} is out of your basket`)
})

function show() {
  const lines = basketLines()
  render(
    content,
    lines.length === 0
      ? html`<div class="empty">
          <h1>Your basket is empty</h1>
          <p>Good things are worth waiting for.</p>
          <a class="button" href="index.html">Look around</a>
        </div>`
      : html`<h1>Basket</h1>
          <div class="split">
            <ul class="lines">
              ${lines.map(line)}
            </ul>
            <aside class="panel">
              ${meter(toTotals(lines))} ${sums(toTotals(lines))}
              <a class="button wide" href="checkout.html">To the checkout ${icon('arrow')}</a>
              <p class="fine">30 days to change your mind. We pay the way back.</p>
            </aside>
          </div>`,
  )
}

function line({ product, quantity }) {
  const { id, name, brand, colour } = product
  return html`<li class="line">
    <a class="picture" href="product.html?id=${id}" tabindex="-1" aria-hidden="true">
      <img src="pictures/${id}.svg" alt="" width="400" height="400" />
    </a>
    <div>
      <a class="name" href="product.html?id=${id}">${name}</a>
      <span class="brand">${brand} · ${colour}</span>
      <div class="stepper" role="group" aria-label="Quantity of ${name}">
        <button type="button" data-id="${id}" data-change="-1" aria-label="One less">${icon('minus')}</button>
        <output>${quantity}</output>
        <button type="button" data-id="${id}" data-change="1" aria-label="One more">${icon('plus')}</button>
      </div>
    </div>
    <div class="side">
      <span class="price">${money(roundCents(product.price * quantity))}</span>
      <button class="plain" type="button" data-id="${id}" data-change="${-quantity}">
        Remove<span class="unseen"> ${name}</span>
      </button>
    </div>
  </li>`
}

function meter({ value, missing }) {
  return html`<div class="meter">
    <p>
      ${missing > 0 ? html`${money(missing)} more and delivery is free` : html`${icon('check')} Delivery is free`}
    </p>
    <progress max="60" value="${Math.min(60, value)}" aria-label="On the way to free delivery"></progress>
  </div>`
}
