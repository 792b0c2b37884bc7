// SPDX-License-Identifier: MIT
// What a trained network needs to become a model: trained tokens, calibration, a self-test.

import { CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../features/feature-table.ts'
import type { HeadSpec, PackageMetadata } from '../model/package-format.ts'
import { calibrationFold, splitForCalibration } from './calibration/calibration-split.ts'
import {
  CALIBRATION_FOLDS,
  chooseCalibration,
  type ChosenCalibration,
  type FoldedCase,
} from './calibration/choose-calibration.ts'
import { answerOf, encodeVisit, headTask, isMain, targetOf } from './heads.ts'
import type { NodeScorer } from './node-scorer.ts'
import { createRandom } from './random.ts'
import { primaryOf, type DataSet } from './read/read-data.ts'
import type { CalibrationChoice } from './report/results.ts'
import type { Visit } from './visit.ts'

/** How often each token occurs in visits, orders included. */
export function countTokens(visits: readonly Visit[]): Int32Array {
  const counts = new Int32Array(TOKEN_COUNT)
  for (const visit of visits) {
    for (const token of encodeVisit(visit, [...visit.events, ...visit.after]).tokens) counts[token]!++
  }
  return counts
}

/** Chooses the calibration of every head on the set that tells of it first. */
export async function calibrateHeads(
  scorer: NodeScorer,
  data: readonly DataSet[],
): Promise<{ readonly heads: HeadSpec[]; readonly choices: CalibrationChoice[] }> {
  const heads: HeadSpec[] = []
  const choices: CalibrationChoice[] = []
  for (const head of scorer.metadata.heads) {
    const task = headTask(head.name)
    const { validation } = primaryOf(data, task).split
    const visits = answering(
      splitForCalibration(validation, scorer.metadata.holdout.salt).calibration,
      head.name,
    )
    const { calibration, candidates } = await calibrateOn(scorer, head, visits)
    const prior = priorOf(head, visits)
    heads.push({ ...head, calibration, ...(prior && { prior }) })
    choices.push({
      head: head.name,
      chosen: calibration.method,
      visits: visits.length,
      positives: visits.filter((visit) => isMain(visit, task)).length,
      folds: CALIBRATION_FOLDS,
      candidates,
    })
  }
  return { heads, choices }
}

function answering(visits: readonly Visit[], head: HeadSpec['name']): Visit[] {
  return visits.filter((visit) => answerOf(visit, head) !== undefined)
}

/**
 * Chooses the calibration of a head on whole inputs of visits that the network was neither trained nor stopped on.
 * @param visits - Each answers the head.
 */
async function calibrateOn(
  scorer: NodeScorer,
  head: HeadSpec,
  visits: readonly Visit[],
): Promise<ChosenCalibration> {
  const { heads, holdout } = scorer.metadata
  const width = heads.reduce((sum, { units }) => sum + units, 0)
  const at = heads.findIndex(({ name }) => name === head.name)
  const offset = heads.slice(0, at).reduce((sum, { units }) => sum + units, 0)
  const outputs = await scorer.outputs(visits.map((visit) => encodeVisit(visit)))
  const own = visits.map((_, index) => {
    const from = index * width + offset
    return outputs.subarray(from, from + head.units)
  })
  return chooseCalibration(head, toCalibrationCases(head, visits, own, holdout.salt))
}

/**
 * Visits as a calibration reads them.
 * @param visits - Each answers the head.
 * @param outputs - Of the head, after the activation, for each visit.
 */
export function toCalibrationCases(
  head: Pick<HeadSpec, 'name' | 'units'>,
  visits: readonly Visit[],
  outputs: readonly ArrayLike<number>[],
  salt: string,
): FoldedCase[] {
  return visits.map((visit, index) => {
    const { classes } = targetOf(visit, headTask(head.name))!
    const yes = classes.at(-1)!
    const target = head.units === 1 ? [1 - yes, yes] : classes
    return { outputs: outputs[index]!, target, weight: 1, fold: calibrationFold(visit.visitorId, salt) }
  })
}

/**
 * Share of each class of a head; visits that leave some classes open are shared out as the others are.
 * @param visits - Each answers the head.
 * A class that none has counts as half a visit, for nothing can be scaled by 0.
 * @returns `undefined` without visits.
 */
export function priorOf(
  head: Pick<HeadSpec, 'name' | 'classes'>,
  visits: readonly Visit[],
): number[] | undefined {
  const task = headTask(head.name)
  const told = head.classes.map(
    (name) => visits.filter((visit) => answerOf(visit, head.name) === name).length,
  )
  const open = visits.length - told.reduce((sum, count) => sum + count, 0)
  const isOpen = head.classes.map((name) => name !== task.main)
  const others = told.reduce((sum, count, at) => sum + (isOpen[at] ? count : 0), 0)
  const counts = told.map((count, at) => {
    if (!isOpen[at] || open === 0) return count
    return count + open * (others > 0 ? count / others : 1 / (told.length - 1))
  })
  const some = counts.map((count) => Math.max(count, 0.5))
  const sum = some.reduce((a, b) => a + b, 0)
  return visits.length > 0 ? some.map((count) => count / sum) : undefined
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
