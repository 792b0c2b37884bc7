// SPDX-License-Identifier: MIT
// A package that lay on the device, checked like one from the network: disks fail, and libraries get younger.

import { ModelFormatError } from '../../errors.ts'
import type { StoredPackage } from '../../platform/package-cache.ts'
import type { PackageSource } from '../package-source.ts'
import type { ModelPackage } from '../parse-package.ts'
import { join } from './join.ts'
import { parseWithLayers } from './parse-with-layers.ts'
import { readOutline } from './read-outline.ts'
import { sha256 } from './sha256.ts'

/**
 * Checks and parses a kept package; only where hashes can be computed.
 * @param load - See {@link PackageSource.loadLayers}.
 * @throws `ModelFormatError` when it is damaged, `ModelVersionError` when this release reads another version,
 * `ModelLoadError` when the file of its layers cannot be loaded.
 */
export async function openStored(
  { url, json, files }: StoredPackage,
  load?: PackageSource['loadLayers'],
): Promise<ModelPackage> {
  const outline = readOutline(json, url)
  const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0)
  if (files.length !== outline.paths.length || bytes !== outline.bytes)
    throw new ModelFormatError(url, `${files.length} files of ${bytes} bytes were kept`)
  const hashes = await Promise.all(files.map((file) => sha256(file.bytes)))
  hashes.forEach((hash, at) => {
    if (hash !== files[at]?.sha256 || hash !== (outline.hashes[at] ?? hash))
      throw new ModelFormatError(url, `"${outline.paths[at]}" was kept with another SHA-256`)
  })
  return parseWithLayers(outline.json, join(files.map((file) => file.bytes)), url, load)
}
