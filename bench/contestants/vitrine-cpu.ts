// SPDX-License-Identifier: MIT
// Ours: plain TypeScript. It keeps the package's own bytes.

import { createCpuEngine } from '../../src/model/cpu/create-cpu-engine.ts'
import * as layers from '../../src/model/layers/index.ts'
import type { Contestant } from './contestant.ts'
import { loadNetwork, weightsOf } from './load-network.ts'

export const contestant: Contestant = {
  async start(task) {
    const network = await loadNetwork(task)
    const engine = createCpuEngine(network, layers)
    const weightBytes = weightsOf(network).reduce((sum, { data }) => sum + data.byteLength, 0)
    return { score: (batch) => engine.score(batch), weightBytes: () => weightBytes }
  },
}
