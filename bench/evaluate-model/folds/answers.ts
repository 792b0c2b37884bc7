// SPDX-License-Identifier: MIT
// What a fit and its rivals said of the visits that they had not seen: plain data, as it goes into the cache.

import type { ScorerOutput } from '../../../src/train/metrics/measure-scorers.ts'
import type { WishMoments } from '../../../src/train/policy-moments.ts'
import type { HeadName } from '../../../src/types.ts'
import type { SourceName } from '../recipe.ts'

/** The network in the scheme of the recipe. */
export const MODEL = 'model'
/** The same with the weights as they were trained. */
export const FLOAT_MODEL = 'model, float32 weights'

/** What is asked. */
export interface Question {
  readonly source: SourceName
  readonly head: HeadName
  readonly class: string
  /** Events after which visits are cut; `null`: at the end of the input. */
  readonly stop: number | null
}

/** Answers to a question from one fit. */
export interface Answers extends Question {
  /** Who made each visit. */
  readonly visitors: readonly string[]
  readonly positives: readonly boolean[]
  /** The model first. */
  readonly scorers: readonly ScorerOutput[]
}

/** All that a fit came to. */
export interface FitAnswers {
  readonly job: string
  readonly epochs: number
  readonly bestEpoch: number
  /** Seconds. */
  readonly seconds: number
  /** Method of calibration by head. */
  readonly calibration: Readonly<Record<string, string>>
  readonly answers: readonly Answers[]
  /** For the thresholds of the segments: of each wish, in their order, its measured visits as they grew. */
  readonly moments: readonly WishMoments[]
}

/** One text for a question, to find its answers of all folds. */
export function questionKey({ source, head, class: name, stop }: Question): string {
  return [source, head, name, stop ?? 'end'].join(' ')
}
