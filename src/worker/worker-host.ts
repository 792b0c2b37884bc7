// SPDX-License-Identifier: MIT
// The scorer in a worker: every request has a time limit, and a worker that dies rejects all that wait.

import { WorkerError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { ScorerHost } from './scorer-host.ts'
import type { ReadyAnswer, ScoreAnswer, WorkerReply, WorkerRequest, WorkerSetup } from './protocol.ts'
import { fromWireError } from './wire-error.ts'

interface Waiting {
  resolve(answer: ReadyAnswer | ScoreAnswer | { readonly type: 'disposed' }): void
  reject(error: VitrineError): void
}

/** Omits from each member of a union. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** Creates the host; the worker starts with it. */
export function createWorkerHost(options: {
  readonly platform: Platform
  readonly setup: WorkerSetup
  readonly startWorker: () => Worker
  readonly onError: (error: VitrineError) => void
  readonly timeoutMs: number
}): ScorerHost {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let failure: VitrineError | undefined
  let lastId = 0

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
    if (reply.ok) request?.resolve(reply.answer)
    else request?.reject(fromWireError(reply.error))
  }

  function ask(request: WithoutId<WorkerRequest>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!worker) return reject(failure ?? new WorkerError('it was disposed'))
      const id = ++lastId
      const cancel = options.platform.delay(
        () => fail(new WorkerError(`no answer to "${request.type}" within ${options.timeoutMs} ms`)),
        options.timeoutMs,
      )
      waiting.set(id, {
        resolve: (answer) => (cancel(), resolve(answer)),
        reject: (error) => (cancel(), reject(error)),
      })
      worker.postMessage({ id, ...request })
    })
  }

  try {
    worker = options.startWorker()
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => receive(data)
    worker.onerror = (event) => {
      event.preventDefault()
      fail(new WorkerError(event.message || 'its file could not be loaded'))
    }
    worker.onmessageerror = () => fail(new WorkerError('a message could not be read'))
  } catch (cause) {
    failure = new WorkerError('it could not be started', { cause })
  }

  return {
    async ready(): Promise<boolean> {
      return !((await ask({ type: 'setup', setup: options.setup })) as ReadyAnswer).webglMissing
    },
    async score(events): Promise<ScoreAnswer> {
      return (await ask({ type: 'score', ...(events ? { events } : {}) })) as ScoreAnswer
    },
    dispose(): void {
      fail(new WorkerError('it was disposed'))
    },
  }
}
