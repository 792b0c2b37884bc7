// SPDX-License-Identifier: MIT
// Runs in a page or a worker of the engine tests: every engine on known and random networks, on devices that work and
// devices that fail.

import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import { createEngine } from '../../src/model/create-engine.ts'
import type { EngineOptions } from '../../src/model/create-engine.ts'
import type { Engine, ScoreBatch } from '../../src/model/engine.ts'
import type { Network } from '../../src/model/network.ts'
import { parsePackage } from '../../src/model/parse-package.ts'
import type { ModelPackage } from '../../src/model/parse-package.ts'
import { createWasmEngine } from '../../src/model/wasm/create-wasm-engine.ts'
import { createWebglEngine } from '../../src/model/webgl/create-webgl-engine.ts'
import type { WebglEngine } from '../../src/model/webgl/create-webgl-engine.ts'
import { openContext } from '../../src/model/webgl/open-context.ts'
import type { EngineName } from '../../src/types.ts'
import { loseContext, replaceGl, watchContexts } from './break-gl.ts'
import { countGl } from './count-gl.ts'
import type { GlCounts } from './count-gl.ts'
import { createPlainTopology, REFERENCE_SIZES } from './plain-topology.ts'
import type { PlainSizes } from './plain-topology.ts'
import { createRandomPackage, drawBatch } from './random-package.ts'
import type { RandomPackage } from './random-package.ts'
import { createRandom } from './random-topology.ts'

/** How far an engine is from the plain one. */
export interface Difference {
  readonly seed: number
  readonly size: number
  readonly engine: EngineName
  readonly difference: number
}

/** How a call ended. */
export interface Outcome {
  readonly engine: EngineName | 'none'
  /** Name of the error, or nothing. */
  readonly error: string
  readonly reason: string
  readonly difference: number
  /** Reasons of the engines that fell out. */
  readonly fallbacks: readonly string[]
}

const gl = countGl()
const contexts = typeof document === 'undefined' ? [] : watchContexts()

function largest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, at) => {
    const difference = Math.abs(value - b[at]!)
    return difference <= most ? most : difference
  }, 0)
}

function createReference(): Promise<RandomPackage> {
  return createRandomPackage(5, { storage: 'uint8', topology: createPlainTopology(REFERENCE_SIZES) })
}

const startWebgl = (network: Network): Promise<WebglEngine> => createWebglEngine(network, openContext(true))

async function start(name: EngineName, network: Network): Promise<Engine> {
  if (name === 'cpu') return createCpuEngine(network, layers)
  return name === 'wasm' ? createWasmEngine(network, layers) : startWebgl(network)
}

