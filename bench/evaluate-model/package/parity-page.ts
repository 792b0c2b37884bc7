// SPDX-License-Identifier: MIT
// Runs in the page: encodes visits and scores them with the package on one engine, as the worker does.

import { createCpuEngine } from '../../../src/model/cpu/create-cpu-engine.ts'
import type { Engine } from '../../../src/model/engine.ts'
import type { PackageMetadata } from '../../../src/model/package-format.ts'
import { parsePackage } from '../../../src/model/parse-package.ts'
import { stackHistories } from '../../../src/model/stack-histories.ts'
import { createWasmEngine } from '../../../src/model/wasm/create-wasm-engine.ts'
import { createWebglEngine } from '../../../src/model/webgl/create-webgl-engine.ts'
import { openContext } from '../../../src/model/webgl/open-context.ts'
import { calibrate } from '../../../src/segments/calibrate.ts'
import { encodeVisit } from '../../../src/train/heads.ts'
import type { Visit } from '../../../src/train/visit.ts'
import type { EngineName } from '../../../src/types.ts'
import { flatten } from './flatten.ts'

/** What the page offers. */
export interface ParityPage {
  /** Fetches the package and starts its engines. */
  start(modelUrl: string, weightUrls: readonly string[]): Promise<void>
  /** Calibrated probabilities of each visit by engine, all heads and classes in a row. */
  score(visits: readonly Visit[]): Promise<Record<EngineName, number[][]>>
}

let engines: readonly Engine[] = []
let heads: PackageMetadata['heads'] = []

const page: ParityPage = {
  async start(modelUrl, weightUrls) {
    const json = (await (await fetch(modelUrl)).json()) as unknown
    const shards = await Promise.all(weightUrls.map(async (url) => (await fetch(url)).blob()))
    const { network, metadata } = parsePackage(json, await new Blob(shards).arrayBuffer(), modelUrl)
    if (!network) throw new Error('this package has no network that the engines know')
    heads = metadata.heads
    engines = [
      await createWebglEngine(network, openContext(true)),
      await createWasmEngine(network),
      createCpuEngine(network),
    ]
  },

  async score(visits) {
    const batch = stackHistories(visits.map((visit) => encodeVisit(visit)))
    const width = heads.reduce((sum, { units }) => sum + units, 0)
    const all: Partial<Record<EngineName, number[][]>> = {}
    for (const engine of engines) {
      const outputs = await engine.score(batch)
      all[engine.name] = visits.map((_, row) => {
        let offset = row * width
        const byHead = heads.map(({ units }) => outputs.subarray(offset, (offset += units)))
        return flatten(calibrate(byHead, heads), heads)
      })
    }
    return all as Record<EngineName, number[][]>
  },
}

;(globalThis as unknown as { parity: ParityPage }).parity = page
