// SPDX-License-Identifier: MIT
// Parses a package in the page; the file of further layers is loaded for one that needs it, and for no other.

import { ModelLoadError } from '../../errors.ts'
import { loadLayers } from '../load-module.ts'
import { parsePackage } from '../parse-package.ts'
import type { ModelPackage } from '../parse-package.ts'
import type { PackageSource } from '../package-source.ts'

/**
 * Parses a package; see {@link parsePackage}.
 * @param load - Loads the file of further layers. @defaultValue the one next to this file
 * @throws `ModelFormatError`, `ModelVersionError`; `ModelLoadError` when it needs the file and the file cannot be loaded.
 */
export async function parseWithLayers(
  modelJson: unknown,
  weightBytes: ArrayBuffer,
  url: string,
  load: PackageSource['loadLayers'] = loadLayers,
): Promise<ModelPackage> {
  const pkg = parsePackage(modelJson, weightBytes, url)
  if (!pkg.unsupported) return pkg
  const layers = await load().catch((cause: unknown) => {
    const reason = `layers.js could not be loaded: ${pkg.unsupported?.message}`
    throw new ModelLoadError(url, reason, { cause })
  })
  return parsePackage(modelJson, weightBytes, url, layers)
}
