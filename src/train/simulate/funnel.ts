// SPDX-License-Identifier: MIT
// How the latent intent becomes carts, removals, checkouts and orders. All sizes are log odds unless they say otherwise;
// docs/simulation.md says where each comes from.

/** Standard deviation of the intent within a mode: two visits of one mode are never alike. */
export const INTENT_SPREAD = 0.8

/** How much more somebody who came back wants to buy. */
export const RETURNING_INTENT = 0.15

/** A cart of an earlier visit: chance that somebody who came back has one, in [0, 1], and what it says of the intent. */
export const SAVED_CART = { chance: 0.08, intent: 1 } as const

/** How the intent shows before there is any cart: weak signs, so that three events say little. */
export const SIGNS = {
  /** Of the logarithm of product views. */
  views: 0.1,
  /** Of seeing a product again. */
  repeat: 0.3,
  /** Of staying in the category. */
  stay: 0.25,
  /** Of the logarithm of the time between steps. */
  pace: 0.06,
} as const

/** Putting the product at hand into the cart: `later` for each unit of the logarithm of the views so far. */
export const CART = { base: -3.75, intent: 0.9, repeat: 0.5, focus: 0.2, filled: 1, later: -0.7 } as const

/**
 * Taking something out again, a step: `more` where something is left, and what the intent loses by it. `swap`: chance in
 * [0, 1] that something else of the category comes in its place; then nothing is lost.
 */
export const REMOVAL = { base: -3.2, intent: -0.35, more: 1.4, loss: 0.4, swap: 0.35 } as const

/** Beginning the checkout, once a visit. */
export const CHECKOUT = { base: -2, intent: 0.6, perItem: 0.15 } as const

/** Going on at each step of the checkout, by what is asked there. */
export const STEPS = { details: 0.3, shipping: 0.6, payment: 0.9, intent: 0.5 } as const

/** Chance that the checkout is begun right after something was added instead of at the end, in [0, 1]. */
export const CHECKOUT_AT_ONCE = 0.4

/** Probability of log odds. */
export function toProbability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}

/** Log odds of a probability in (0, 1). */
export function toLogOdds(probability: number): number {
  return Math.log(probability / (1 - probability))
}
