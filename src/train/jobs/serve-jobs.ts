// SPDX-License-Identifier: MIT
// The other side of a pool: what a thread does with the jobs that it is given.

import { inspect } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './messages.ts'

/** Does one job; `note` tells the pool something on the way. Its types are those of the pool. */
export type DoJob = (job: never, note: (note: unknown) => void) => Promise<unknown>

/**
 * Answers jobs until the thread is ended.
 * @param load - Makes of what all jobs share the function that does one; called once, before the first job.
 */
export function serveJobs(load: (shared: never) => Promise<DoJob>): void {
  const port = parentPort
  if (!port) throw new Error('This module runs in a thread of a pool.')
  const say = (message: FromWorker): void => port.postMessage(message)
  let doing: Promise<DoJob> | undefined
  port.on('message', ({ job }: ToWorker) => {
    doing ??= load(workerData as never)
    doing
      .then((run) => run(job as never, (note) => say({ kind: 'note', note })))
      .then(
        (result) => say({ kind: 'result', result }),
        (error: unknown) => say({ kind: 'error', stack: inspect(error) }),
      )
  })
}
