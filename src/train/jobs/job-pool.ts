// SPDX-License-Identifier: MIT
// Runs jobs on several threads. Which thread runs what never shows in the results: they come in the order of the jobs.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './messages.ts'

/** What is told of running jobs; indices are those of the list of jobs. */
export interface JobHooks<Result, Note> {
  /** Called with what a job notes on its way. */
  readonly onNote?: (index: number, note: Note) => void
  /** Called when a job is done; its thread takes no other until this has finished. */
  readonly onResult?: (index: number, result: Result) => void | Promise<void>
  /** Makes `runJobs` end all threads at once and throw the reason. */
  readonly signal?: AbortSignal
}

/** Threads that have loaded what all jobs share. */
export interface JobPool<Job, Result, Note> {
  /**
   * Runs jobs, as many at a time as there are threads.
   * @returns A result for each, in their order.
   * @throws What a job throws, as an Error with its stack in the message. All threads are ended then.
   */
  runJobs(jobs: readonly Job[], hooks?: JobHooks<Result, Note>): Promise<Result[]>
  /** Ends all threads, also those that work. */
  close(): Promise<void>
}

/**
 * Opens a pool; a thread starts with its first job.
 * @param entry - Module that calls `serveJobs`.
 * @param shared - What every thread is given once, by structured clone.
 * @param size - Threads, at least 1.
 */
export function openJobPool<Job, Result, Note>(
  entry: URL,
  shared: unknown,
  size: number,
): JobPool<Job, Result, Note> {
  const workers: Worker[] = []
  const close = async (): Promise<void> => {
    await Promise.all(workers.splice(0).map((worker) => worker.terminate()))
  }
  const run = async (jobs: readonly Job[], hooks: JobHooks<Result, Note>): Promise<Result[]> => {
    const results: Result[] = []
    let next = 0
    const serve = async (worker: Worker): Promise<void> => {
      while (next < jobs.length) {
        const index = next++
        const result = await runOn<Result>(worker, jobs[index]!, (note) =>
          hooks.onNote?.(index, note as Note),
        )
        results[index] = result
        await hooks.onResult?.(index, result)
      }
    }
    while (workers.length < Math.min(size, jobs.length)) {
      workers.push(startWorker(entry, shared))
    }
    await Promise.all(workers.map(serve))
    return results
  }
  return {
    close,
    async runJobs(jobs, hooks = {}) {
      const { signal } = hooks
      signal?.throwIfAborted()
      const ended = new AbortController()
      const stopped = signal
        ? once(signal, 'abort', { signal: ended.signal }).then(() => signal.throwIfAborted())
        : new Promise<void>(() => undefined)
      try {
        return (await Promise.race([run(jobs, hooks), stopped])) as Result[]
      } catch (error) {
        await close()
        throw error
      } finally {
        // Nobody waits for a stop any more: the promise for it is rejected, and that is heard here.
        stopped.catch(() => undefined)
        ended.abort()
      }
    },
  }
}

/** What is built runs as it is. The sources run through tsx, whose hooks a thread does not inherit on Node 20. */
function startWorker(entry: URL, shared: unknown): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { workerData: shared })
  const [tsx, module] = [import.meta.resolve('tsx/esm/api'), entry.href].map((url) => JSON.stringify(url))
  const code = `import(${tsx}).then(({ register }) => { register(); return import(${module}) })`
  return new Worker(code, { eval: true, workerData: shared, execArgv: [] })
}

function runOn<Result>(worker: Worker, job: unknown, onNote: (note: unknown) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      act()
    }
    const onMessage = (message: FromWorker): void => {
      if (message.kind === 'note') onNote(message.note)
      else if (message.kind === 'result') settle(() => resolve(message.result as Result))
      else settle(() => reject(new Error(message.stack)))
    }
    const onError = (error: Error): void => settle(() => reject(error))
    const onExit = (code: number): void =>
      settle(() => reject(new Error(`A thread ended with ${code} before its job was done.`)))
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage({ job } satisfies ToWorker)
  })
}
