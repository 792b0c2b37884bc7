// SPDX-License-Identifier: MIT
// What every contestant offers, ours and rivals alike. Each is a module of its own, so that none shares TensorFlow.js'
// global state, and none pays for another one's backend.

import type { ScoreBatch } from '../../src/model/engine.ts'

/** What a contestant is asked to run. */
export interface Task {
  /** Absolute address of the package's `model.json`. */
  readonly modelUrl: string
  /** Absolute address of the same network as an ONNX file. */
  readonly onnxUrl: string
  /** Absolute address of the folder with the WASM files of TensorFlow.js, with a slash at the end. */
  readonly tfjsWasmUrl: string
  /** Absolute address of the folder with the WASM files of onnxruntime-web, with a slash at the end. */
  readonly ortWasmUrl: string
  /** Tokens a visit. */
  readonly length: number
  /** Float channels a token, 0 for none. */
  readonly channelCount: number
}

/** A contestant that has loaded its model. */
export interface Running {
  /** @returns float32, row-major `[size, outputs]`. */
  score(batch: ScoreBatch): Promise<Float32Array>
  /** Bytes that hold the weights, where the contestant knows. */
  weightBytes?(): number
}

/** A way to run the network. */
export interface Contestant {
  /** Fetches the model and makes everything ready for the first score. */
  start(task: Task): Promise<Running>
}

/** What the module of a contestant exports. */
export interface ContestantModule {
  readonly contestant: Contestant
}