/** As the worker starts it, but for the pause before a better engine is looked for: it answers from the first of the order. */
async function startWarm(
  pkg: ModelPackage,
  order: readonly EngineName[],
  options: Pick<EngineOptions, 'allowSoftwareWebgl' | 'onFallback'>,
): Promise<Engine> {
  let over = order.length === 1
  const engine = await createEngine(() => Promise.resolve(pkg), order, {
    allowSoftwareWebgl: options.allowSoftwareWebgl,
    loadWebgl: () => Promise.resolve({ createWebglEngine }),
    onFallback(error, when) {
      over ||= error.details['engine'] === order[0]
      options.onFallback(error, when)
    },
    delay(task, delayMs) {
      const timer = setTimeout(task, delayMs < 1000 ? 0 : delayMs)
      return () => clearTimeout(timer)
    },
  })
  const { tokens, channels } = pkg.metadata.selfTest
  const known = { size: 1, tokens: Int32Array.from(tokens), channels: Float32Array.from(channels) }
  while (!over && engine.name !== order[0]) {
    await engine.score(known)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return engine
}

async function outcomeOf(
  order: readonly EngineName[],
  allowSoftwareWebgl: boolean,
  before?: () => void,
): Promise<Outcome> {
  const { pkg, network } = await createRandomPackage(8, { storage: 'uint8' })
  const batch = drawBatch(network, 2, createRandom(8))
  const expected = await createCpuEngine(network, layers).score(batch)
  const fallbacks: string[] = []
  const options = {
    allowSoftwareWebgl,
    onFallback: (error: Error & { details: Readonly<Record<string, unknown>> }) =>
      void fallbacks.push(String(error.details['reason'])),
  }
  try {
    const engine = await startWarm(pkg, order, options)
    before?.()
    const difference = largest(await engine.score(batch), expected)
    engine.dispose()
    return { engine: engine.name, error: '', reason: '', difference, fallbacks }
  } catch (error) {
    const { name, details } = error as Error & { details?: Record<string, unknown> }
    return {
      engine: 'none',
      error: name,
      reason: String(details?.['reason'] ?? error),
      difference: 0,
      fallbacks,
    }
  }
}

const api = {
  async compareRandom(
    from: number,
    to: number,
    sizes: readonly number[],
    names: readonly EngineName[],
  ): Promise<Difference[]> {
    const found: Difference[] = []
    for (let seed = from; seed < to; seed++) {
      const { network } = await createRandomPackage(seed)
      const plain = createCpuEngine(network, layers)
      for (const name of names) {
        const engine = await start(name, network)
        for (const size of sizes) {
          const batch = drawBatch(network, size, createRandom(seed * 31 + size))
          found.push({
            seed,
            size,
            engine: name,
            difference: largest(await engine.score(batch), await plain.score(batch)),
          })
        }
        engine.dispose()
      }
    }
    return found
  },

  /** GL calls of the start, the first and the second score of a batch of the reference network. */
  async countReference(
    size: number,
  ): Promise<{ start: GlCounts; first: GlCounts; warm: GlCounts; difference: number }> {
    const { network } = await createReference()
    const batch = drawBatch(network, size, createRandom(9))
    gl.reset()
    const engine = await startWebgl(network)
    const started = { ...gl.counts }
    gl.reset()
    await engine.score(batch)
    const first = { ...gl.counts }
    gl.reset()
    const scores = await engine.score(batch)
    const warm = { ...gl.counts }
    engine.dispose()
    const difference = largest(scores, await createCpuEngine(network, layers).score(batch))
    return { start: started, first, warm, difference }
  },

  /** What is held before, after one score, after many, and after `dispose()`. */
  async holdings(times: number): Promise<{
    textures: number[]
    dataIds: number[]
    bytes: number[]
    weightBytes: number
    floatBytes: number
  }> {
    const { network, weightBytes, pkg } = await createRandomPackage(5, {
      storage: 'uint8',
      topology: createPlainTopology(),
    })
    const batches = [1, 3, 2].map((size) => drawBatch(network, size, createRandom(size)))
    const textures = [gl.counts.textures]
    const engine = await startWebgl(network)
    for (const batch of batches) await engine.score(batch)
    const held = [engine.memory()]
    textures.push(gl.counts.textures)
    for (let at = 0; at < times; at++) await engine.score(batches[at % 3]!)
    held.push(engine.memory())
    textures.push(gl.counts.textures)
    engine.dispose()
    held.push(engine.memory())
    textures.push(gl.counts.textures)
    const floatBytes = pkg.weights.reduce((sum, weight) => sum + 4 * weight.data.length, 0)
    const bytes = held.map((one) => one.weightBytes)
    return {
      textures,
      dataIds: held.map((one) => one.dataIds),
      bytes,
      weightBytes: weightBytes.byteLength,
      floatBytes,
    }
  },

  refuse: (): Promise<Outcome> => outcomeOf(['webgl'], false),

  plain: (): Promise<Outcome> => outcomeOf(['webgl', 'cpu'], true),

  async withoutFloatTargets(): Promise<Outcome> {
    const undo = replaceGl(
      'getExtension',
      (original) => (name) => (name === 'EXT_color_buffer_float' ? null : original(name)),
    )
    const outcome = await outcomeOf(['webgl', 'cpu'], true)
    undo()
    return outcome
  },

  async withLies(lie: 'off' | 'nan'): Promise<Outcome> {
    const undo = replaceGl('getBufferSubData', (original) => (...values) => {
      original(...values)
      const numbers = values.at(-1) as Float32Array
      numbers.forEach((value, at) => (numbers[at] = lie === 'nan' ? NaN : value + 0.01))
    })
    const outcome = await outcomeOf(['webgl', 'cpu'], true)
    undo()
    return outcome
  },

  loseBetween: (order: readonly EngineName[]): Promise<Outcome> =>
    outcomeOf(order, true, () => loseContext(contexts.at(-1))),

  /** Loses the context during the readback, before the numbers arrive. */
  async loseWithin(): Promise<Outcome> {
    let armed = false
    const undo = replaceGl('readPixels', (original) => (...values) => {
      if (armed) loseContext(contexts.at(-1))
      original(...values)
    })
    const outcome = await outcomeOf(['webgl', 'cpu'], true, () => (armed = true))
    undo()
    return outcome
  },

  /** A device that loses its context again and again: how often each way to end was seen. */
  async loseAlways(times: number): Promise<Record<string, number>> {
    const { pkg, network } = await createRandomPackage(8, { storage: 'uint8' })
    const batch = drawBatch(network, 1, createRandom(8))
    const expected = await createCpuEngine(network, layers).score(batch)
    const ends: Record<string, number> = {}
    for (let at = 0; at < times; at++) {
      const engine = await startWarm(pkg, ['webgl'], {
        allowSoftwareWebgl: true,
        onFallback: () => undefined,
      }).catch((error: unknown) => error)
      let end = engine instanceof Error ? engine.name : 'started'
      if (!(engine instanceof Error)) {
        if (at % 2 === 0) loseContext(contexts.at(-1))
        const scores = await (engine as Engine).score(batch).catch((error: unknown) => error as Error)
        end = scores instanceof Error ? scores.name : largest(scores, expected) < 1e-4 ? 'right' : 'wrong'
        ;(engine as Engine).dispose()
      }
      ends[end] = (ends[end] ?? 0) + 1
    }
    return ends
  },

  /** Of the arrays of weights that the start uploaded and the package held: how many there were, and are left. */
  async weightsHeld(): Promise<{ before: number; after: number; difference: number }> {
    const { pkg, network } = await createReference()
    const batch = drawBatch(network, 1, createRandom(9))
    const expected = await createCpuEngine(network, layers).score(batch)
    const refs = pkg.weights.map(({ data }) => new WeakRef<object>(data))
    const undo = replaceGl('texSubImage2D', (original) => (...values) => {
      if (values.at(-1) instanceof Uint8Array) refs.push(new WeakRef(values.at(-1) as object))
      original(...values)
    })
    const engine = await createEngine(() => Promise.resolve(pkg), ['webgl'], {
      allowSoftwareWebgl: true,
      canLoadAgain: () => true,
      loadWebgl: () => Promise.resolve({ createWebglEngine }),
      onFallback: () => undefined,
    })
    undo()
    // What a task holds is let go when it ends.
    await new Promise((resolve) => setTimeout(resolve, 0))
    ;(globalThis as unknown as { gc(): void }).gc()
    const after = refs.filter((ref) => ref.deref() !== undefined).length
    const difference = largest(await engine.score(batch), expected)
    engine.dispose()
    return { before: refs.length, after, difference }
  },

  /** Name of the renderer that WebGL draws with. */
  async renderer(): Promise<string> {
    const { network } = await createRandomPackage(8, { storage: 'uint8' })
    const engine = await startWebgl(network)
    engine.dispose()
    return engine.renderer
  },

  async scoreReference(name: EngineName, size: number): Promise<{ difference: number; where: string }> {
    const { network } = await createReference()
    const batch: ScoreBatch = drawBatch(network, size, createRandom(9))
    const engine = await start(name, network)
    const difference = largest(await engine.score(batch), await createCpuEngine(network, layers).score(batch))
    engine.dispose()
    return { difference, where: typeof document === 'undefined' ? 'worker' : 'page' }
  },

  /** Every engine on a package: how far from its self-test and, on `size` random visits, from the plain engine. */
  async checkPackage(
    modelJson: unknown,
    weightBytes: readonly number[],
    size: number,
  ): Promise<{ selfTest: Record<string, number>; random: Record<string, number>; warm: GlCounts }> {
    const { network, metadata } = parsePackage(
      modelJson,
      Uint8Array.from(weightBytes).buffer,
      location.href,
      layers,
    )
    if (network === undefined) throw new Error('the package is not planned')
    const { tokens, channels, expected } = metadata.selfTest
    const known = { size: 1, tokens: Int32Array.from(tokens), channels: Float32Array.from(channels) }
    const batch = drawBatch(network, size, createRandom(4))
    const plain = await createCpuEngine(network, layers).score(batch)
    const selfTest: Record<string, number> = {}
    const random: Record<string, number> = {}
    let warm = { ...gl.counts }
    for (const name of ['cpu', 'wasm', 'webgl'] as const) {
      const engine = await start(name, network)
      selfTest[name] = largest(await engine.score(known), Float32Array.from(expected))
      random[name] = largest(await engine.score(batch), plain)
      gl.reset()
      await engine.score(known)
      warm = { ...gl.counts }
      engine.dispose()
    }
    return { selfTest, random, warm }
  },

  /** A package of any kind as the worker starts it; the generic engine is fetched from here. */
  async startPackage(
    modelJson: unknown,
    weightBytes: readonly number[],
    order: readonly EngineName[],
    allowSoftwareWebgl: boolean,
  ): Promise<{
    engine: string
    scores: number[]
    error: string
    message: string
    fallbacks: string[]
    textures: number[]
  }> {
    const textures = [gl.counts.textures]
    const fallbacks: string[] = []
    try {
      const pkg = parsePackage(modelJson, Uint8Array.from(weightBytes).buffer, location.href, layers)
      const onFallback = (error: Error): void => void fallbacks.push(error.message)
      const engine = await startWarm(pkg, order, { allowSoftwareWebgl, onFallback })
      const { tokens, channels } = pkg.metadata.selfTest
      const batch = {
        size: 2,
        tokens: Int32Array.from([...tokens, ...tokens]),
        channels: Float32Array.from([...channels, ...channels]),
      }
      const scores = [...(await engine.score(batch))]
      const first = gl.counts.textures
      for (let at = 0; at < 20; at++) await engine.score(batch)
      textures.push(first, gl.counts.textures)
      engine.dispose()
      textures.push(gl.counts.textures)
      return { engine: engine.name, scores, error: '', message: '', fallbacks, textures }
    } catch (error) {
      const { name, message } = error as Error
      return { engine: 'none', scores: [], error: name, message, fallbacks, textures }
    }
  },

  /** An engine on the reference network, as a function that scores a batch of this size. */
  async make(
    name: EngineName,
    sizes: PlainSizes = REFERENCE_SIZES,
  ): Promise<(size: number) => Promise<Float32Array>> {
    const { network } = await createRandomPackage(5, {
      storage: 'uint8',
      topology: createPlainTopology(sizes),
    })
    const engine = await start(name, network)
    return (size) => engine.score(drawBatch(network, size, createRandom(9)))
  },

  /** Milliseconds to start and score once, then of each warm score, the engines taking turns. */
  async time(
    names: readonly EngineName[],
    size: number,
    times: number,
    sizes: PlainSizes = REFERENCE_SIZES,
  ): Promise<Record<string, number[]>> {
    const { network } = await createRandomPackage(5, {
      storage: 'uint8',
      topology: createPlainTopology(sizes),
    })
    const batch = drawBatch(network, size, createRandom(9))
    const engines: Engine[] = []
    const spent: Record<string, number[]> = {}
    for (const name of names) {
      const from = performance.now()
      const engine = await start(name, network)
      await engine.score(batch)
      spent[name] = [performance.now() - from]
      engines.push(engine)
    }
    for (let at = 0; at < times; at++) {
      for (const engine of engines) {
        const from = performance.now()
        await engine.score(batch)
        spent[engine.name]!.push(performance.now() - from)
      }
    }
    engines.forEach((engine) => engine.dispose())
    return spent
  },
}

/** What a test may call. */
export type EnginePage = typeof api

;(globalThis as unknown as { engines: EnginePage }).engines = api

if (typeof document === 'undefined') {
  globalThis.onmessage = ({ data }: MessageEvent<{ call: 'scoreReference'; with: [EngineName, number] }>) => {
    void api[data.call](...data.with).then(
      (answer) => postMessage(answer),
      (error: unknown) => postMessage({ error: String(error) }),
    )
  }
}
