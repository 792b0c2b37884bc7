// SPDX-License-Identifier: MIT
// A model package from a folder, read by the page's own parser.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ModelFormatError } from '../../errors.ts'
import * as layers from '../../model/layers/index.ts'
import { parsePackage, type ModelPackage } from '../../model/parse-package.ts'

/**
 * Loads a package.
 * @param folder - Folder with `model.json` and its weight files.
 * @throws `ModelFormatError` or `ModelVersionError` for a package that is damaged or of another release; a system error
 * for a file that is not there.
 */
export async function loadPackage(folder: string): Promise<ModelPackage> {
  const file = join(folder, 'model.json')
  const json = parseJson(await readFile(file, 'utf8'), file) as {
    weightsManifest?: { paths?: string[] }[]
  } | null
  const paths = (json?.weightsManifest ?? []).flatMap((group) => group.paths ?? [])
  const shards = await Promise.all(paths.map((path) => readFile(join(folder, path))))
  return parsePackage(json, new Uint8Array(Buffer.concat(shards)).buffer, file, layers)
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ModelFormatError(file, 'it is not JSON', { cause: error })
  }
}
