// SPDX-License-Identifier: MIT
// Runs all fits on several threads, but for those that the cache holds.

import { mkdirSync } from 'node:fs'
import { openJobPool } from '../../../src/train/jobs/job-pool.ts'
import type { FitAnswers } from './answers.ts'
import type { FitJob } from './assign-folds.ts'
import type { FitCache } from './fit-cache.ts'
import type { FitShared } from './run-fit.ts'

/**
 * Runs fits.
 * @param threads - At least 1.
 * @param log - Told how each goes.
 * @returns In the order of the jobs.
 */
export async function runFits(
  jobs: readonly FitJob[],
  shared: Omit<FitShared, 'folder'>,
  cache: FitCache,
  threads: number,
  log: (line: string) => void,
): Promise<FitAnswers[]> {
  const open = jobs.filter(({ name }) => cache.read(name) === undefined)
  if (open.length < jobs.length) log(`${jobs.length - open.length} of ${jobs.length} fits are done already`)
  mkdirSync(cache.folder, { recursive: true })
  const all: FitShared = { ...shared, folder: cache.folder }
  const entry = new URL('fit-worker.ts', import.meta.url)
  const pool = openJobPool<FitJob, FitAnswers, string>(entry, all, threads)
  try {
    await pool.runJobs(open, {
      onNote: (index, line) => log(`${open[index]!.name}: ${line}`),
      async onResult(index, answers) {
        await cache.write(answers)
        log(`${open[index]!.name}: done in ${answers.seconds.toFixed(0)} s, best epoch ${answers.bestEpoch}`)
      },
    })
  } finally {
    await pool.close()
  }
  return jobs.map(({ name }) => cache.read(name)!)
}
