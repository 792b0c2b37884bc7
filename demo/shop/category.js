// SPDX-License-Identifier: MIT
// A category: its products, narrowed by kind and brand, in the order that the visitor wants.

import { card, tellSelections } from './card.js'
import { findCategory, products } from './catalogue.js'
import { showPage, startFrame } from './frame.js'
import { html, render } from './html.js'
import { push, toListing } from './layer.js'

const ORDERS = {
  ours: () => 0,
  'price-up': (a, b) => a.price - b.price,
  'price-down': (a, b) => b.price - a.price,
  name: (a, b) => a.name.localeCompare(b.name),
}

startFrame()
const category = findCategory(new URLSearchParams(location.search).get('c'))
if (category === undefined) showMissing()
else
  showCategory(
    category,
    products.filter((product) => product.category === category.slug),
  )

function showCategory({ slug, name, line }, all) {
  const listName = name
  const entry = document.querySelector(`.menu [href="category.html?c=${slug}"]`)
  entry.setAttribute('aria-current', 'page')
  // On a phone the menu scrolls, and the entry may be out of sight.
  entry.scrollIntoView({ block: 'nearest', inline: 'center' })
  render(
    document.querySelector('#content'),
    html`<header class="head">
        <h1>${name}</h1>
        <p>${line}</p>
      </header>
      <form class="filters" aria-label="Narrow the list">
        ${choices('kind', 'Kind', new Set(all.map(({ kind }) => kind)))}
        ${choices('brand', 'Maker', new Set(all.map(({ brand }) => brand)))}
        <label class="sort"
          >Order
          <select name="order">
            <option value="ours">Our choice</option>
            <option value="price-up">Price, low first</option>
            <option value="price-down">Price, high first</option>
            <option value="name">Name</option>
          </select></label
        >
      </form>
      <p class="found" role="status"></p>
      <ul class="grid"></ul>`,
  )
  const form = document.querySelector('.filters')
  const grid = document.querySelector('.grid')
  const show = () => {
    const chosen = new FormData(form)
    const kinds = chosen.getAll('kind')
    const brands = chosen.getAll('brand')
    const shown = all
      .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
      .filter(({ brand }) => brands.length === 0 || brands.includes(brand))
      .sort(ORDERS[chosen.get('order')])
    render(
      grid,
      shown.map((product, at) => card(product, at < 4 ? 'eager' : 'lazy')),
    )
    document.querySelector('.found').textContent = shown.length === 1 ? '1 piece' : `${shown.length} pieces`
    return shown
  }
  form.addEventListener('change', show)
  tellSelections(grid, slug, listName)
  push('view_item_list', toListing(show(), slug, listName))
  showPage(name)
}

function choices(field, legend, values) {
  return html`<fieldset>
    <legend>${legend}</legend>
    ${[...values].map(
      (value) =>
        html`<label class="chip"
          ><input type="checkbox" name="${field}" value="${value}" /><span>${value}</span></label
        >`,
    )}
  </fieldset>`
}

function showMissing() {
  render(
    document.querySelector('#content'),
    html`<div class="empty">
      <h1>Nothing here</h1>
      <p>There is no such category. It may have moved.</p>
      <a class="button" href="index.html">To the front page</a>
    </div>`,
  )
  showPage('Not found')
}
