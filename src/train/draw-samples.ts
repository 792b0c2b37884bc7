// SPDX-License-Identifier: MIT
// Visits as training samples: whole inputs and prefixes, so that the model is good early in a visit, too.

import { encodeHistory } from '../features/encode-history.ts'
import type { StoredEvent } from '../types.ts'
import { trimPadding, type Sample } from './fit/batch.ts'
import type { Random } from './random.ts'
import { INTENTS, type Visit, type VisitLabel } from './visit.ts'

/** Which classes a label leaves possible, in the order of {@link INTENTS}. */
export function targetOf(label: VisitLabel): number[] {
  return INTENTS.map((intent) => (intent === label || (label === 'no-buy' && intent !== 'buy') ? 1 : 0))
}

/** Encodes some events of a visit as a sample with the visit's label. */
export function toSample(visit: Visit, events: readonly StoredEvent[], weight = 1): Sample {
  return { ...trimPadding(encodeHistory(events, 'visit')), target: targetOf(visit.label), weight }
}

/** Settings of {@link drawSamples}. */
export interface DrawOptions {
  /** Share of an epoch's weight that goes to whole inputs; the rest goes to random prefixes. */
  readonly wholeShare: number
  /** Weight of a visit by data set; 1 where not given. */
  readonly sourceWeight: Readonly<Partial<Record<Visit['source'], number>>>
}

/**
 * Draws the samples of an epoch: every visit whole, and once more cut at a random place.
 *
 * @remarks A bought visit is sometimes shown with its order as well, so that the model knows what an order means.
 */
export function drawSamples(visits: readonly Visit[], random: Random, options: DrawOptions): Sample[] {
  const samples: Sample[] = []
  for (const visit of visits) {
    const weight = options.sourceWeight[visit.source] ?? 1
    const { events, after } = visit
    samples.push(toSample(visit, events, weight * options.wholeShare))
    if (events.length > 1) {
      const length = drawLength(events.length - 1, random)
      samples.push(toSample(visit, events.slice(0, length), weight * (1 - options.wholeShare)))
    } else {
      samples.push({ ...samples.at(-1), weight: weight * (1 - options.wholeShare) })
    }
    if (after.length > 0) {
      const length = events.length + 1 + random.integer(after.length)
      samples.push(toSample(visit, [...events, ...after].slice(0, length), weight * 0.5))
    }
  }
  return samples
}

/** 1 to `longest`, short prefixes more often: every doubling of the length is as likely. */
function drawLength(longest: number, random: Random): number {
  return Math.min(longest, Math.floor(Math.exp(random.next() * Math.log(longest + 1))))
}
