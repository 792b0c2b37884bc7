// SPDX-License-Identifier: MIT
// The shape of what the model sees. Any change of meaning here raises `FEATURE_VERSION`.

import { cartSize, cartValue, itemInCart, sinceCart } from './channels/cart.ts'
import { brandChange, categoryChange, categoryFocus } from './channels/category.ts'
import { funnelDeepest, funnelStep } from './channels/funnel.ts'
import { folded, itemCount, itemRecency, repeatViews, variety } from './channels/item.ts'
import { priceAgainstMean, priceRank } from './channels/price.ts'
import { daysAway, orderUnits, orderValue, orders, refunds, spent, tenure, units } from './channels/order.ts'
import { pages, pastSessions, position, returning, sessionBoundary, views } from './channels/session.ts'
import { elapsed, gap, gapAgainstMean, pace, productTime } from './channels/time.ts'
import type { Step } from './step.ts'
import { TOKEN_NAMES } from './token.ts'

export { FEATURE_VERSION } from './feature-version.ts'

/** Events that the encoding holds: the latest 100, oldest first, padded in front. */
export const HISTORY_LENGTH = 100

/** One float column: a bounded, deterministic function of one step of the visit. */
export interface Channel {
  /** Name for the model card and for explanations. */
  readonly name: string
  /** Lower bound of the values; the upper bound is 1 for all. */
  readonly min: -1 | 0
  /** Value at one step, in `[min, 1]`. */
  readonly read: (step: Step) => number
}

/** The float channels; their order is the column order. */
export const CHANNELS: readonly Channel[] = [
  { name: 'gap', min: 0, read: gap },
  { name: 'gapAgainstMean', min: -1, read: gapAgainstMean },
  { name: 'elapsed', min: 0, read: elapsed },
  { name: 'position', min: 0, read: position },
  { name: 'sessionBoundary', min: 0, read: sessionBoundary },
  { name: 'pastSessions', min: 0, read: pastSessions },
  { name: 'folded', min: 0, read: folded },
  { name: 'itemCount', min: 0, read: itemCount },
  { name: 'repeatViews', min: 0, read: repeatViews },
  { name: 'itemRecency', min: 0, read: itemRecency },
  { name: 'variety', min: 0, read: variety },
  { name: 'categoryChange', min: -1, read: categoryChange },
  { name: 'categoryFocus', min: 0, read: categoryFocus },
  { name: 'brandChange', min: -1, read: brandChange },
  { name: 'priceAgainstMean', min: -1, read: priceAgainstMean },
  { name: 'priceRank', min: -1, read: priceRank },
  { name: 'cartSize', min: 0, read: cartSize },
  { name: 'cartValue', min: 0, read: cartValue },
  { name: 'itemInCart', min: 0, read: itemInCart },
  { name: 'sinceCart', min: 0, read: sinceCart },
  { name: 'funnelStep', min: 0, read: funnelStep },
  { name: 'funnelDeepest', min: 0, read: funnelDeepest },
  { name: 'returning', min: -1, read: returning },
  { name: 'views', min: 0, read: views },
  { name: 'pages', min: 0, read: pages },
  { name: 'pace', min: 0, read: pace },
  { name: 'productTime', min: 0, read: productTime },
  { name: 'daysAway', min: 0, read: daysAway },
  { name: 'tenure', min: 0, read: tenure },
  { name: 'orderValue', min: 0, read: orderValue },
  { name: 'orderUnits', min: 0, read: orderUnits },
  { name: 'orders', min: 0, read: orders },
  { name: 'refunds', min: 0, read: refunds },
  { name: 'spent', min: 0, read: spent },
  { name: 'units', min: 0, read: units },
]

/** Float columns a step. */
export const CHANNEL_COUNT: number = CHANNELS.length

/** Tokens, the padding included; always under 256. */
export const TOKEN_COUNT: number = TOKEN_NAMES.length
