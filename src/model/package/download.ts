// SPDX-License-Identifier: MIT
// One download of several files: they end together, by a failure, by the caller's word, or when the time is over.

import { ModelLoadError } from '../../errors.ts'
import type { Clock } from '../../platform/system-clock.ts'
import type { PackageSource } from '../package-source.ts'

/** Asks for a file; the body is not read yet. */
export type OpenFile = (url: string) => Promise<Response>

const TIMEOUT_MS = 30_000

/**
 * Runs a download.
 * @param source - How to fetch, and when to stop.
 * @param clock - Of the time limit.
 * @param cache - What the browser's HTTP cache may do; `undefined` is its usual way.
 * @param work - Fetches what it needs through `open`; once it has failed or settled, nothing more is fetched.
 * @throws What `work` throws; `ModelLoadError` when a file cannot be fetched or the time is over.
 */
export async function download<T>(
  source: PackageSource,
  clock: Clock,
  cache: RequestCache | undefined,
  work: (open: OpenFile) => Promise<T>,
): Promise<T> {
  const { modelUrl, signal, timeoutMs = TIMEOUT_MS } = source
  const stop = new AbortController()
  const forward = (): void => stop.abort(signal?.reason)
  if (signal?.aborted === true) forward()
  signal?.addEventListener('abort', forward)
  let undo = (): void => {}
  // A body may hang as well as a request, and not every connection dies when it is told to.
  const limit = new Promise<never>((_resolve, reject) => {
    undo = clock.delay(
      () => reject(new ModelLoadError(modelUrl, `no answer within ${timeoutMs} ms`)),
      timeoutMs,
    )
  })
  const open: OpenFile = (url) => request(source.fetch ?? globalThis.fetch, url, stop.signal, cache)
  try {
    return await Promise.race([work(open), limit])
  } finally {
    undo()
    signal?.removeEventListener('abort', forward)
    // What was asked for and is not needed any more; after a success there is nothing left to abort.
    stop.abort()
  }
}

async function request(
  fetcher: typeof fetch,
  url: string,
  signal: AbortSignal,
  cache: RequestCache | undefined,
): Promise<Response> {
  let response: Response
  try {
    response = await fetcher(url, cache === undefined ? { signal } : { signal, cache })
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'the request failed'
    throw new ModelLoadError(url, reason, { cause: error })
  }
  if (!response.ok) throw new ModelLoadError(url, `status ${response.status}`)
  return response
}
