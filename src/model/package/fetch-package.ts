// SPDX-License-Identifier: MIT
// Fetches `model.json` and its shards, in parallel where their addresses are known, and checks each shard's hash.

import { ModelFormatError } from '../../errors.ts'
import type { PackageSource } from '../package-source.ts'
import type { ModelPackage } from '../parse-package.ts'
import type { OpenFile } from './download.ts'
import { join } from './join.ts'
import { parseWithLayers } from './parse-with-layers.ts'
import { readAtMost } from './read-at-most.ts'
import { readOutline } from './read-outline.ts'
import { canHash, sha256 } from './sha256.ts'

/** Most bytes that `model.json` may hold. */
const MAX_JSON_BYTES = 4 * 1024 * 1024

/** One shard. */
export interface FetchedFile {
  /** SHA-256 as it was computed, lower-case hex; `undefined` where it cannot be. */
  readonly sha256: string | undefined
  readonly bytes: ArrayBuffer
}

/** A package, and what it was made of. */
export interface FetchedPackage {
  readonly pkg: ModelPackage
  /** Text of `model.json`. */
  readonly json: string
  /** Shards in the order of the manifest. */
  readonly files: readonly FetchedFile[]
}

/**
 * Fetches and checks a whole package.
 * @throws `ModelLoadError`, `ModelFormatError`, `ModelVersionError`
 */
export async function fetchPackage(source: PackageSource, open: OpenFile): Promise<FetchedPackage> {
  const early = source.weightUrls?.map(open)
  // A failure of model.json comes first; whatever the shards then do is no longer of interest.
  early?.forEach((response) => void response.catch(() => undefined))
  const json = await fetchModelJson(source, open)
  return fetchShards(source, json, (url, at) => early?.[at] ?? open(url), new Map())
}

/** Fetches the text of `model.json`. */
export async function fetchModelJson({ modelUrl }: PackageSource, open: OpenFile): Promise<string> {
  return new TextDecoder().decode(await readAtMost(await open(modelUrl), { left: MAX_JSON_BYTES }, modelUrl))
}

/**
 * Fetches and checks the shards of a package whose `model.json` is there.
 * @param source - Where the shards lie.
 * @param json - Text of `model.json`. Its sizes and hashes are checked before anything is fetched.
 * @param open - Asks for a shard by its address and number.
 * @param kept - Shards that need not be fetched, by their hash.
 */
export async function fetchShards(
  source: PackageSource,
  json: string,
  open: (url: string, at: number) => Promise<Response>,
  kept: ReadonlyMap<string, ArrayBuffer>,
): Promise<FetchedPackage> {
  const { modelUrl } = source
  const outline = readOutline(json, modelUrl)
  const urls = source.weightUrls ?? outline.paths.map((path) => resolve(path, modelUrl))
  if (urls.length !== outline.paths.length) {
    const problem = `it has ${outline.paths.length} weight files and there are ${urls.length} addresses for them`
    throw new ModelFormatError(modelUrl, problem)
  }
  const budget = { left: outline.bytes }
  const shards = await Promise.all(
    urls.map(async (url, at) => {
      const wanted = outline.hashes[at]
      const own = wanted === undefined ? undefined : kept.get(wanted)
      if (own !== undefined) return { sha256: wanted, bytes: own }
      const { buffer: bytes } = await readAtMost(await open(url, at), budget, url)
      return { sha256: canHash() ? sha256(bytes) : undefined, bytes }
    }),
  )
  // Hashes are computed elsewhere while this thread parses; nothing is given out before they are right.
  const weights = join(shards.map(({ bytes }) => bytes))
  const parsing = parseWithLayers(outline.json, weights, modelUrl, source.loadLayers)
  // What it throws is of interest once the hashes are right.
  parsing.catch(() => undefined)
  const files = await Promise.all(
    shards.map(async ({ sha256: hashing, bytes }, at): Promise<FetchedFile> => {
      const [hash, wanted] = [await hashing, outline.hashes[at]]
      if (wanted !== undefined && hash !== undefined && hash !== wanted) {
        const problem = `"${outline.paths[at]}" is ${bytes.byteLength} bytes of SHA-256 ${hash}, expected ${wanted}`
        throw new ModelFormatError(urls[at]!, problem)
      }
      return { sha256: hash, bytes }
    }),
  )
  return { pkg: await parsing, json, files }
}

function resolve(path: string, modelUrl: string): string {
  try {
    return new URL(path, modelUrl).href
  } catch (error) {
    throw new ModelFormatError(modelUrl, `"${path}" is no path of a weight file`, { cause: error })
  }
}
