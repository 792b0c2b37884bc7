// SPDX-License-Identifier: MIT
// Where the pages of the bench find what they load.

import { serveFolders } from '../../test/support/serve.ts'
import type { FolderServer } from '../../test/support/serve.ts'
import type { ContestantName } from '../contestants/list.ts'
import type { BenchNetwork } from '../networks.ts'
import type { StartOptions } from '../page/page.ts'
import { OUT } from '../out.ts'

/** An isolated page has a clock of 5 µs instead of 100. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

/** Serves the bench; with `isolated`, the way that gives pages a fine clock. */
export function serveBench(isolated: boolean): Promise<FolderServer> {
  return serveFolders(
    {
      '/': OUT,
      '/vitrine/': 'dist',
      '/tfjs-wasm/': 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out',
      '/ort/': 'node_modules/onnxruntime-web/dist',
    },
    { headers: isolated ? ISOLATED : {} },
  )
}

/** What a contestant is started with. */
export function startOptions(
  origin: string,
  contestant: ContestantName,
  { name, network }: BenchNetwork,
): StartOptions {
  const { length, channelCount, vocabulary } = network
  return {
    moduleUrl: `${origin}/${contestant}.js`,
    sizes: { length, channelCount, vocabulary },
    task: {
      modelUrl: `${origin}/${name}/model.json`,
      onnxUrl: `${origin}/${name}/network.onnx`,
      tfjsWasmUrl: `${origin}/tfjs-wasm/`,
      ortWasmUrl: `${origin}/ort/`,
      length,
      channelCount,
    },
  }
}
