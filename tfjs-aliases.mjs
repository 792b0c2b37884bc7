// SPDX-License-Identifier: MIT
// Which modules of TensorFlow.js are replaced in the bundles, and by what: docs/decisions/0004-webgl-programs.md.
// rollup.config.mjs builds with it, and so do the browser tests, so that what is tested is what is shipped.

import { fileURLToPath } from 'node:url'

const own = (file) => fileURLToPath(new URL(`src/model/webgl/tfjs/${file}`, import.meta.url))

const UNUSED =
  /^\.\/((decode|encode)_(matrix|matrix_packed|float|float_packed)_gpu|(un)?pack_gpu|reshape_packed_gpu|unaryop(_packed)?_gpu|kernel_utils\/shared)$/

/** Import as it is written → absolute path of the file that is taken instead. */
export const TFJS_ALIASES = [
  { find: /^@tensorflow\/tfjs-core$/, replacement: own('core.ts') },
  { find: /^\.\/flags_webgl$/, replacement: own('flags.ts') },
  { find: /^\.\/shader_compiler$/, replacement: own('shader-compiler.ts') },
  { find: /^\.\/glsl_version$/, replacement: own('glsl-version.ts') },
  { find: /^\.\/canvas_util$/, replacement: own('canvas-util.ts') },
  { find: UNUSED, replacement: own('unused-programs.ts') },
]

/** For dist/generic.js: random numbers and hashes come as CommonJS, which a module cannot hold, and no model needs them. */
export const GENERIC_ALIASES = [
  { find: /^\.\/hash_util$/, replacement: own('no-hash.ts') },
  { find: /^seedrandom$/, replacement: own('no-random.ts') },
]
