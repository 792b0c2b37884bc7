// SPDX-License-Identifier: MIT
// A search: rounds of trials, each proposed from what earlier rounds gave, trained on several threads, written down at once.

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { FEATURE_VERSION } from '../../features/feature-table.ts'
import { dataFacts, optionFacts } from '../checkpoint/run-facts.ts'
import { loadTf } from '../fit/load-tf.ts'
import { holdoutBy } from '../holdout.ts'
import { openJobPool } from '../jobs/job-pool.ts'
import { readData } from '../read/read-data.ts'
import { TrainingDataError } from '../train-errors.ts'
import type { DataFiles } from '../training-options.ts'
import { foldParts } from './fold-parts.ts'
import { openJournal } from './journal.ts'
import { proposeRound, trialCount, type ProposeOptions, type SearchMethod } from './propose.ts'
import { checkedSpace, entryOf, type SpaceEntry } from './read-space.ts'
import { runRound, type RoundContext, type SearchProgress } from './run-round.ts'
import {
  rankTrials,
  SEARCH_VERSION,
  type EarlyStop,
  type SearchResults,
  type Trial,
} from './search-results.ts'
import type { SplitKind } from '../split/split-options.ts'
import { stoppingLimits } from './stop-poor.ts'
import type { FoldResult, Objective, TrialJob, TrialNote } from './trial-job.ts'

/** Name of the journal in the folder of a search. */
export const JOURNAL_FILE = 'search.jsonl'

/** What a search does when it is told nothing. */
export const SEARCH_DEFAULTS = {
  method: 'bayesian',
  trials: 24,
  seed: 1,
  objective: 'log-loss',
  earlyStop: 'median',
  round: 8,
  points: 4,
} as const

/**
 * Options of {@link searchOptions}.
 * @public
 */
export interface SearchOptions extends DataFiles {
  /** Folder of the journal. */
  readonly out: string
  /** What varies, by the names that the command takes, such as `learning-rate`. */
  readonly vary: Readonly<Record<string, SpaceEntry>>
  /** What all trials share, by the same names. */
  readonly fixed?: Readonly<Record<string, string | number>>
  /**
   * How trials are proposed.
   * @defaultValue `bayesian`
   */
  readonly method?: SearchMethod
  /**
   * Trials in all.
   * @defaultValue 24; for a grid all of it
   */
  readonly trials?: number
  /**
   * Seed of the proposals; that of the weights is an option like any other.
   * @defaultValue 1
   */
  readonly seed?: number
  /**
   * What trials are judged by.
   * @defaultValue `log-loss`
   */
  readonly objective?: Objective
  /**
   * How poor trials are ended.
   * @defaultValue `median`
   */
  readonly earlyStop?: EarlyStop
  /**
   * What decides which visits are held out and never touched, as in training.
   * @defaultValue `visitor`
   */
  readonly split?: SplitKind
  /** Parts of a cross-validation by visitor, at least 2; none where it is not given. */
  readonly folds?: number
  /**
   * Trials that are proposed at a time; the results do not depend on the number of threads, but on this.
   * @defaultValue 8
   */
  readonly round?: number
  /**
   * Values of a range in a grid, at least 2.
   * @defaultValue 4
   */
  readonly points?: number
  /**
   * Threads.
   * @defaultValue as many as the machine runs at a time
   */
  readonly jobs?: number
  /**
   * Go on with the journal of an earlier search in the same folder.
   * @defaultValue `false`
   */
  readonly resume?: boolean
  /** Ends the search at once; the journal keeps what was done. */
  readonly signal?: AbortSignal
}

/**
 * What to call on the way of a search.
 * @public
 */
export interface SearchEvents {
  /** Called once a stage begins, with a line for the terminal. */
  readonly onStage?: (line: string) => void
  /** Called after every epoch of a fit and after every trial. */
  readonly onProgress?: (progress: SearchProgress) => void
}

