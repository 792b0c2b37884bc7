// SPDX-License-Identifier: MIT
// Fetches a model package: `model.json` and its shards, in parallel where their addresses are known.

import { ModelFormatError, ModelLoadError } from '../errors.ts'
import { MAX_PACKAGE_BYTES, readManifest } from './package/read-manifest.ts'
import { readAtMost } from './package/read-at-most.ts'
import { parsePackage } from './parse-package.ts'
import type { ModelPackage } from './parse-package.ts'
import { isJson } from './topology/fields.ts'
import type { Fail } from './topology/fields.ts'

/** Most bytes that `model.json` may hold. */
const MAX_JSON_BYTES = 4 * 1024 * 1024

/** Where a package lies. */
export interface PackageSource {
  /** Absolute address of `model.json`. */
  readonly modelUrl: string
  /** Absolute addresses of the shards where they do not lie next to `model.json`; fetched at once. */
  readonly weightUrls?: readonly string[]
  /** How to fetch; the global one where absent. */
  readonly fetch?: typeof fetch
  /** Aborts the download. */
  readonly signal?: AbortSignal
}

/**
 * Loads and checks a package.
 * @returns The package, its weights still 8-bit.
 * @throws `ModelLoadError` when a file cannot be fetched, `ModelFormatError` when one is damaged or truncated,
 * `ModelVersionError` when the package was made for another release.
 */
export async function loadPackage(source: PackageSource): Promise<ModelPackage> {
  const { modelUrl, weightUrls } = source
  const stop = new AbortController()
  const forward = (): void => stop.abort(source.signal?.reason)
  if (source.signal?.aborted === true) forward()
  source.signal?.addEventListener('abort', forward)
  const open = (url: string): Promise<Response> => request(source.fetch ?? globalThis.fetch, url, stop.signal)
  try {
    const early = weightUrls?.map(open)
    // A failure of model.json comes first; whatever the shards then do is no longer of interest.
    early?.forEach((response) => void response.catch(() => undefined))
    const text = new TextDecoder().decode(await readAtMost(await open(modelUrl), MAX_JSON_BYTES, modelUrl))
    const json = parseJson(text, modelUrl)
    const fail: Fail = (problem) => {
      throw new ModelFormatError(modelUrl, problem)
    }
    const manifest = readManifest(isJson(json) ? json['weightsManifest'] : undefined, fail)
    const responses = early ?? manifest.paths.map((path) => open(new URL(path, modelUrl).href))
    const parts = await Promise.all(
      responses.map(async (response) =>
        readAtMost(await response, Math.min(manifest.bytes, MAX_PACKAGE_BYTES), modelUrl),
      ),
    )
    return parsePackage(json, join(parts), modelUrl)
  } catch (error) {
    stop.abort()
    throw error
  } finally {
    source.signal?.removeEventListener('abort', forward)
  }
}

async function request(fetcher: typeof fetch, url: string, signal: AbortSignal): Promise<Response> {
  let response: Response
  try {
    response = await fetcher(url, { signal })
  } catch (error) {
    throw new ModelLoadError(url, error instanceof Error ? error.message : 'the request failed', {
      cause: error,
    })
  }
  if (!response.ok) throw new ModelLoadError(url, `status ${response.status}`)
  return response
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ModelFormatError(url, 'model.json is not JSON', { cause: error })
  }
}

function join(parts: readonly Uint8Array<ArrayBuffer>[]): ArrayBuffer {
  const [first] = parts
  if (parts.length === 1 && first !== undefined && first.byteLength === first.buffer.byteLength)
    return first.buffer
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes.buffer
}
