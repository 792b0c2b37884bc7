// SPDX-License-Identifier: MIT
// Segment's e-commerce specification, which RudderStack and PostHog share: raw messages as JSON lines or Parquet.

import { anyTimeMs } from '../sql/any-time.ts'
import { nameCase, type Layout } from './layout.ts'

/** Segment's names, each with GA4's. */
export const SEGMENT_NAMES: Readonly<Record<string, string>> = {
  'Products Searched': 'search',
  'Product List Viewed': 'view_item_list',
  'Product List Filtered': 'view_item_list',
  'Promotion Viewed': 'view_promotion',
  'Promotion Clicked': 'select_promotion',
  'Product Clicked': 'select_item',
  'Product Viewed': 'view_item',
  'Product Added': 'add_to_cart',
  'Product Removed': 'remove_from_cart',
  'Cart Viewed': 'view_cart',
  'Checkout Started': 'begin_checkout',
  'Payment Info Entered': 'add_payment_info',
  'Order Completed': 'purchase',
  'Order Refunded': 'refund',
  'Order Cancelled': 'refund',
  'Product Added to Wishlist': 'add_to_wishlist',
  'Wishlist Product Added to Cart': 'add_to_cart',
  'Signed In': 'login',
  'Signed Up': 'sign_up',
}

const PRODUCT = {
  product_id: 'text',
  sku: 'text',
  name: 'text',
  brand: 'text',
  category: 'text',
  variant: 'text',
  price: 'text',
  quantity: 'text',
} as const

/** A visit is an `anonymousId` without 30 minutes of silence. Other events do not matter. */
export const SEGMENT: Layout = {
  name: 'segment',
  about:
    'Segment, RudderStack or PostHog messages by Segment’s e-commerce specification (JSON lines, Parquet)',
  source: 'shop',
  columns: {
    type: 'text',
    event: 'text',
    anonymousId: 'text',
    timestamp: 'text',
    properties: {
      ...PRODUCT,
      products: [PRODUCT],
      list_id: 'text',
      currency: 'text',
      value: 'text',
      query: 'text',
      url: 'text',
      order_id: 'text',
      promotion_id: 'text',
    },
  },
  visit: 'silence',
  carts: 'told',
  otherNames: 'ignored',
  columnOf: { time: 'timestamp', name: 'event' },
  events({ text, dialect }) {
    const { first, ident, json, number, size } = dialect
    const products = ident('properties', 'products')
    const of = (field: string): string =>
      `coalesce(${text('properties', field)}, ${dialect.text(`${first(products)}.${field}`)})`
    const isPage = `${text('type')} IN ('page', 'screen')`
    return {
      visitor: text('anonymousId'),
      raw_time: text('timestamp'),
      time_ms: anyTimeMs(text('timestamp'), dialect),
      raw_name: `coalesce(${text('event')}, ${text('type')})`,
      name: `CASE WHEN ${isPage} THEN 'page_view' ELSE ${nameCase(text('event'), SEGMENT_NAMES, dialect)} END`,
      item_id: `coalesce(${of('product_id')}, ${of('sku')})`,
      item_name: `CASE WHEN NOT (${isPage}) THEN ${of('name')} END`,
      item_brand: of('brand'),
      item_category: of('category'),
      item_variant: of('variant'),
      price: number(of('price')),
      quantity: number(of('quantity')),
      currency: text('properties', 'currency'),
      value: number(text('properties', 'value')),
      search_term: text('properties', 'query'),
      page_location: text('properties', 'url'),
      item_list_id: text('properties', 'list_id'),
      promotion_id: text('properties', 'promotion_id'),
      transaction_id: text('properties', 'order_id'),
      items: `CASE WHEN ${size(products)} > 1 THEN ${json(products)} END`,
    }
  },
}
