// SPDX-License-Identifier: MIT
// Another contestant in a worker, as both ours and the rival would be shipped. A score goes there and back by message.

import type { ScoreBatch } from '../../src/model/engine.ts'
import type { Contestant, Running, Task } from './contestant.ts'

/** Page to worker: what to start, then batches. */
export type WorkerQuestion =
  { readonly moduleUrl: string; readonly task: Task } | { readonly batch: ScoreBatch }

/** Worker to page: scores of a batch, none after the start, or what went wrong. */
export interface WorkerReply {
  readonly scores?: Float32Array
  readonly problem?: string
}

/** @param name - File of the contestant, without its ending. */
export function createWorkerContestant(name: string): Contestant {
  return {
    async start(task): Promise<Running> {
      const worker = new Worker(new URL('contestant-worker.js', location.href), { type: 'module' })
      const ask = (question: WorkerQuestion): Promise<WorkerReply> =>
        new Promise((resolve, reject) => {
          worker.onerror = ({ message }) => reject(new Error(message))
          worker.onmessage = ({ data }: MessageEvent<WorkerReply>) =>
            data.problem === undefined ? resolve(data) : reject(new Error(data.problem))
          worker.postMessage(question)
        })
      await ask({ moduleUrl: new URL(`${name}.js`, location.href).href, task })
      return {
        async score(batch) {
          const { scores } = await ask({ batch })
          return scores ?? new Float32Array()
        },
      }
    },
  }
}
