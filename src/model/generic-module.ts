// SPDX-License-Identifier: MIT
// What dist/generic.js exports.

import type { Engine } from './engine.ts'
import type { ModelPackage } from './parse-package.ts'

/** The generic engine's file. */
export interface GenericModule {
  /**
   * Runs a package through TensorFlow.js itself.
   * @throws `UnsupportedLayerError`, `EngineError`
   */
  createGenericEngine(pkg: ModelPackage, backend: 'webgl' | 'cpu', allowSoftware: boolean): Promise<Engine>
}
