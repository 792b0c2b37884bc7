// SPDX-License-Identifier: MIT
// Product cards, and what happens when one is chosen.

import { findProduct } from './catalogue.js'
import { html } from './html.js'
import { send, toItem } from './layer.js'
import { money } from './money.js'

/** The same card as stands in the markup of the rows. */
export function card(product, loading = 'lazy') {
  return html`<li class="card">
    <a href="product.html?id=${product.id}" data-product="${product.id}">
      <span class="picture">
        <img src="pictures/${product.id}.svg" alt="" width="400" height="400" loading="${loading}" />
        ${badge(product)}
      </span>
      <span class="brand">${product.brand}</span>
      <span class="name">${product.name}</span>
      ${price(product)}
    </a>
  </li>`
}

export function price(product) {
  if (product.was === undefined) return html`<span class="price">${money(product.price)}</span>`
  return html`<span class="price"
    ><span class="reduced"><span class="unseen">Now </span>${money(product.price)}</span>
    <s><span class="unseen">before </span>${money(product.was)}</s></span
  >`
}

export function badge(product) {
  if (product.was !== undefined) {
    return html`<span class="badge sale">−${Math.round((1 - product.price / product.was) * 100)} %</span>`
  }
  return product.isNew === true && html`<span class="badge">New</span>`
}

/** Tells when a product of a list is chosen, just before the browser goes to it. */
export function tellSelections(list, listId, listName) {
  list.addEventListener('click', ({ target }) => {
    const product = findProduct(target.closest('[data-product]')?.dataset.product)
    if (product === undefined) return
    const index = [...list.querySelectorAll('[data-product]')].findIndex((link) => link.contains(target))
    const item = toItem(product, { index, item_list_id: listId, item_list_name: listName })
    send('select_item', { item_list_id: listId, item_list_name: listName, items: [item] })
  })
}
