// SPDX-License-Identifier: MIT
// Questions that visits answer themselves, without a label: what a network learns from them, it brings along.

import { CHANNEL_COUNT, TOKEN_COUNT } from '../../features/feature-table.ts'
import { trimPadding, type Input, type Sample, type Target } from '../fit/batch.ts'
import { encodeVisit } from '../heads.ts'
import type { Random } from '../random.ts'
import type { Visit } from '../visit.ts'

/**
 * A question that visits answer themselves: which token comes next; which token was taken out; how often each token
 * occurs. All are asked of the vector that the heads read.
 * @public
 */
export type PretextTask = 'next-event' | 'masked-event' | 'autoencoder'

/** The questions, by the name that the command takes. */
export const PRETEXT_TASKS: readonly PretextTask[] = ['next-event', 'masked-event', 'autoencoder']

/** What is drawn of one visit; none where it is too short for the question. */
type Draw = (visit: Visit, random: Random) => Sample | undefined

const DRAWS: Readonly<Record<PretextTask, Draw>> = {
  'next-event': nextEvent,
  'masked-event': maskedEvent,
  autoencoder,
}

/**
 * Draws the samples of an epoch: one of every visit that is long enough, from what came before its purchase. Customers
 * ask nothing: what comes after their orders is always a page.
 */
export function drawPretext(task: PretextTask, visits: readonly Visit[], random: Random): Sample[] {
  return visits.flatMap((visit) => (visit.customer ? [] : (DRAWS[task](visit, random) ?? [])))
}

/** The token of the event after a random beginning. An event that counts with the one before it is no next one. */
function nextEvent(visit: Visit, random: Random): Sample | undefined {
  const { events } = visit
  if (events.length < 2) return undefined
  const length = 1 + random.integer(events.length - 1)
  const [before, after] = [length, length + 1].map((end) => encodeVisit(visit, events.slice(0, end)))
  if (before!.eventsSeen === 0 || after!.eventsSeen <= before!.eventsSeen) return undefined
  return sampleOf(trimPadding(before!), { classes: oneHot(after!.tokens.at(-1)!) })
}

/** The token of a random event that was taken out: its token became padding, its channels 0. */
function maskedEvent(visit: Visit, random: Random): Sample | undefined {
  const input = trimPadding(encodeVisit(visit))
  if (input.rows < 2) return undefined
  const row = random.integer(input.rows)
  const token = input.tokens[row]!
  input.tokens[row] = 0
  input.channels.fill(0, row * CHANNEL_COUNT, (row + 1) * CHANNEL_COUNT)
  return sampleOf(input, { classes: oneHot(token) })
}

/** The share of every token in the visit. */
function autoencoder(visit: Visit): Sample | undefined {
  const input = trimPadding(encodeVisit(visit))
  if (input.rows === 0) return undefined
  const classes = new Array<number>(TOKEN_COUNT).fill(0)
  for (const token of input.tokens) classes[token]! += 1 / input.rows
  return sampleOf(input, { classes, soft: true })
}

function sampleOf(input: Input, target: Target): Sample {
  return { ...input, targets: [target], weight: 1 }
}

function oneHot(token: number): number[] {
  return Array.from({ length: TOKEN_COUNT }, (_, index) => (index === token ? 1 : 0))
}

/** Share of every token among the answers; one answer of each is added, so that none is impossible. */
export function baseRates(samples: readonly Sample[]): number[] {
  const sums = new Array<number>(TOKEN_COUNT).fill(1)
  for (const { targets } of samples) {
    targets[0]!.classes.forEach((share, token) => (sums[token]! += share))
  }
  return sums.map((sum) => sum / (samples.length + TOKEN_COUNT))
}

/** Loss of always answering with the same shares. */
export function lossOfRates(rates: readonly number[], samples: readonly Sample[]): number {
  const loss = samples.reduce(
    (sum, { targets }) =>
      targets[0]!.classes.reduce((acc, share, token) => acc - share * Math.log(rates[token]!), sum),
    0,
  )
  return loss / samples.length
}
