// SPDX-License-Identifier: MIT
// A thread of a search: loads TensorFlow.js once and does one fit after the other.

import { loadTf } from '../fit/load-tf.ts'
import { serveJobs } from '../jobs/serve-jobs.ts'
import type { FitParts } from './fold-parts.ts'
import { runTrialJob, type TrialJob, type TrialNote } from './trial-job.ts'

serveJobs(async (parts: readonly FitParts[]) => {
  const tf = await loadTf()
  return (job: TrialJob, note: (note: TrialNote) => void) => runTrialJob(tf, parts, job, note)
})
