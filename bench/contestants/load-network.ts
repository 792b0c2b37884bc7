// SPDX-License-Identifier: MIT
// Fetches a package and plans it, as the worker does; the inputs may differ from the encoder's.

import type { Network, Weight } from '../../src/model/network.ts'
import * as layers from '../../src/model/layers/index.ts'
import { parsePackage } from '../../src/model/parse-package.ts'
import type { ModelPackage } from '../../src/model/parse-package.ts'
import type { Task } from './contestant.ts'

interface Manifest {
  readonly weightsManifest: readonly { readonly paths: readonly string[] }[]
}

/** Fetches a package. */
export async function loadPackage(
  task: Pick<Task, 'modelUrl' | 'length' | 'channelCount'>,
): Promise<ModelPackage> {
  const { modelUrl, length, channelCount } = task
  const modelJson = (await (await fetch(modelUrl)).json()) as Manifest
  const paths = modelJson.weightsManifest.flatMap((group) => group.paths)
  const [path, ...others] = paths
  if (path === undefined || others.length > 0) throw new Error(`${modelUrl} must name one file of weights`)
  const bytes = await (await fetch(new URL(path, modelUrl))).arrayBuffer()
  return parsePackage(modelJson, bytes, modelUrl, layers, { length, channelCount })
}

/**
 * Fetches and plans.
 * @throws Error when the network is not of the family.
 */
export async function loadNetwork(task: Parameters<typeof loadPackage>[0]): Promise<Network> {
  return networkOf(await loadPackage(task))
}

/**
 * The planned network.
 * @throws Error when it is not of the family.
 */
export function networkOf({ network, unsupported, url }: ModelPackage): Network {
  if (network === undefined) throw unsupported ?? new Error(`${url} is not planned`)
  return network
}

/** Every weight of a network, once. */
export function weightsOf(network: Network): Weight[] {
  const weights = network.nodes.flatMap((node): (Weight | undefined)[] => {
    switch (node.kind) {
      case 'embedding':
        return [node.table]
      case 'conv':
        return [node.kernel, node.bias]
      case 'lstm':
      case 'gru':
        return [node.kernel, node.recurrent, node.bias]
      default:
        return []
    }
  })
  return [...new Set(weights.filter((weight) => weight !== undefined))]
}
