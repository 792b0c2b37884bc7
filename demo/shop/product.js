// SPDX-License-Identifier: MIT
// One product: pictures, price, basket and wish list.

import { changeBasket, isWish, toggleWish } from './basket.js'
import { badge, price } from './card.js'
import { findCategory, findProduct } from './catalogue.js'
import { notify, showPage, startFrame } from './frame.js'
import { html, icon, render } from './html.js'
import { push, send, toPieces } from './layer.js'

startFrame()
const product = findProduct(new URLSearchParams(location.search).get('id'))
const content = document.querySelector('#content')
if (product === undefined) showMissing()
else showProduct(product)

function showProduct({ id, name, brand, kind, category, colour, description, facts }) {
  const { name: categoryName } = findCategory(category)
  render(
    content,
    html`<nav class="crumbs" aria-label="You are here">
        <a href="index.html">Hollin</a> <span aria-hidden="true">/</span>
        <a href="category.html?c=${category}">${categoryName}</a> <span aria-hidden="true">/</span>
        <span>${kind}</span>
      </nav>
      <div class="product">
        <span class="picture">
          <img src="pictures/${id}.svg" alt="${name} in ${colour.toLowerCase()}" width="400" height="400" />
          ${badge(product)}
        </span>
        <div class="details">
          <p class="brand">${brand}</p>
          <h1>${name}</h1>
          <p class="colour">${colour}</p>
          ${price(product)}
          <p class="lead">${description}</p>
          <form class="buy">
            <label class="quantity"
              >Quantity
              <select name="quantity">
                ${[1, 2, 3, 4, 5, 6].map((count) => html`<option>${count}</option>`)}
              </select></label
            >
            <button class="button wide">${icon('basket')} Add to basket</button>
            <button class="round" type="button" id="wish" aria-pressed="${isWish(id)}">
              ${icon('heart')}<span class="unseen">Wish list</span>
            </button>
          </form>
          <ul class="promises">
            <li>${icon('truck')} With you in 2 to 4 days, free from €60</li>
            <li>${icon('return')} 30 days to change your mind</li>
          </ul>
          <details open>
            <summary>Details</summary>
            <ul class="facts">
              ${facts.map((fact) => html`<li>${fact}</li>`)}
              <li>Article ${id}</li>
            </ul>
          </details>
          <details>
            <summary>Delivery and returns</summary>
            <p>
              We pack in paper, never in plastic, and send every weekday. Large pieces come by van and are
              carried to your door. Send back what does not fit within 30 days; we pay the way.
            </p>
          </details>
        </div>
      </div>`,
  )
  content.querySelector('.buy').addEventListener('submit', (event) => {
    event.preventDefault()
    const added = changeBasket(id, Number(new FormData(event.target).get('quantity')))
    if (added === 0) return notify('The basket holds no more of this piece')
    push('add_to_cart', toPieces(product, added))
    notify(`${name} is in your basket`)
  })
  const wish = content.querySelector('#wish')
  wish.addEventListener('click', () => {
    const on = toggleWish(id)
    wish.setAttribute('aria-pressed', on)
    if (on) send('add_to_wishlist', toPieces(product, 1))
    notify(on ? `${name} is on your wish list` : `${name} is off your wish list`)
  })
  push('view_item', toPieces(product, 1))
  showPage(name)
}

function showMissing() {
  render(
    content,
    html`<div class="empty">
      <h1>This piece has found a home</h1>
      <p>It is no longer in the shop. Others like it are.</p>
      <a class="button" href="index.html">To the front page</a>
    </div>`,
  )
  showPage('Not found')
}
