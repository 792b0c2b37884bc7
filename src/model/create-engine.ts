// SPDX-License-Identifier: MIT
// The engine that answers: which engines there are, how each one starts, and who holds the weights meanwhile.

import { EngineError, ModelLoadError } from '../errors.ts'
import { systemClock } from '../platform/system-clock.ts'
import type { EngineName } from '../types.ts'
import { createCpuEngine } from './cpu/create-cpu-engine.ts'
import { createRelay } from './create-relay.ts'
import type { RelayOptions } from './create-relay.ts'
import type { Engine } from './engine.ts'
import { findFastest } from './find-fastest.ts'
import { loadGeneric, loadWebgl } from './load-module.ts'
import type { GenericModule, WebglModule } from './load-module.ts'
import type { PackageMetadata } from './package-format.ts'
import type { ModelPackage } from './parse-package.ts'
import { selfTest } from './self-test.ts'
import { createWeightHolder } from './weight-holder.ts'
import { createWasmEngine } from './wasm/create-wasm-engine.ts'
import { openContext } from './webgl/open-context.ts'

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /** Whether WebGL on a software rasteriser counts as WebGL. */
  readonly allowSoftwareWebgl: boolean
  /** See {@link RelayOptions.onFallback}. */
  readonly onFallback: RelayOptions['onFallback']
  /**
   * Whether `load` can give the weights again. Then an engine that has copied them lets those of the package go.
   * @defaultValue they stay
   */
  readonly canLoadAgain?: () => boolean
  /** @defaultValue timers of the page or worker */
  readonly delay?: RelayOptions['delay']
  /**
   * Measures every engine of the order after the first answer, lets the fastest go on, and calls this with its name.
   * @defaultValue none: the order decides
   */
  readonly onFastest?: (name: EngineName) => void
  /** The module of the WASM engine, where somebody has begun to compile it. @defaultValue it is compiled when needed */
  readonly wasmModule?: Promise<WebAssembly.Module>
  /** Loads the WebGL engine. @defaultValue the file next to this one */
  readonly loadWebgl?: () => Promise<WebglModule>
  /** Loads the generic engine. @defaultValue the file next to this one */
  readonly loadGeneric?: () => Promise<GenericModule>
}

/**
 * Starts the quickest engine of the order; a better one takes over when it is warm. See {@link createRelay}.
 * @param load - Gives the package; where it can be had again, with weights of its own at every call.
 * @param order - Engines that may answer, best first.
 * @throws `EngineError` when none starts, `UnsupportedLayerError` when the network has a layer that none runs, and what
 * `load` throws.
 */
export async function createEngine(
  load: () => Promise<ModelPackage>,
  order: readonly EngineName[],
  options: EngineOptions,
): Promise<Engine> {
  const { onFastest } = options
  const noted = new Set<string>()
  let metadata: PackageMetadata | undefined
  const weights = createWeightHolder(load, options.canLoadAgain ?? (() => false))
  const start = (name: EngineName): Promise<Engine> =>
    weights.use(async (pkg) => {
      metadata ??= pkg.metadata
      if (!isSame(pkg.metadata, metadata)) {
        // Another tab has brought a newer one. Its scores would be read by the calibration and policy of this one.
        throw new ModelLoadError(pkg.url, 'this version is no longer kept, another one has taken its place')
      }
      const engine = await construct(name, pkg, options, noted)
      try {
        await selfTest(engine, metadata)
      } catch (error) {
        engine.dispose()
        throw error
      }
      if (name === 'cpu') weights.noteRead(pkg)
      else weights.noteCopied(pkg)
      return engine
    })
  const relay = await createRelay({
    order,
    start,
    onFallback: options.onFallback,
    delay: options.delay ?? systemClock.delay,
    ...(onFastest && {
      promote: async (present, others, startOther) => {
        if (metadata === undefined) return undefined
        const fastest = await findFastest(present, others, startOther, metadata)
        onFastest(fastest.name)
        return fastest === present ? undefined : fastest
      },
    }),
  })
  return {
    get name(): EngineName {
      return relay.name
    },
    async score(batch): Promise<Float32Array> {
      const scores = await relay.score(batch)
      weights.letGo()
      return scores
    },
    dispose: () => relay.dispose(),
  }
}

function isSame(a: PackageMetadata, b: PackageMetadata): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

function construct(
  name: EngineName,
  pkg: ModelPackage,
  options: EngineOptions,
  noted: Set<string>,
): Engine | Promise<Engine> {
  const { network, layers } = pkg
  if (network === undefined) return constructGeneric(name, pkg, options, noted)
  switch (name) {
    case 'webgl':
      return constructWebgl(network, options)
    case 'wasm':
      return createWasmEngine(network, layers, options.wasmModule)
    case 'cpu':
      return createCpuEngine(network, layers)
  }
}

async function constructWebgl(
  network: NonNullable<ModelPackage['network']>,
  options: EngineOptions,
): Promise<Engine> {
  // A device without the right WebGL is known before the file is fetched.
  const context = openContext(options.allowSoftwareWebgl)
  try {
    const { createWebglEngine } = await reach('webgl', 'webgl.js', options.loadWebgl ?? loadWebgl)
    return await createWebglEngine(network, context)
  } catch (error) {
    context.close()
    throw error
  }
}

// The planner met a layer that is not of the family: TensorFlow.js itself may know it.
async function constructGeneric(
  name: EngineName,
  pkg: ModelPackage,
  options: EngineOptions,
  noted: Set<string>,
): Promise<Engine> {
  if (name === 'wasm') throw new EngineError(name, 'it runs networks of the family alone')
  const { message } = pkg.unsupported ?? { message: 'The network is not of the family.' }
  const generic = await reach(name, `generic.js (${message})`, options.loadGeneric ?? loadGeneric)
  const engine = await generic.createGenericEngine(pkg, name, options.allowSoftwareWebgl)
  if (!noted.has(message)) {
    console.warn(
      `Vitrine: ${message} TensorFlow.js runs the whole model instead (generic.js): larger and slower.`,
    )
  }
  noted.add(message)
  return engine
}

async function reach<T>(name: EngineName, file: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new EngineError(name, `${file} could not be loaded`, { cause })
  }
}
