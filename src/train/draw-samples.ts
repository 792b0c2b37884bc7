// SPDX-License-Identifier: MIT
// Visits as training samples: whole inputs and prefixes, so that the model is good early in a visit, too.

import type { StoredEvent } from '../types.ts'
import { trimPadding, type Pair, type Sample } from './fit/batch.ts'
import type { Random } from './random.ts'
import { varyCustomer } from './vary-customer.ts'
import { varyShop } from './vary-shop.ts'
import { growVisit } from './grow-visit.ts'
import { encodeVisit, targetOf, type HeadTask } from './heads.ts'
import type { Visit } from './visit.ts'

/** Encodes some events of a visit as a sample with what the visit says of each head. */
export function toSample(
  visit: Visit,
  events: readonly StoredEvent[],
  heads: readonly HeadTask[],
  weight = 1,
): Sample {
  return {
    ...trimPadding(encodeVisit(visit, events)),
    targets: heads.map((head) => targetOf(visit, head)),
    weight,
  }
}

/** Settings of {@link drawSamples}. */
export interface DrawOptions {
  /** Share of a visit's weight that goes to its whole input; the rest goes to a random prefix. */
  readonly wholeShare: number
  /** Weight of a visit by data set; 1 where not given. */
  readonly sourceWeight: Readonly<Partial<Record<Visit['source'], number>>>
  /** Share of the samples that are shown as another shop would have logged them, in [0, 1]. */
  readonly variedShare: number
  /** Share of the visits that are also shown as they could have gone on, in [0, 1]. */
  readonly grownShare: number
}

/**
 * Where nobody knows whether there was a cart, the split of "no order" into browsing and abandoning is free, and
 * drifts: long visits without any cart came out as abandoned carts. A tenth of these samples says how it lies as a
 * rule: of the visits to the Google Merchandise Store, 3.4 % fill a cart and leave it.
 */
const RULE = { share: 0.1, target: [0.966, 0.034, 0] } as const

/** Weight of a sample that shows an order, against a visit. */
const ORDER_WEIGHT = 0.5

/**
 * Draws the samples of an epoch: every visit whole, and once more cut at a random place; every customer as it is, and
 * once more as another shop would know it.
 *
 * @remarks A visit that bought is also shown with its order, so that the model knows what an order means.
 */
export function drawSamples(
  visits: readonly Visit[],
  heads: readonly HeadTask[],
  random: Random,
  options: DrawOptions,
): Sample[] {
  return visits.flatMap((read) => {
    const visit = withReturning(read, random)
    const weight = options.sourceWeight[visit.source] ?? 1
    const { events, after } = visit
    if (visit.customer) {
      const other = varyCustomer(visit, random)
      return [
        toSample(visit, visit.events, heads, weight * (1 - VARIED_CUSTOMER)),
        toSample(other, other.events, heads, weight * VARIED_CUSTOMER),
      ]
    }
    // OSPI visits are as poor as can be already.
    const isVaried = (): boolean => visit.source !== 'ospi' && random.next() < options.variedShare
    const show = (shown: readonly StoredEvent[], share: number): Sample => {
      const sample = toSample(visit, shown, heads, weight * share)
      const isByRule = visit.label === 'no-buy' && random.next() < RULE.share
      if (!isByRule) return sample
      const targets = heads.map(({ name }) =>
        name === 'intent' ? { classes: RULE.target, soft: true } : undefined,
      )
      return { ...sample, targets }
    }
    const wholeShare = visit.source === 'ospi' ? WHOLE_SHARE_OF_COUNTS : options.wholeShare
    const whole = isVaried() ? varyShop(events, random) : events
    const cut = isVaried() ? varyShop(events, random) : events
    const pair = random.next() < options.grownShare ? toPair(visit, cut, heads, random) : undefined
    const samples = [
      show(whole, wholeShare),
      show(cut.slice(0, drawLength(cut.length, random)), 1 - wholeShare),
    ]
    if (after.length > 0) {
      const length = events.length + 1 + random.integer(after.length)
      samples.push(toSample(visit, [...events, ...after].slice(0, length), heads, weight * ORDER_WEIGHT))
    }
    if (pair) samples[0] = { ...samples[0]!, pair }
    return samples
  })
}

/**
 * A beginning of a visit, and what must not make an order less likely after it.
 * @returns `undefined` where no head is asked about orders, and where a visit is counts alone.
 */
function toPair(
  visit: Visit,
  events: readonly StoredEvent[],
  heads: readonly HeadTask[],
  random: Random,
): Pair | undefined {
  const head = heads.findIndex(({ name }) => name === 'intent')
  if (head < 0 || visit.source === 'ospi') return undefined
  const grown = growVisit(events.slice(0, drawLength(events.length + 1, random)), random)
  if (!grown) return undefined
  const [before, after] = [grown.before, grown.after].map((shown) => trimPadding(encodeVisit(visit, shown)))
  const { classes, main } = heads[head]!
  return { before: before!, after: after!, head, unit: classes.indexOf(main), expected: grown.expected }
}

/** As `wholeShare`, of OSPI visits: the order of their pages is made up, so a beginning of them says little. */
const WHOLE_SHARE_OF_COUNTS = 0.85

/** Share of a customer's weight that goes to how another shop would know it. */
const VARIED_CUSTOMER = 0.2

/** Share of the visits that are shown as if it were not known whether the visitor returns, where it is. */
const UNKNOWN_SHARE = 0.15

/**
 * Where the data does not tell whether the visitor returns, it is made up, one of three: in such data it says nothing,
 * and the model must not take the silence for an answer.
 */
function withReturning({ returning, ...visit }: Visit, random: Random): Visit {
  if (visit.customer || random.next() < (returning === undefined ? 1 / 3 : UNKNOWN_SHARE)) return visit
  return { ...visit, returning: returning ?? random.next() < 0.5 }
}

/** 1 to `longest - 1` (1 where that is all there is), short ones more often: every doubling is as likely. */
function drawLength(longest: number, random: Random): number {
  return Math.max(1, Math.floor(Math.exp(random.next() * Math.log(longest))))
}
