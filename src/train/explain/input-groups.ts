// SPDX-License-Identifier: MIT
// The inputs of a model, and the groups of them that tell the same story.

import { CHANNELS } from '../../features/feature-table.ts'

/** The token counts as one input beside the channels: which event, and how new its item is. */
export const TOKEN_INPUT = 'event'

/** Groups of inputs by name; together they hold every input once. */
export const INPUT_GROUPS: Readonly<Record<string, readonly string[]>> = {
  'what happened': [TOKEN_INPUT],
  'how far to an order': ['funnelStep', 'funnelDeepest'],
  cart: ['cartSize', 'cartValue', 'itemInCart', 'sinceCart'],
  items: ['folded', 'itemCount', 'repeatViews', 'itemRecency', 'variety'],
  'categories and brands': ['categoryChange', 'categoryFocus', 'brandChange'],
  prices: ['priceAgainstMean', 'priceRank'],
  time: ['gap', 'gapAgainstMean', 'elapsed', 'pace', 'productTime'],
  'place in the visit': ['position', 'sessionBoundary', 'pastSessions', 'views', 'pages'],
  'coming back': ['returning', 'daysAway', 'tenure'],
  orders: ['orderValue', 'orderUnits', 'orders', 'refunds', 'spent', 'units'],
}

/** All inputs, the token first. */
export const INPUTS: readonly string[] = [TOKEN_INPUT, ...CHANNELS.map(({ name }) => name)]
