// SPDX-License-Identifier: MIT
// The four shopper modes of the simulation, after Moe (2003), "Buying, Searching, or Browsing". docs/simulation.md says of
// each number whether it was measured, published or assumed.

import type { Random } from '../random.ts'

/** What a visitor came for. */
export interface Mode {
  readonly name: 'directed' | 'deliberation' | 'hedonic' | 'knowledge'
  /** Share of the visits, in [0, 1]; all four add up to 1. */
  readonly share: number
  /** Mean of the latent intent to buy, in log odds. */
  readonly intent: number
  /** Product views: mean and standard deviation of the logarithm. */
  readonly views: { readonly mean: number; readonly deviation: number }
  /** Chance that no product is looked at, where the shop reports anything else. */
  readonly noView: number
  /** Chance that the next product is one that was seen before, in [0, 1]. */
  readonly repeat: number
  /** Chance that a new product is of the category of the last one, in [0, 1]. */
  readonly stay: number
  /** Weights of what leads to a product. */
  readonly leads: Readonly<Record<Lead, number>>
  /** Chance that a product is put on the wish list. */
  readonly wish: number
  /** Mean of the logarithm of the seconds between two steps. */
  readonly pace: number
}

/** What leads to a product: a list, a search, a page of text, a promotion, or the product itself. */
export type Lead = 'list' | 'search' | 'page' | 'promotion' | 'none'

/** All modes. */
export const MODES: readonly Mode[] = [
  {
    name: 'directed',
    share: 0.2,
    intent: 1.1,
    views: { mean: 0.4, deviation: 0.9 },
    noView: 0.1,
    repeat: 0.32,
    stay: 0.92,
    leads: { list: 2, search: 3, page: 0.5, promotion: 0.3, none: 3 },
    wish: 0.015,
    pace: 2.75,
  },
  {
    name: 'deliberation',
    share: 0.3,
    intent: 0.2,
    views: { mean: 0.9, deviation: 0.95 },
    noView: 0.15,
    repeat: 0.38,
    stay: 0.93,
    leads: { list: 4, search: 2, page: 1, promotion: 0.3, none: 2.5 },
    wish: 0.03,
    pace: 2.9,
  },
  {
    name: 'hedonic',
    share: 0.35,
    intent: -0.6,
    views: { mean: 0.65, deviation: 1 },
    noView: 0.3,
    repeat: 0.16,
    stay: 0.75,
    leads: { list: 5, search: 1, page: 0.7, promotion: 1.2, none: 2 },
    wish: 0.04,
    pace: 2.7,
  },
  {
    name: 'knowledge',
    share: 0.15,
    intent: -1.2,
    views: { mean: 0.3, deviation: 0.9 },
    noView: 0.4,
    repeat: 0.34,
    stay: 0.9,
    leads: { list: 1.5, search: 1.5, page: 4, promotion: 0.2, none: 1 },
    wish: 0.01,
    pace: 3.3,
  },
]

/** Draws the mode of a visit. */
export function drawMode(random: Random): Mode {
  return drawWeighted(MODES, ({ share }) => share, random)
}

/** Draws what leads to the next product. */
export function drawLead({ leads }: Mode, random: Random): Lead {
  const names = Object.keys(leads) as Lead[]
  return drawWeighted(names, (name) => leads[name], random)
}

function drawWeighted<Value>(
  values: readonly Value[],
  weightOf: (value: Value) => number,
  random: Random,
): Value {
  let left = random.next() * values.reduce((sum, value) => sum + weightOf(value), 0)
  return values.find((value) => (left -= weightOf(value)) < 0) ?? values.at(-1)!
}
