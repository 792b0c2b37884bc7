// SPDX-License-Identifier: MIT
// Loads what has a file of its own next to the one that this module is built into: the engines that need TensorFlow.js,
// and the layers that the shipped network does without. A visit that is scored without them does not pay for them.

import type { Engine } from './engine.ts'
import type { MoreLayers } from './more-layers.ts'
import type { Network } from './network.ts'
import type { ModelPackage } from './parse-package.ts'
import type { ComputeContext } from './webgl/open-context.ts'

/** What dist/webgl.js exports. */
export interface WebglModule {
  /**
   * Runs a network of the family in fused programs.
   * @throws `EngineError`
   */
  createWebglEngine(network: Network, context: ComputeContext): Promise<Engine>
}

/** What dist/generic.js exports. */
export interface GenericModule {
  /**
   * Runs a package through TensorFlow.js itself.
   * @throws `UnsupportedLayerError`, `EngineError`
   */
  createGenericEngine(pkg: ModelPackage, backend: 'webgl' | 'cpu', allowSoftware: boolean): Promise<Engine>
}

/**
 * Loads the WebGL engine.
 * @param url - Its address. @defaultValue next to this file
 * @throws when the file is missing or refused.
 */
export function loadWebgl(url?: string): Promise<WebglModule> {
  return importFile(url ?? './webgl.js') as Promise<WebglModule>
}

/**
 * Loads the layers that the shipped network does without.
 * @param url - Their address. @defaultValue next to this file
 * @throws when the file is missing or refused.
 */
export function loadLayers(url?: string): Promise<MoreLayers> {
  return importFile(url ?? './layers.js') as Promise<MoreLayers>
}

/**
 * Loads the generic engine; nobody who has a model of the family ever does.
 * @throws when the file is missing or refused.
 */
export function loadGeneric(): Promise<GenericModule> {
  return importFile('./generic.js') as Promise<GenericModule>
}

function importFile(path: string): Promise<unknown> {
  // The address is put together at run time, so that bundlers leave the file where it is.
  return import(/* @vite-ignore */ /* webpackIgnore: true */ new URL(path, import.meta.url).href)
}
