// SPDX-License-Identifier: MIT
// What the module of the worker's file exports; `layers.ts` has what layers.js adds, and calls some of it. Addresses are bytes from the start of its memory.

export { activate, activate4 } from './activate'
export { softmax, softmaxRows } from './softmax'
export { copyRows, gather } from './rows'
export { lstm } from './lstm'
export { product } from './product'

/** Where memory that nobody uses begins: what lies before holds the constants. */
export const heap: usize = __heap_base
