// SPDX-License-Identifier: MIT
// Who is in which fold, and what each fit learns from and is measured on.

import { fnv1a32, HOLDOUT } from '../../../src/train/holdout.ts'
import { createRandom } from '../../../src/train/random.ts'
import type { DataSet } from '../../../src/train/read/read-data.ts'
import { splitVisits } from '../../../src/train/split/split-visits.ts'
import type { Visit } from '../../../src/train/visit.ts'
import type { SourceVisits } from '../data/read-sources.ts'
import type { SourceName } from '../recipe.ts'

/** One fit of the evaluation. */
export interface FitJob {
  /** Of its file in the cache, and for the terminal. */
  readonly name: string
  /** Data sets that it learns from. */
  readonly learn: readonly SourceName[]
  /** Data sets that it is measured on. */
  readonly measure: readonly SourceName[]
  /** Fold that is measured and not learned from; `null`: all of the one, all of the other. */
  readonly fold: number | null
  /** Whether it learns from real visits alone, whatever the recipe says. */
  readonly isUnsimulated?: boolean
}

/** How folds are made. */
export interface FoldOptions {
  readonly folds: number
  readonly seed: number
}

/** What a fit sees. */
export interface FitVisits {
  /** Nothing is held out in these: what is measured is not among them. */
  readonly learn: readonly DataSet[]
  readonly measure: readonly SourceVisits[]
}

/** Everything is learned from but what a fold leaves out. */
const NOTHING_HELD_OUT = { ...HOLDOUT, below: 0 }

/** Fold of a visitor or customer, from 0; all visits of one are in one fold. */
export function foldOf(visitorId: string, { folds, seed }: FoldOptions): number {
  // The bits of the hash also say who is held out and who validates; mixing makes the folds independent of that.
  return createRandom(fnv1a32(`evaluate:${seed}:${visitorId}`)).integer(folds)
}

/** A fit for each fold, on all data sets. */
export function crossValidation(sources: readonly SourceName[], { folds }: FoldOptions): FitJob[] {
  return Array.from({ length: folds }, (_, fold) => ({
    name: `fold-${fold + 1}-of-${folds}`,
    learn: sources,
    measure: sources,
    fold,
  }))
}

/** The same fits without the simulated visits of the recipe, measured where those could matter. */
export function withoutSimulated(jobs: readonly FitJob[]): FitJob[] {
  return jobs.map((job) => ({
    ...job,
    name: `${job.name}-unsimulated`,
    measure: job.measure.filter((name) => name !== 'invoices'),
    isUnsimulated: true,
  }))
}

/** The visits of a fit. */
export function visitsOf(sources: readonly SourceVisits[], job: FitJob, options: FoldOptions): FitVisits {
  const isMeasured = ({ visitorId }: Visit): boolean =>
    job.fold === null || foldOf(visitorId, options) === job.fold
  const learned = (name: SourceName, visits: readonly Visit[]): Visit[] =>
    visits.filter((visit) => !job.measure.includes(name) || !isMeasured(visit))
  return {
    learn: job.learn.map((wanted): DataSet => {
      const { name, visits, report } = sources.find((source) => source.name === wanted)!
      const split = splitVisits(learned(name, visits), NOTHING_HELD_OUT)
      return { name, report, split, holdout: HOLDOUT }
    }),
    measure: sources
      .filter(({ name }) => job.measure.includes(name))
      .map((source) => ({ ...source, visits: source.visits.filter(isMeasured) })),
  }
}
