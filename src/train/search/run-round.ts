// SPDX-License-Identifier: MIT
// One round of a search: its fits on the threads, each written down as it is done, what was done before left out.

import type { JobPool } from '../jobs/job-pool.ts'
import type { Journal } from './journal.ts'
import { rankTrials, toTrial, type Trial } from './search-results.ts'
import type { TrialValues } from './search-space.ts'
import type { FoldResult, Objective, TrialJob, TrialNote } from './trial-job.ts'

/**
 * What a search tells on its way.
 * @public
 */
export interface SearchProgress {
  /** Trials in all. */
  readonly trials: number
  /** Trials that are done. */
  readonly done: number
  /** Share of the work that is done, running fits included, in [0, 1]. */
  readonly share: number
  /** The best trial so far. */
  readonly best?: Trial
  /** The trial that was just done. */
  readonly latest?: Trial
}

/** What all rounds of a search share. */
export interface RoundContext {
  readonly pool: JobPool<TrialJob, FoldResult, TrialNote>
  readonly journal: Journal
  readonly objective: Objective
  /** Options that all trials share. */
  readonly fixed: TrialValues
  /** Trials of the whole search, and fits of each. */
  readonly total: number
  readonly folds: number
  readonly onProgress: (progress: SearchProgress) => void
  readonly signal?: AbortSignal
}

/**
 * Runs a round.
 * @param past - Trials of earlier rounds.
 * @param proposed - Values of the trials of this one.
 * @param limits - By fold, the losses above which a fit is ended.
 * @returns The trials, in the order in which they were proposed.
 */
export async function runRound(
  context: RoundContext,
  past: readonly Trial[],
  proposed: readonly TrialValues[],
  limits: readonly (readonly number[])[],
): Promise<Trial[]> {
  const { pool, journal, objective, fixed, total, folds, onProgress, signal } = context
  const round = (past.at(-1)?.round ?? 0) + 1
  const numberOf = (index: number): number => past.length + index + 1
  const found = proposed.map((values, index) =>
    limits.map((_, fold) => journal.find(numberOf(index), fold, values)),
  )
  const trials: (Trial | undefined)[] = []
  /** Shares of the fits that are running or done, by job. */
  const shares = new Map<number, number>()
  const left = found.flatMap((fits, index) =>
    fits.flatMap((fit, fold) => (fit === undefined ? [{ index, fold }] : [])),
  )
  const known = past.length * folds + (proposed.length * folds - left.length)
  const tell = (latest?: Trial): void => {
    const done = [...past, ...trials.filter((trial) => trial !== undefined)]
    const [best] = rankTrials(done, objective)
    const running = [...shares.values()].reduce((sum, share) => sum + share, 0)
    const share = (known + running) / (total * folds)
    onProgress({
      trials: total,
      done: done.length,
      share,
      ...(best && { best }),
      ...(latest && { latest }),
    })
  }
  const finish = (index: number): void => {
    const fits = found[index]!
    if (fits.includes(undefined)) return
    const trial = toTrial(numberOf(index), round, proposed[index]!, fits as FoldResult[])
    trials[index] = trial
    tell(trial)
  }
  proposed.forEach((_, index) => finish(index))
  const jobs = left.map(({ index, fold }) => ({
    fold,
    values: { ...fixed, ...proposed[index] },
    objective,
    limits: limits[fold]!,
  }))
  await pool.runJobs(jobs, {
    ...(signal && { signal }),
    onNote: (at, share) => {
      shares.set(at, share)
      tell()
    },
    onResult: async (at, result) => {
      const { index, fold } = left[at]!
      await journal.add({ trial: numberOf(index), fold, values: proposed[index]!, result })
      shares.set(at, 1)
      found[index]![fold] = result
      finish(index)
    },
  })
  return trials as Trial[]
}
