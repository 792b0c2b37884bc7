// SPDX-License-Identifier: MIT
// What a trained network needs to become a model: trained tokens, calibration, segments, a self-test.

import { encodeHistory } from '../features/encode-history.ts'
import { CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../features/feature-table.ts'
import type { HeadSpec, PackageMetadata, SegmentRule } from '../model/package-format.ts'
import { calibrationFold } from './calibration/calibration-split.ts'
import {
  chooseCalibration,
  type ChosenCalibration,
  type FoldedCase,
} from './calibration/choose-calibration.ts'
import { chooseRule, SEGMENT_WISHES } from './choose-policy.ts'
import { targetOf } from './draw-samples.ts'
import type { NodeScorer } from './node-scorer.ts'
import { createRandom } from './random.ts'
import type { Visit } from './visit.ts'

/** How often each token occurs in visits, orders included. */
export function countTokens(visits: readonly Visit[]): Int32Array {
  const counts = new Int32Array(TOKEN_COUNT)
  for (const { events, after } of visits) {
    for (const token of encodeHistory([...events, ...after], 'visit').tokens) counts[token]!++
  }
  return counts
}

/** Chooses the calibration of a head on whole inputs of visits that the network was neither trained nor stopped on. */
export async function calibrateOn(
  scorer: NodeScorer,
  head: HeadSpec,
  visits: readonly Visit[],
): Promise<ChosenCalibration> {
  const outputs = await scorer.outputs(visits.map(({ events }) => encodeHistory(events, 'visit')))
  const own = visits.map((_, index) => outputs.subarray(index * head.units, (index + 1) * head.units))
  return chooseCalibration(head, toCalibrationCases(head, visits, own, scorer.metadata.holdout.salt))
}

/**
 * Visits as a calibration reads them.
 * @param outputs - Of the head, after the activation, for each visit.
 */
export function toCalibrationCases(
  head: Pick<HeadSpec, 'units'>,
  visits: readonly Visit[],
  outputs: readonly ArrayLike<number>[],
  salt: string,
): FoldedCase[] {
  return visits.map((visit, index) => {
    const [browse, abandon, buy] = targetOf(visit.label)
    const target = head.units === 1 ? [Math.max(browse!, abandon!), buy!] : [browse!, abandon!, buy!]
    return { outputs: outputs[index]!, target, weight: 1, fold: calibrationFold(visit.visitorId, salt) }
  })
}

/** Chooses the thresholds of the segments that the head can name. */
export async function choosePolicy(scorer: NodeScorer, visits: readonly Visit[]): Promise<SegmentRule[]> {
  const head = scorer.metadata.heads[0]!
  const histories = visits.map(({ events }) => encodeHistory(events, 'visit'))
  const scores = await scorer.score(histories)
  return SEGMENT_WISHES.filter((wish) => head.classes.includes(wish.class)).map((wish) => {
    const counted = visits.flatMap((visit, index) => {
      if (histories[index]!.eventsSeen < wish.minEvents) return []
      return [{ probability: scores[index]![head.name]![wish.class]!, isClass: visit.label === wish.class }]
    })
    return chooseRule(wish, head.name, counted)
  })
}

/** Adds a made-up input that reaches every layer, no visitor's, and what the plain engine makes of it. */
export async function withSelfTest(
  metadata: PackageMetadata,
  scorerOf: (metadata: PackageMetadata) => NodeScorer,
): Promise<PackageMetadata> {
  const random = createRandom(7)
  const isPadding = (row: number): boolean => row < HISTORY_LENGTH * 0.6
  const tokens = Array.from({ length: HISTORY_LENGTH }, (_, row) =>
    isPadding(row) ? 0 : 1 + random.integer(TOKEN_COUNT - 1),
  )
  const channels = tokens.flatMap((token) =>
    Array.from({ length: CHANNEL_COUNT }, () => (token === 0 ? 0 : random.integer(101) / 100)),
  )
  const input = { tokens: Int32Array.from(tokens), channels: Float32Array.from(channels) }
  const expected = [...(await scorerOf(metadata).outputs([input]))]
  return { ...metadata, selfTest: { tokens, channels, expected } }
}
