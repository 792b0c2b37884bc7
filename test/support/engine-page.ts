// SPDX-License-Identifier: MIT
// Runs in a page or a worker of the engine tests: every engine on random networks, and what WebGL was asked to do.

import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import type { Engine } from '../../src/model/engine.ts'
import { createWebglEngine } from '../../src/model/webgl/create-webgl-engine.ts'
import { countGl } from './count-gl.ts'
import type { GlCounts } from './count-gl.ts'
import { createPlainTopology, REFERENCE_SIZES } from './plain-topology.ts'
import { createRandomPackage, drawBatch } from './random-package.ts'
import { createRandom } from './random-topology.ts'

/** How far WebGL is from the plain engine. */
export interface Difference {
  readonly seed: number
  readonly size: number
  readonly difference: number
}

function largest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, at) => {
    const difference = Math.abs(value - b[at]!)
    return difference <= most ? most : difference
  }, 0)
}

async function compare(a: Engine, b: Engine, batch: Parameters<Engine['score']>[0]): Promise<number> {
  return largest(await a.score(batch), await b.score(batch))
}

const gl = countGl()

const api = {
  async compareRandom(from: number, to: number, sizes: readonly number[]): Promise<readonly Difference[]> {
    const found: Difference[] = []
    for (let seed = from; seed < to; seed++) {
      const { network } = await createRandomPackage(seed)
      const webgl = createWebglEngine(network, true)
      const cpu = createCpuEngine(network)
      for (const size of sizes) {
        const batch = drawBatch(network, size, createRandom(seed * 31 + size))
        try {
          found.push({ seed, size, difference: await compare(webgl, cpu, batch) })
        } catch (error) {
          throw new Error(`seed ${seed}: ${String(error)} ${String((error as Error).cause)}`, {
            cause: error,
          })
        }
      }
      webgl.dispose()
    }
    return found
  },

  async countReference(
    size: number,
  ): Promise<{ first: GlCounts; warm: GlCounts; difference: number; dataIds: number[]; textures: number[] }> {
    const { network } = await createRandomPackage(5, {
      storage: 'uint8',
      topology: createPlainTopology(REFERENCE_SIZES),
    })
    const texturesBefore = gl.counts.textures
    const webgl = createWebglEngine(network, true)
    const batch = drawBatch(network, size, createRandom(9))
    gl.reset()
    await webgl.score(batch)
    const first = { ...gl.counts }
    const held = webgl.memory().dataIds
    gl.reset()
    await webgl.score(batch)
    const warm = { ...gl.counts }
    const difference = await compare(webgl, createCpuEngine(network), batch)
    const dataIds = [held, webgl.memory().dataIds]
    webgl.dispose()
    return {
      first,
      warm,
      difference,
      dataIds: [...dataIds, webgl.memory().dataIds],
      textures: [texturesBefore, gl.counts.textures],
    }
  },

  async timeReference(size: number, times: number): Promise<number[]> {
    const { network } = await createRandomPackage(5, {
      storage: 'uint8',
      topology: createPlainTopology(REFERENCE_SIZES),
    })
    const started = performance.now()
    const webgl = createWebglEngine(network, true)
    const batch = drawBatch(network, size, createRandom(9))
    await webgl.score(batch)
    const spent = [performance.now() - started]
    for (let at = 0; at < times; at++) {
      const from = performance.now()
      await webgl.score(batch)
      spent.push(performance.now() - from)
    }
    webgl.dispose()
    return spent
  },
}

/** What a test may call. */
export type EnginePage = typeof api

;(globalThis as unknown as { engines: EnginePage }).engines = api