/**
 * Searches for options of training. The same options give the same trials, whatever the number of threads and however
 * often the search is stopped and resumed; one with more trials begins with those of one with fewer.
 * @throws `UsageError` for a space or an option that makes no sense; `CheckpointError` for a journal of another search;
 * `TrainingDataError` when there is too little data or nothing could be trained; what reading throws; the reason of
 * `signal`.
 * @public
 */
export async function searchOptions(
  options: SearchOptions,
  events: SearchEvents = {},
): Promise<SearchResults> {
  const { method, seed, objective, earlyStop, round, points } = { ...SEARCH_DEFAULTS, ...options }
  const { folds, jobs = availableParallelism(), fixed = {} } = options
  const space = checkedSpace(options.vary, fixed)
  const propose: ProposeOptions = { space, method, seed, points }
  const total = Math.min(
    trialCount(propose),
    options.trials ?? (method === 'grid' ? Infinity : SEARCH_DEFAULTS.trials),
  )
  const say = events.onStage ?? (() => undefined)
  // Here, too, so that a package that is missing is asked for by name before anything is read.
  await loadTf()
  const data = await readData(options, holdoutBy(options.split), say)
  options.signal?.throwIfAborted()
  const parts = foldParts(data, folds)
  const dataLines = dataFacts(data)
  const entries = Object.fromEntries(space.map((dimension) => [dimension.name, entryOf(dimension)]))
  const facts = {
    ...optionFacts({
      method,
      'search-seed': seed,
      objective,
      earlyStop,
      round,
      split: options.split ?? 'visitor',
      fixed,
      features: FEATURE_VERSION,
    }),
    ...optionFacts({ folds: folds ?? 'none', ...(method === 'grid' && { points }) }),
    ...Object.fromEntries(space.map(({ name }) => [`vary ${name}`, JSON.stringify(entries[name])])),
    ...dataLines,
  }
  const journal = await openJournal(join(options.out, JOURNAL_FILE), facts, options.resume === true)
  const pool = openJobPool<TrialJob, FoldResult, TrialNote>(workerEntry(), parts, jobs)
  say(`Searching: ${total} trials${folds === undefined ? '' : ` of ${folds} folds`}, ${jobs} at a time`)

  const context: RoundContext = {
    pool,
    journal,
    objective,
    fixed,
    total,
    folds: parts.length,
    onProgress: events.onProgress ?? (() => undefined),
    ...(options.signal && { signal: options.signal }),
  }
  const trials: Trial[] = []
  try {
    while (trials.length < total) {
      const ranked = rankTrials(trials, objective).filter(({ status }) => status !== 'failed')
      const proposed = proposeRound(
        propose,
        trials.map(({ values }) => values),
        ranked.map(({ values }) => values),
        Math.min(round, total - trials.length),
      )
      const limits = parts.map((_, fold) =>
        earlyStop === 'none' ? [] : stoppingLimits(trials.map(({ fits }) => fits[fold]!.curve)),
      )
      trials.push(...(await runRound(context, trials, proposed, limits)))
      if (trials.every(({ status }) => status === 'failed')) {
        const problem = trials.flatMap(({ fits }) => fits.flatMap((fit) => fit.problem ?? []))[0]
        throw new TrainingDataError(`None of the ${trials.length} first trials could be trained: ${problem}`)
      }
    }
  } finally {
    await pool.close()
  }
  const [best] = rankTrials(trials, objective)
  return {
    searchVersion: SEARCH_VERSION,
    objective,
    method,
    seed,
    round,
    folds: folds ?? null,
    earlyStop,
    space: entries,
    fixed,
    data: Object.values(dataLines),
    trials,
    best: best?.number ?? null,
  }
}

/** The module of the threads: beside this one in the sources, under its own name where everything is built. */
function workerEntry(): URL {
  const isSource = import.meta.url.endsWith('.ts')
  return new URL(isSource ? './trial-worker.ts' : './train-worker.js', import.meta.url)
}
