// SPDX-License-Identifier: MIT
// What a search found: the content of `search.json`.

import { SEARCH_METHODS, type SearchMethod } from './propose.ts'
import type { Schema } from '../report/check-schema.ts'
import { list, record } from '../report/results-schema.ts'
import { SPACE_SCHEMA, type SpaceEntry } from './read-space.ts'
import { OBJECTIVES, type FoldResult, type Objective } from './trial-job.ts'
import type { TrialValues } from './search-space.ts'

/** Version of the layout of `search.json`. */
export const SEARCH_VERSION = 1

/** Ways to end poor trials, by the name that the command takes. */
export const EARLY_STOPS: readonly EarlyStop[] = ['median', 'none']
/**
 * How poor trials are ended: by the median rule, or not at all.
 * @public
 */
export type EarlyStop = 'median' | 'none'

/**
 * One trial of a search.
 * @public
 */
export interface Trial {
  /** From 1, in the order in which they were proposed. */
  readonly number: number
  /** Round that it was proposed in, from 1. */
  readonly round: number
  /** `stopped`: ended early as a poor one, in one fold at least. */
  readonly status: 'done' | 'stopped' | 'failed'
  /** Values of the options that vary, by the names that the command takes. */
  readonly values: Readonly<Record<string, string | number>>
  /** The objective, mean over the folds; `null` where it failed. */
  readonly value: number | null
  /** Standard error of that mean; `null` without folds. */
  readonly error: number | null
  /** By fold; one without folds. */
  readonly fits: readonly FoldResult[]
}

/**
 * What a search found.
 * @public
 */
export interface SearchResults {
  /** Version of the layout. */
  readonly searchVersion: 1
  /** What trials were judged by: log loss, lower is better, or average precision, higher is better. */
  readonly objective: Objective
  /** How trials were proposed. */
  readonly method: SearchMethod
  /** Seed of the proposals. */
  readonly seed: number
  /** Trials that were proposed at a time. */
  readonly round: number
  /** Parts of the cross-validation; `null` for none. */
  readonly folds: number | null
  /** How poor trials were ended. */
  readonly earlyStop: EarlyStop
  /** What varied: a list of values or a range, by option. */
  readonly space: Readonly<Record<string, SpaceEntry>>
  /** Options that all trials share. */
  readonly fixed: Readonly<Record<string, string | number>>
  /** A line on each data set. */
  readonly data: readonly string[]
  /** In the order in which they were proposed. */
  readonly trials: readonly Trial[]
  /** Number of the best trial; `null` when all failed. */
  readonly best: number | null
}

const text: Schema = { type: 'string' }
const count: Schema = { type: 'integer' }
const numberOrNone: Schema = { type: ['number', 'null'] }
const values: Schema = { type: 'object', additionalProperties: { type: ['string', 'number'] } }
const status: Schema = { enum: ['done', 'stopped', 'failed'] }

/** JSON Schema of `search.json`. */
export const SEARCH_SCHEMA: Schema = record({
  searchVersion: { const: SEARCH_VERSION },
  objective: { enum: OBJECTIVES },
  method: { enum: SEARCH_METHODS },
  seed: count,
  round: count,
  folds: { type: ['integer', 'null'] },
  earlyStop: { enum: EARLY_STOPS },
  space: SPACE_SCHEMA,
  fixed: values,
  data: list(text),
  trials: list(
    record({
      number: count,
      round: count,
      status,
      values,
      value: numberOrNone,
      error: numberOrNone,
      fits: list(
        record(
          { status, value: numberOrNone, bestEpoch: count, curve: list({ type: 'number' }), problem: text },
          ['problem'],
        ),
      ),
    }),
  ),
  best: { type: ['integer', 'null'] },
})

/** Puts the fits of a trial together. */
export function toTrial(
  number: number,
  round: number,
  trialValues: TrialValues,
  fits: readonly FoldResult[],
): Trial {
  const found = fits.flatMap(({ value }) => (value === null ? [] : [value]))
  const isFailed = found.length < fits.length
  const status = isFailed ? 'failed' : fits.some((fit) => fit.status === 'stopped') ? 'stopped' : 'done'
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length
  const variance = found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1)
  return {
    number,
    round,
    status,
    values: trialValues,
    value: isFailed ? null : mean,
    error: isFailed || found.length < 2 ? null : Math.sqrt(variance / found.length),
    fits,
  }
}

/** Best first: those that ended by themselves before those that were stopped; those that failed are last. */
export function rankTrials(trials: readonly Trial[], objective: Objective): Trial[] {
  const order = ['done', 'stopped', 'failed']
  const loss = ({ value }: Trial): number =>
    value === null ? Infinity : objective === 'log-loss' ? value : -value
  return [...trials].sort(
    (a, b) =>
      order.indexOf(a.status) - order.indexOf(b.status) ||
      (loss(a) === loss(b) ? a.number - b.number : loss(a) - loss(b)),
  )
}
