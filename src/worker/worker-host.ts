// SPDX-License-Identifier: MIT
// The scorer in a worker: every request has a time limit, and a worker that dies rejects all that wait.

import { WorkerError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { ScorerHost } from './scorer-host.ts'
import type { ScoreAnswer, WorkerReply, WorkerRequest, WorkerSetup } from './protocol.ts'
import { fromWireError } from './wire-error.ts'

interface Waiting {
  resolve(answer: ScoreAnswer): void
  reject(error: VitrineError): void
}

/** Milliseconds that one score may take, the start included. */
const TIMEOUT_MS = 20_000

/** Creates the host; the worker starts with it. */
export function createWorkerHost(options: {
  readonly platform: Platform
  readonly setup: WorkerSetup
  readonly startWorker: () => Worker
  readonly onError: (error: VitrineError) => void
}): ScorerHost {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let failure: VitrineError | undefined
  let lastId = 0

  const post = (request: WorkerRequest): void => worker?.postMessage(request)

  function fail(error: VitrineError): void {
    failure ??= error
    worker?.terminate()
    worker = undefined
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }

  function receive(reply: WorkerReply): void {
    if ('notice' in reply) return options.onError(fromWireError(reply.notice))
    const request = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('answer' in reply) request?.resolve(reply.answer)
    else request?.reject(fromWireError(reply.error))
  }

  try {
    worker = options.startWorker()
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => receive(data)
    worker.onerror = (event) => {
      event.preventDefault()
      fail(new WorkerError(event.message || 'its file could not be loaded'))
    }
    post({ type: 'setup', setup: options.setup })
  } catch (cause) {
    failure = new WorkerError('it could not be started', { cause })
  }

  return {
    score: (present, events) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure)
        const id = ++lastId
        const cancel = options.platform.delay(
          () => fail(new WorkerError(`no answer within ${TIMEOUT_MS} ms`)),
          TIMEOUT_MS,
        )
        waiting.set(id, {
          resolve: (answer) => (cancel(), resolve(answer)),
          reject: (error) => (cancel(), reject(error)),
        })
        post({ type: 'score', id, present, ...(events && { events }) })
      }),
    dispose: () => fail(new WorkerError('it was disposed')),
  }
}
