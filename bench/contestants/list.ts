// SPDX-License-Identifier: MIT
// Who takes part: names, where their code is, which files a shop would have to serve.

import { OUT } from '../out.ts'

/** A contestant's name. */
export type ContestantName =
  | 'vitrine-webgl'
  | 'vitrine-webgl-worker'
  | 'vitrine-wasm'
  | 'vitrine-cpu'
  | 'tfjs-layers-webgl'
  | 'tfjs-layers-webgl-worker'
  | 'tfjs-ops-webgl'
  | 'tfjs-layers-wasm'
  | 'tfjs-layers-cpu'
  | 'onnxruntime-wasm'
  | 'plain-loops'

/** What the bench knows about one. */
export interface ContestantEntry {
  readonly name: ContestantName
  /** For the table. */
  readonly label: string
  /** Files beside its own bundle that a page downloads, from the root of the project. */
  readonly extraFiles: readonly string[]
  /** The file that a shop would serve for it, in the place of its own bundle; from the root of the project. */
  readonly shippedAs?: string
}

const TFJS_WASM = 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm'
const ORT = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded'

/** Ours first. One file ships all three of ours, together with loader, store and features. */
export const CONTESTANTS: readonly ContestantEntry[] = [
  {
    name: 'vitrine-webgl',
    label: 'Vitrine, WebGL',
    extraFiles: ['dist/webgl.js'],
    shippedAs: 'dist/worker.js',
  },
  {
    name: 'vitrine-webgl-worker',
    label: 'Vitrine, WebGL in a worker',
    extraFiles: ['dist/webgl.js'],
    shippedAs: 'dist/worker.js',
  },
  { name: 'vitrine-wasm', label: 'Vitrine, WASM', extraFiles: [], shippedAs: 'dist/worker.js' },
  { name: 'vitrine-cpu', label: 'Vitrine, CPU', extraFiles: [], shippedAs: 'dist/worker.js' },
  { name: 'tfjs-layers-webgl', label: 'tfjs layers, WebGL (naive)', extraFiles: [] },
  {
    name: 'tfjs-layers-webgl-worker',
    label: 'tfjs layers, WebGL in a worker',
    extraFiles: [],
    shippedAs: `${OUT}/tfjs-layers-webgl.js`,
  },
  { name: 'tfjs-ops-webgl', label: 'tfjs ops, WebGL', extraFiles: [] },
  { name: 'tfjs-layers-wasm', label: 'tfjs layers, WASM', extraFiles: [TFJS_WASM] },
  { name: 'tfjs-layers-cpu', label: 'tfjs layers, CPU', extraFiles: [] },
  {
    name: 'onnxruntime-wasm',
    label: 'onnxruntime-web, WASM',
    extraFiles: [`${ORT}.mjs`, `${ORT}.wasm`],
  },
  { name: 'plain-loops', label: 'plain loops', extraFiles: [] },
]
