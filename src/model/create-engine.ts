// SPDX-License-Identifier: MIT
// The engine that answers: which engines there are, and how each one starts.

import { EngineError } from '../errors.ts'
import type { EngineName } from '../types.ts'
import { createCpuEngine } from './cpu/create-cpu-engine.ts'
import { createFallbackEngine } from './create-fallback-engine.ts'
import type { Engine } from './engine.ts'
import type { Network } from './network.ts'
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
  const { network, unsupported, metadata } = pkg
  return createFallbackEngine(
    order,
    async (name) => {
      if (network === undefined) throw unsupported ?? new EngineError(name, 'the package has no network')
      const engine = await construct(name, network, options)
      try {
        await selfTest(engine, metadata)
      } catch (error) {
        engine.dispose()
        throw error
      }
      return engine
    },
    (error) => options.onFallback(error),
  )
}

function construct(name: EngineName, network: Network, options: EngineOptions): Engine | Promise<Engine> {
  switch (name) {
    case 'webgl':
      return createWebglEngine(network, options.allowSoftwareWebgl)
    case 'wasm':
      return createWasmEngine(network)
    case 'cpu':
      return createCpuEngine(network)
  }
}
