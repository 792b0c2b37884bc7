// SPDX-License-Identifier: MIT
// What the module exports. Addresses are bytes from the start of its memory.

export { activate } from './activate'
export { attention, softmaxRows } from './softmax'
export { copyRows, gather } from './rows'
export { gru } from './gru'
export { lstm } from './lstm'
export { pool } from './pool'
export { product } from './product'

/** Where memory that nobody uses begins: what lies before holds the constants. */
export const heap: usize = __heap_base
