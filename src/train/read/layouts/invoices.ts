// SPDX-License-Identifier: MIT
// Invoice lines, as in "Online Retail" (UCI 352). They tell orders and nothing before them: customers, no visits.

import { anyTimeMs } from '../sql/any-time.ts'
import type { Layout } from './layout.ts'

/** Each line is an order of one item; an `InvoiceNo` that starts with `C` is a cancellation. */
export const INVOICES: Layout = {
  name: 'invoices',
  about: 'UCI 352 "Online Retail" invoice lines (CSV); customers, no visits',
  source: 'invoices',
  ordersOnly: true,
  columns: {
    InvoiceNo: 'text',
    StockCode: 'text',
    Description: 'text',
    Quantity: 'text',
    InvoiceDate: 'text',
    UnitPrice: 'text',
    CustomerID: 'text',
  },
  optional: ['Description'],
  visit: 'silence',
  carts: 'not-told',
  otherNames: 'ignored',
  columnOf: { time: 'InvoiceDate', item: 'StockCode' },
  events({ text, dialect }) {
    const isCancelled = `substr(${text('InvoiceNo')}, 1, 1) = 'C'`
    const quantity = dialect.number(text('Quantity'))
    return {
      visitor: text('CustomerID'),
      raw_time: text('InvoiceDate'),
      time_ms: anyTimeMs(text('InvoiceDate'), dialect),
      raw_name: `CASE WHEN ${isCancelled} THEN 'cancellation' ELSE 'invoice' END`,
      name: `CASE WHEN ${isCancelled} THEN 'refund' ELSE 'purchase' END`,
      item_id: text('StockCode'),
      item_name: text('Description'),
      price: dialect.number(text('UnitPrice')),
      quantity: `abs(${quantity})`,
      value: `abs(${quantity} * ${dialect.number(text('UnitPrice'))})`,
      transaction_id: text('InvoiceNo'),
    }
  },
}
