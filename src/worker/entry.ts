// SPDX-License-Identifier: MIT
// The worker's own file. In a worker it answers messages; imported by a page that has none, it only exports the scorer.

import { createScorer } from './scorer.ts'
import type { Scorer } from './scorer.ts'
import type { WorkerReply, WorkerRequest } from './protocol.ts'
import { toWireError } from './wire-error.ts'

export { createScorer }

/** The part of a worker's global scope that is used here; the DOM and worker typings exclude each other. */
interface WorkerScope {
  onmessage: ((message: MessageEvent<WorkerRequest>) => void) | null
  postMessage(reply: WorkerReply): void
}

function serve(scope: WorkerScope): void {
  let scorer: Scorer | undefined

  async function answer({ id, present, events }: WorkerRequest & { type: 'score' }): Promise<WorkerReply> {
    try {
      if (!scorer) throw new Error('score before setup')
      return { id, answer: await scorer.score(present, events) }
    } catch (error) {
      return { id, error: toWireError(error) }
    }
  }

  scope.onmessage = ({ data }) => {
    if (data.type === 'score') return void answer(data).then((reply) => scope.postMessage(reply))
    scorer?.dispose()
    scorer = createScorer(data.setup, (error) => scope.postMessage({ notice: toWireError(error) }))
  }
}

if (typeof document === 'undefined' && typeof postMessage === 'function') serve(globalThis)
