// SPDX-License-Identifier: MIT
// A model package in Node: the same parser, forward pass and calibration as the page's plain engine.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EncodedHistory } from '../features/encode-history.ts'
import { createCpuEngine } from '../model/cpu/create-cpu-engine.ts'
import type { PackageMetadata } from '../model/package-format.ts'
import { parsePackage } from '../model/parse-package.ts'
import { stackHistories } from '../model/stack-histories.ts'
import { calibrate } from '../segments/calibrate.ts'
import type { Probabilities } from '../types.ts'

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
}

/**
 * Loads a package from a folder.
 * @param packageDir - Folder with `model.json` and its weight files.
 * @throws `ModelFormatError` or `ModelVersionError` for a package that is damaged or of another release;
 * `UnsupportedLayerError` for a network that the plain engine cannot run.
 * @public
 */
export async function loadNodeScorer(packageDir: string): Promise<NodeScorer> {
  const file = join(packageDir, 'model.json')
  const json = JSON.parse(await readFile(file, 'utf8')) as { weightsManifest?: { paths?: string[] }[] }
  const paths = (json.weightsManifest ?? []).flatMap((group) => group.paths ?? [])
  const shards = await Promise.all(paths.map((path) => readFile(join(packageDir, path))))
  return createNodeScorer(json, Buffer.concat(shards), file)
}

/**
 * Makes a scorer of a package in memory.
 * @param modelJson - `model.json`, parsed.
 * @param weights - Bytes of all shards, in order.
 * @param name - Where it came from, for messages.
 */
export function createNodeScorer(modelJson: unknown, weights: Uint8Array, name: string): NodeScorer {
  const { metadata, network, unsupported } = parsePackage(modelJson, new Uint8Array(weights).buffer, name)
  if (!network) throw unsupported ?? new Error(`${name} has no network.`)
  const engine = createCpuEngine(network)
  const outputs = async (histories: readonly ScorerInput[]): Promise<Float32Array> => {
    if (histories.length === 0) return new Float32Array(0)
    return engine.score(stackHistories(histories))
  }
  return {
    metadata,
    outputs,
    async score(histories) {
      const values = await outputs(histories)
      return histories.map((_, index) => {
        let offset = index * network.outputs
        const byHead = metadata.heads.map((head) => values.subarray(offset, (offset += head.units)))
        return calibrate(byHead, metadata.heads)
      })
    },
  }
}
