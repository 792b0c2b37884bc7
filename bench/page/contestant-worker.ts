// SPDX-License-Identifier: MIT
// Runs in a worker: starts the contestant that it is told, then scores batch by batch.

import type { ContestantModule, Running } from '../contestants/contestant.ts'
import type { WorkerQuestion, WorkerReply } from '../contestants/in-worker.ts'

let running: Running | undefined

async function answer(question: WorkerQuestion): Promise<WorkerReply> {
  if ('task' in question) {
    const { contestant } = (await import(question.moduleUrl)) as ContestantModule
    running = await contestant.start(question.task)
    return {}
  }
  if (running === undefined) return { problem: 'no contestant was started in this worker' }
  return { scores: await running.score(question.batch) }
}

addEventListener('message', ({ data }: MessageEvent<WorkerQuestion>) => {
  answer(data).then(postMessage, (error: unknown) => postMessage({ problem: String(error) }))
})
