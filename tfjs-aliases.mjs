// SPDX-License-Identifier: MIT
// Which modules of TensorFlow.js are replaced in the bundles, and by what, and which of its flags are settled before it
// is bundled: docs/decisions/0004-webgl-programs.md.
// rollup.config.mjs builds with it, and so do browser tests and bench, so that what is tested is what is shipped.

import { readFile } from 'node:fs/promises'
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

/** What the WebGL backend's flags say for our engine; the device is checked before (`open-context.ts`). Others are false. */
const FLAGS = {
  CPU_HANDOFF_SIZE_THRESHOLD: 0,
  HAS_WEBGL: true,
  // Bytes of recycled textures above which released ones are deleted.
  WEBGL_DELETE_TEXTURE_THRESHOLD: 64 * 1024 * 1024,
  WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION: 0,
  WEBGL_FLUSH_THRESHOLD: -1,
  WEBGL_LAZILY_UNPACK: true,
  WEBGL_MAX_SIZE_FOR_NARROW_TEXTURE: Infinity,
  WEBGL_PACK: true,
  WEBGL_RENDER_FLOAT32_CAPABLE: true,
  WEBGL_RENDER_FLOAT32_ENABLED: true,
  WEBGL_SIZE_UPLOAD_UNIFORM: 0,
  WEBGL_VERSION: 2,
}

/** Flags that are set while the engine runs: `src/model/webgl/tfjs/core.ts` keeps them. */
const LIVE_FLAGS = ['ENGINE_COMPILE_ONLY', 'WEBGL_MAX_TEXTURE_SIZE']

/** Where flags are settled. */
export const FLAGGED_FILES = /tfjs-backend-webgl[\\/]dist[\\/]/

/** Puts settled flags in the place of their look-ups, so that what WebGL 1 and debugging need falls out of the bundle. */
export function settleFlags(code) {
  return code.replace(/\benv\(\)\.get(?:Bool|Number)?\('(\w+)'\)/g, (lookUp, flag) =>
    LIVE_FLAGS.includes(flag) ? lookUp : String(FLAGS[flag] ?? false),
  )
}

/** Both for esbuild, with which tests and bench bundle. */
export const CUT_TFJS = {
  name: 'cut-tfjs',
  setup({ onLoad, onResolve }) {
    for (const { find, replacement } of TFJS_ALIASES)
      onResolve({ filter: find }, () => ({ path: replacement }))
    onLoad({ filter: FLAGGED_FILES }, async ({ path }) => ({
      contents: settleFlags(await readFile(path, 'utf8')),
    }))
  },
}
