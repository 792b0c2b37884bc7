// SPDX-License-Identifier: MIT
// Fetches a model package and keeps nothing.

import { createPackageLoader } from './package-loader.ts'
import type { PackageSource } from './package-source.ts'
import type { ModelPackage } from './parse-package.ts'

export type { PackageSource } from './package-source.ts'

/**
 * Loads and checks a package.
 * @returns The package, its weights still 8-bit.
 * @throws As `PackageLoader.load()`.
 */
export function loadPackage(source: PackageSource): Promise<ModelPackage> {
  return createPackageLoader(source, undefined).load()
}
