// SPDX-License-Identifier: MIT
// A thread for the tests of the pool.

import process from 'node:process'
import { threadId } from 'node:worker_threads'
import { serveJobs } from '../../src/train/jobs/serve-jobs.ts'

export interface EchoJob {
  readonly name: string
  /** Shared count of jobs that are done. */
  readonly waiting: Int32Array
  /** Jobs that must be done before this one is. */
  readonly waitFor?: number
  readonly throws?: string
  readonly exits?: boolean
}

export interface EchoResult {
  readonly text: string
  readonly thread: number
  readonly loads: number
}

let loads = 0

serveJobs<{ greeting: string }, EchoJob, EchoResult, string>(async ({ greeting }) => {
  loads++
  return async ({ name, waiting, waitFor = 0, throws, exits }, note) => {
    note(`began ${name}`)
    if (throws !== undefined) throw new Error(throws)
    if (exits === true) process.exit(3)
    for (let done = 0; done < waitFor; done = Atomics.load(waiting, 0)) Atomics.wait(waiting, 0, done)
    Atomics.add(waiting, 0, 1)
    Atomics.notify(waiting, 0)
    return { text: `${greeting} ${name}`, thread: threadId, loads }
  }
})
