// SPDX-License-Identifier: MIT
// The engine that answers: which engines there are, and how each one starts.

import { EngineError } from '../errors.ts'
import type { EngineName } from '../types.ts'
import { createCpuEngine } from './cpu/create-cpu-engine.ts'
import { createFallbackEngine } from './create-fallback-engine.ts'
import type { Engine } from './engine.ts'
import type { GenericModule } from './generic-module.ts'
import { loadGeneric } from './load-generic.ts'
import type { ModelPackage } from './parse-package.ts'
import { selfTest } from './self-test.ts'
import { createWasmEngine } from './wasm/create-wasm-engine.ts'
import { createWebglEngine } from './webgl/create-webgl-engine.ts'

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /** Whether WebGL on a software rasteriser counts as WebGL. */
  readonly allowSoftwareWebgl: boolean
  /** Called when an engine fell out and the next one takes over. */
  onFallback(error: EngineError): void
  /** Loads the generic engine; the file next to this one where absent. */
  readonly loadGeneric?: () => Promise<GenericModule>
}

/**
 * Starts the first engine of the order that runs the package and passes its self-test.
 * @param pkg - A parsed package.
 * @param order - Engines to try, first to last.
 * @returns An engine that moves on to the next of the order whenever one fails, and scores the same batch again
 * with it. Its `name` says which one answered last.
 * @throws `EngineError` when none starts, `UnsupportedLayerError` when the network has a layer that none runs.
 */
export function createEngine(
  pkg: ModelPackage,
  order: readonly EngineName[],
  options: EngineOptions,
): Promise<Engine> {
  return createFallbackEngine(
    order,
    async (name) => {
      const engine = await construct(name, pkg, options)
      try {
        await selfTest(engine, pkg.metadata)
      } catch (error) {
        engine.dispose()
        throw error
      }
      return engine
    },
    (error) => options.onFallback(error),
  )
}

function construct(name: EngineName, pkg: ModelPackage, options: EngineOptions): Engine | Promise<Engine> {
  const { network } = pkg
  if (network === undefined) return constructGeneric(name, pkg, options)
  switch (name) {
    case 'webgl':
      return createWebglEngine(network, options.allowSoftwareWebgl)
    case 'wasm':
      return createWasmEngine(network)
    case 'cpu':
      return createCpuEngine(network)
  }
}

// The planner met a layer that is not of the family: TensorFlow.js itself may know it.
async function constructGeneric(
  name: EngineName,
  pkg: ModelPackage,
  options: EngineOptions,
): Promise<Engine> {
  if (name === 'wasm') throw new EngineError(name, 'it runs networks of the family alone')
  const { message } = pkg.unsupported ?? { message: 'The network is not of the family.' }
  let generic: GenericModule
  try {
    generic = await (options.loadGeneric ?? loadGeneric)()
  } catch (error) {
    throw new EngineError(name, `generic.js could not be loaded. ${message}`, { cause: error })
  }
  const engine = await generic.createGenericEngine(pkg, name, options.allowSoftwareWebgl)
  console.warn(
    `Vitrine: ${message} TensorFlow.js runs the whole model instead (generic.js): larger and slower.`,
  )
  return engine
}
