// SPDX-License-Identifier: MIT
// What the shop tells its tag manager: GA4 e-commerce events, in the two shapes that shops use.

import { currency, findCategory } from './catalogue.js'
import { roundCents } from './money.js'

const layer = (window.dataLayer ??= [])

/** A push to the data layer; the reset before it keeps the tag manager from mixing two events. */
export function push(event, ecommerce) {
  layer.push({ ecommerce: null })
  layer.push({ event, ecommerce })
}

/** A gtag command, as the snippet of the page sends it. */
export function send(event, parameters) {
  window.gtag('event', event, parameters)
}

/** A product as GA4 names it. */
export function toItem(product, details = {}) {
  return {
    item_id: product.id,
    item_name: product.name,
    item_brand: product.brand,
    item_category: findCategory(product.category).name,
    item_category2: product.kind,
    item_variant: product.colour,
    price: product.price,
    ...(product.was === undefined ? {} : { discount: roundCents(product.was - product.price) }),
    quantity: 1,
    ...details,
  }
}

/** Products as a list: each item knows its list and its place. */
export function toListing(products, listId, listName) {
  const items = products.map((product, index) =>
    toItem(product, { index, item_list_id: listId, item_list_name: listName }),
  )
  return { item_list_id: listId, item_list_name: listName, items }
}

/** Lines of the basket as an event: items, currency, value. */
export function toOrder(lines) {
  const items = lines.map(({ product, quantity }, index) => toItem(product, { index, quantity }))
  return { currency, value: sum(items), items }
}

/** Some pieces of one product as an event. */
export function toPieces(product, quantity) {
  const items = [toItem(product, { quantity })]
  return { currency, value: sum(items), items }
}

function sum(items) {
  return roundCents(items.reduce((total, { price, quantity }) => total + price * quantity, 0))
}
