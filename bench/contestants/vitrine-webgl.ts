// SPDX-License-Identifier: MIT
// Ours: fused programs on WebGL. On the page it reads back through a fence; in its worker it waits, which is faster.

import { createWebglEngine } from '../../src/model/webgl/create-webgl-engine.ts'
import { openContext } from '../../src/model/webgl/open-context.ts'
import type { Contestant } from './contestant.ts'
import { loadNetwork } from './load-network.ts'

export const contestant: Contestant = {
  async start(task) {
    const engine = await createWebglEngine(await loadNetwork(task), openContext(true))
    return { score: (batch) => engine.score(batch), weightBytes: () => engine.memory().weightBytes }
  },
}
