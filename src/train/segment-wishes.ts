// SPDX-License-Identifier: MIT
// The segments of the policy before their thresholds are known, in the order in which they are asked.

import type { FactCondition, HeadCondition } from '../model/package-format.ts'

/** What a threshold has to bring: one of the two. */
export type Target =
  /** Share of the named visits that shall be right, in (0, 1). */
  | { readonly precision: number }
  /**
   * How often the named visits are of the class for once that visits of at least as many events are: at least so often,
   * or at most so often with `below`.
   */
  | { readonly lift: number }

/** The question to a head whose threshold the data decides. */
export interface Asked extends Pick<HeadCondition, 'head' | 'class' | 'below'> {
  readonly target: Target
  /** The least threshold that is tried, or the greatest with `below`. */
  readonly from: number
}

/** A segment before its threshold is known. */
export interface SegmentWish {
  readonly segment: string
  readonly sentence: string
  /** Absent: facts alone decide, as they stand here. */
  readonly asked?: Asked
  readonly facts: readonly FactCondition[]
  /** Least number of events that is tried; the one that is taken where facts alone decide, or there is no data. */
  readonly minEvents: number
}

const NO_CART: readonly FactCondition[] = [
  { fact: 'cart', enter: 0, leave: 0, below: true },
  { fact: 'orders', enter: 0, leave: 0, below: true },
]

/** The first that holds names the segment: what costs most to miss comes first, what says least comes last. */
export const SEGMENT_WISHES: readonly SegmentWish[] = [
  {
    segment: 'likely-buyer',
    sentence: 'Looks like someone about to buy',
    asked: { head: 'intent', class: 'buy', target: { precision: 0.4 }, from: 0.4 },
    facts: [],
    minEvents: 2,
  },
  {
    segment: 'cart-at-risk',
    sentence: 'Has filled a cart and may well leave it behind',
    asked: { head: 'intent', class: 'cart-abandon', target: { precision: 0.5 }, from: 0.4 },
    facts: [],
    minEvents: 2,
  },
  {
    segment: 'return-prone',
    sentence: 'Sends back more than others do',
    asked: { head: 'risk', class: 'return-prone', target: { precision: 0.5 }, from: 0.3 },
    facts: [],
    minEvents: 1,
  },
  {
    segment: 'high-value',
    sentence: 'Orders like the best customers of the shop',
    asked: { head: 'value', class: 'high', target: { precision: 0.6 }, from: 0.4 },
    facts: [],
    minEvents: 1,
  },
  {
    segment: 'researcher',
    sentence: 'Compares a few things of one kind and comes back to them',
    facts: [
      { fact: 'views', enter: 5, leave: 5 },
      { fact: 'repeats', enter: 0.3, leave: 0.2 },
      { fact: 'focus', enter: 0.6, leave: 0.5 },
      ...NO_CART,
    ],
    minEvents: 5,
  },
  {
    segment: 'bargain-seeker',
    sentence: 'Goes after promotions',
    facts: [
      { fact: 'promotions', enter: 2, leave: 2 },
      { fact: 'orders', enter: 0, leave: 0, below: true },
    ],
    minEvents: 3,
  },
  {
    segment: 'bargain-seeker',
    sentence: 'Keeps going for what is cheaper than what was looked at before',
    facts: [
      { fact: 'views', enter: 6, leave: 6 },
      { fact: 'cheap', enter: 0.75, leave: 0.6 },
      { fact: 'orders', enter: 0, leave: 0, below: true },
    ],
    minEvents: 6,
  },
  {
    segment: 'browser',
    sentence: 'Is looking around, with no sign of buying yet',
    asked: { head: 'intent', class: 'buy', below: true, target: { lift: 0.8 }, from: 0.1 },
    facts: [{ fact: 'items', enter: 3, leave: 3 }, ...NO_CART],
    minEvents: 3,
  },
]

/** Whether a model of these heads can answer the wish. */
export function canAnswer(
  { asked }: SegmentWish,
  heads: readonly { readonly name: string; readonly classes: readonly string[] }[],
): boolean {
  return !asked || heads.some(({ name, classes }) => name === asked.head && classes.includes(asked.class))
}
