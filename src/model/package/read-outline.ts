// SPDX-License-Identifier: MIT
// The text of `model.json` to what must be known before a shard is fetched: which, how many bytes, which hash.

import { ModelFormatError } from '../../errors.ts'
import { isJson, toJson } from '../topology/fields.ts'
import type { Fail } from '../topology/fields.ts'
import { readManifest } from './read-manifest.ts'

/** The outline of a package. */
export interface Outline {
  /** `model.json`, parsed. */
  readonly json: unknown
  /** Shards in the order of their bytes, as paths next to `model.json`. */
  readonly paths: readonly string[]
  /** SHA-256 of each shard, lower-case hex; `undefined` where the package does not say, as one that Keras made. */
  readonly hashes: readonly (string | undefined)[]
  /** Bytes of all shards together. */
  readonly bytes: number
}

const SHA256 = /^[0-9a-f]{64}$/

/**
 * Reads the outline.
 * @param text - `model.json` as it was fetched or kept.
 * @param url - Where it lies, for messages.
 * @throws `ModelFormatError` when it is not JSON, its sizes are not sane, or its hashes are incomplete.
 */
export function readOutline(text: string, url: string): Outline {
  const fail: Fail = (problem) => {
    throw new ModelFormatError(url, problem)
  }
  const json = parseJson(text, url)
  const { paths, bytes } = readManifest(isJson(json) ? json['weightsManifest'] : undefined, fail)
  return { json, paths, hashes: readHashes(json, paths, fail), bytes }
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ModelFormatError(url, 'model.json is not JSON', { cause: error })
  }
}

function readHashes(json: unknown, paths: readonly string[], fail: Fail): (string | undefined)[] {
  const user = isJson(json) ? json['userDefinedMetadata'] : undefined
  const vitrine = isJson(user) ? user['vitrine'] : undefined
  const files = isJson(vitrine) ? vitrine['files'] : undefined
  if (files === undefined) return paths.map(() => undefined)
  const table = toJson(files, 'files', fail)
  return paths.map((path) => {
    const hash = Object.hasOwn(table, path) ? table[path] : undefined
    if (typeof hash === 'string' && SHA256.test(hash)) return hash
    return fail(`files must hold the SHA-256 of "${path}" as 64 hexadecimal digits in lower case`)
  })
}
