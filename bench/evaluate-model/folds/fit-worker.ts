// SPDX-License-Identifier: MIT
// A thread of the evaluation: loads TensorFlow.js once and does one fit after the other.

import { loadTf } from '../../../src/train/fit/load-tf.ts'
import { serveJobs } from '../../../src/train/jobs/serve-jobs.ts'
import type { FitJob } from './assign-folds.ts'
import { runFit, type FitShared } from './run-fit.ts'

serveJobs(async (shared: FitShared) => {
  const tf = await loadTf()
  return (job: FitJob, note: (line: string) => void) => runFit(tf, shared, job, note)
})
