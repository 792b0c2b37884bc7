// SPDX-License-Identifier: MIT
// A model package in Node: the same parser, forward pass and calibration as the page's plain engine.

import type { EncodedHistory } from '../features/encode-history.ts'
import { createCpuEngine } from '../model/cpu/create-cpu-engine.ts'
import type { Engine } from '../model/engine.ts'
import * as layers from '../model/layers/index.ts'
import type { PackageMetadata } from '../model/package-format.ts'
import { parsePackage, type ModelPackage } from '../model/parse-package.ts'
import { stackHistories } from '../model/stack-histories.ts'
import { createWasmEngine } from '../model/wasm/create-wasm-engine.ts'
import { calibrate } from '../segments/calibrate.ts'
import type { Probabilities } from '../types.ts'
import { attentionOf, type Attention } from './explain/attention-weights.ts'
import { loadPackage } from './pack/load-package.ts'

/** What a scorer reads of a visit. */
export type ScorerInput = Pick<EncodedHistory, 'tokens' | 'channels'>

/**
 * Scores encoded histories with a package.
 * @public
 */
export interface NodeScorer {
  /** What the package says about itself. */
  readonly metadata: PackageMetadata
  /** Calibrated probabilities, one for each history, in their order. */
  score(histories: readonly ScorerInput[]): Promise<Probabilities[]>
  /** Outputs of all heads before calibration, `[histories, outputs]`, row-major. */
  outputs(histories: readonly ScorerInput[]): Promise<Float32Array>
  /** Share of the attention on each row of each history; absent where the network has none. */
  readonly attention?: Attention
  /** The same model on the WASM engine: equal within 1e-3, and several times as fast. */
  quick(): Promise<NodeScorer>
}

/**
 * Loads a package from a folder.
 * @param packageDir - Folder with `model.json` and its weight files.
 * @throws `ModelFormatError` or `ModelVersionError` for a package that is damaged or of another release;
 * `UnsupportedLayerError` for a network that the plain engine cannot run.
 * @public
 */
export async function loadNodeScorer(packageDir: string): Promise<NodeScorer> {
  return createScorer(await loadPackage(packageDir))
}

/**
 * Makes a scorer of a package in memory.
 * @param modelJson - `model.json`, parsed.
 * @param weights - Bytes of all shards, in order.
 * @param name - Where it came from, for messages.
 */
export function createNodeScorer(modelJson: unknown, weights: Uint8Array, name: string): NodeScorer {
  return createScorer(parsePackage(modelJson, new Uint8Array(weights).buffer, name, layers))
}

function createScorer({ metadata, network, unsupported, url }: ModelPackage): NodeScorer {
  if (!network) throw unsupported ?? new Error(`${url} has no network.`)
  const attention = attentionOf(network)
  const scorer = scorerOn(createCpuEngine(network, layers), metadata, () => createWasmEngine(network, layers))
  return attention ? { ...scorer, attention } : scorer
}

/** Histories of one pass; more would only need more memory at once. */
const BATCH = 512

function scorerOn(engine: Engine, metadata: PackageMetadata, start: () => Promise<Engine>): NodeScorer {
  const width = metadata.heads.reduce((sum, { units }) => sum + units, 0)
  const outputs = async (histories: readonly ScorerInput[]): Promise<Float32Array> => {
    const values = new Float32Array(histories.length * width)
    for (let from = 0; from < histories.length; from += BATCH) {
      const part = stackHistories(histories.slice(from, from + BATCH))
      values.set(await engine.score(part), from * width)
    }
    return values
  }
  return {
    metadata,
    outputs,
    quick: async () => scorerOn(await start(), metadata, start),
    async score(histories) {
      const values = await outputs(histories)
      return histories.map((_, index) => {
        let offset = index * width
        const byHead = metadata.heads.map((head) => values.subarray(offset, (offset += head.units)))
        return calibrate(byHead, metadata.heads)
      })
    },
  }
}
