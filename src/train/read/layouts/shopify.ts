// SPDX-License-Identifier: MIT
// Shopify's Web Pixel events as a pixel hands them over: JSON lines or Parquet, one event a row.

import { anyTimeMs } from '../sql/any-time.ts'
import { nameCase, type Layout, type Shape } from './layout.ts'

const NAMES = {
  page_viewed: 'page_view',
  collection_viewed: 'view_item_list',
  product_viewed: 'view_item',
  product_added_to_cart: 'add_to_cart',
  product_removed_from_cart: 'remove_from_cart',
  cart_viewed: 'view_cart',
  checkout_started: 'begin_checkout',
  checkout_shipping_info_submitted: 'add_shipping_info',
  payment_info_submitted: 'add_payment_info',
  checkout_completed: 'purchase',
  search_submitted: 'search',
}

const VARIANT: Shape = {
  id: 'text',
  title: 'text',
  price: { amount: 'text', currencyCode: 'text' },
  product: { id: 'text', title: 'text', vendor: 'text', type: 'text' },
}

/** A visit is a `clientId` without 30 minutes of silence. */
export const SHOPIFY: Layout = {
  name: 'shopify',
  about: 'Shopify Web Pixel events (JSON lines, Parquet)',
  source: 'shop',
  columns: {
    name: 'text',
    timestamp: 'text',
    clientId: 'text',
    context: { document: { location: { href: 'text' } } },
    data: {
      productVariant: VARIANT,
      cartLine: { quantity: 'text', merchandise: VARIANT },
      collection: { id: 'text', title: 'text' },
      searchResult: { query: 'text' },
      checkout: {
        order: { id: 'text' },
        token: 'text',
        totalPrice: { amount: 'text', currencyCode: 'text' },
        lineItems: [{ quantity: 'text', variant: VARIANT }],
      },
    },
  },
  optional: ['context'],
  visit: 'silence',
  carts: 'told',
  otherNames: 'ignored',
  columnOf: { time: 'timestamp', name: 'name' },
  events({ text, has, dialect }) {
    const { first, ident, number } = dialect
    const line = first(ident('data', 'checkout', 'lineItems'))
    const variant = (...path: readonly string[]): string =>
      `coalesce(${text('data', 'productVariant', ...path)}, ${text('data', 'cartLine', 'merchandise', ...path)}, ${dialect.text(`${line}.variant.${path.join('.')}`)})`
    const checkout = (...path: readonly string[]): string => text('data', 'checkout', ...path)
    return {
      visitor: text('clientId'),
      raw_time: text('timestamp'),
      time_ms: anyTimeMs(text('timestamp'), dialect),
      raw_name: text('name'),
      name: nameCase(text('name'), NAMES, dialect),
      item_id: variant('product', 'id'),
      item_name: variant('product', 'title'),
      item_brand: variant('product', 'vendor'),
      item_category: variant('product', 'type'),
      item_variant: variant('title'),
      price: number(variant('price', 'amount')),
      quantity: number(text('data', 'cartLine', 'quantity')),
      currency: `coalesce(${checkout('totalPrice', 'currencyCode')}, ${variant('price', 'currencyCode')})`,
      value: number(checkout('totalPrice', 'amount')),
      search_term: text('data', 'searchResult', 'query'),
      ...(has('context') && { page_location: text('context', 'document', 'location', 'href') }),
      item_list_id: text('data', 'collection', 'id'),
      transaction_id: `coalesce(${checkout('order', 'id')}, ${checkout('token')})`,
    }
  },
}
