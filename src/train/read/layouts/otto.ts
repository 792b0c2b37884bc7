// SPDX-License-Identifier: MIT
// The OTTO recommender data set: JSON lines, one session a line.

import { nameCase, type Layout } from './layout.ts'

const NAMES = { clicks: 'view_item', carts: 'add_to_cart', orders: 'purchase' }

/** OTTO's sessions span days: each is a visitor, whose events are cut at silences into visits. */
export const OTTO: Layout = {
  name: 'otto',
  about: 'OTTO recommender data set (JSON lines)',
  source: 'otto',
  columns: { session: 'text', events: [{ aid: 'text', ts: 'text', type: 'text' }] },
  visit: 'silence',
  carts: 'told',
  otherNames: { expected: 'clicks, carts or orders' },
  columnOf: { time: 'ts', name: 'type', item: 'aid' },
  explode: 'events',
  events({ text, dialect }) {
    const session = `'otto-' || ${text('session')}`
    return {
      visitor: session,
      raw_time: text('element', 'ts'),
      time_ms: dialect.integer(text('element', 'ts')),
      raw_name: text('element', 'type'),
      name: nameCase(text('element', 'type'), NAMES, dialect),
      item_id: text('element', 'aid'),
      transaction_id: `CASE ${text('element', 'type')} WHEN 'orders' THEN ${session} || '/' || ${text('element', 'ts')} END`,
      tie: 'position',
    }
  },
}
