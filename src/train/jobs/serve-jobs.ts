// SPDX-License-Identifier: MIT
// The other side of a pool: what a thread does with the jobs that it is given.

import { inspect } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './messages.ts'

/**
 * Answers jobs until the thread is ended.
 * @param load - Makes of what all jobs share the function that does one; called once, before the first job.
 */
export function serveJobs<Shared, Job, Result, Note>(
  load: (shared: Shared) => Promise<(job: Job, note: (note: Note) => void) => Promise<Result>>,
): void {
  const port = parentPort
  if (!port) throw new Error('This module runs in a thread of a pool.')
  const say = (message: FromWorker<Result, Note>): void => port.postMessage(message)
  let doing: ReturnType<typeof load> | undefined
  port.on('message', ({ job }: ToWorker<Job>) => {
    doing ??= load(workerData as Shared)
    doing
      .then((run) => run(job, (note) => say({ kind: 'note', note })))
      .then(
        (result) => say({ kind: 'result', result }),
        (error: unknown) => say({ kind: 'error', stack: inspect(error) }),
      )
  })
}
