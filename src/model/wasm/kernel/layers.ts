// SPDX-License-Identifier: MIT
// What the module of layers.js exports. It shares the memory of the worker's module, and calls it.

export { attention } from './attention'
export { gru } from './gru'
export { pool } from './pool'
