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

  async function answer(request: WorkerRequest): Promise<WorkerReply> {
    const { id } = request
    try {
      if (request.type === 'setup') {
        scorer?.dispose()
        scorer = createScorer(request.setup, (error) =>
          scope.postMessage({ id: 0, notice: toWireError(error) }),
        )
        return { id, ok: true, answer: await scorer.ready() }
      }
      if (request.type === 'score') {
        if (!scorer) throw new Error('score before setup')
        return { id, ok: true, answer: await scorer.score(request.events) }
      }
      scorer?.dispose()
      scorer = undefined
      return { id, ok: true, answer: { type: 'disposed' } }
    } catch (error) {
      return { id, ok: false, error: toWireError(error) }
    }
  }

  scope.onmessage = ({ data }) => void answer(data).then((reply) => scope.postMessage(reply))
}

if (typeof document === 'undefined' && typeof postMessage === 'function') serve(globalThis)
