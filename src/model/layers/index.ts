// SPDX-License-Identifier: MIT
// Entry of dist/layers.js, which is loaded for a package with a layer that the worker's file does not know. Node
// imports it with the rest. See `../more-layers.ts`.

export { KERNEL_LAYERS as kernel } from '../wasm/kernel-bytes-layers.ts'
export { compileCpu } from './compile-cpu.ts'
export { compileWasm } from './compile-wasm.ts'
export { rules } from './rules.ts'
