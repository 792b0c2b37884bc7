// SPDX-License-Identifier: MIT
// What the module of layers.js exports: all of the worker's, and what the other layers call.

export * from './index'
export { attention } from './softmax'
export { gru } from './gru'
export { pool } from './pool'
