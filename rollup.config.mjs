// ESM entries that share chunks; the worker; what it loads when it needs it: more layers, the two engines on
// TensorFlow.js; the script-tag build; the command.
import { fileURLToPath } from 'node:url'
import alias from '@rollup/plugin-alias'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import esbuild from 'rollup-plugin-esbuild'
import { FLAGGED_FILES, GENERIC_ALIASES, settleFlags, TFJS_ALIASES } from './tfjs-aliases.mjs'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const typescript = esbuild({ target: 'es2022', tsconfig: at('tsconfig.json') })
// Names stay, so that a stack says something.
const compact = esbuild({
  target: 'es2022',
  tsconfig: at('tsconfig.json'),
  minifyWhitespace: true,
  minifySyntax: true,
})
const minify = terser({
  ecma: 2020,
  module: true,
  // TensorFlow.js writes shaders that do not compile to the console: the error says it, and the next engine takes over.
  compress: { passes: 3, pure_getters: true, pure_funcs: ['console.log'] },
  format: { comments: false },
})

// The root of tfjs-core registers every op and gradient: the bundle has the parts that the WebGL backend uses.
const tfjsParts = alias({ entries: TFJS_ALIASES })
const tfjsFlags = {
  name: 'tfjs-flags',
  transform: (code, id) => (FLAGGED_FILES.test(id) ? { code: settleFlags(code), map: null } : undefined),
}

// idb adds short cuts on databases and async iteration of cursors as it loads. The store uses neither, and every page
// would carry them: taken as pure, the calls that add them fall away. `npm ci` pins the idb that this is true of.
const treeshake = { manualPureFunctions: ['replaceTraps'] }

const banner = '/*! vitrine, MIT; see NOTICE */'

export default [
  {
    input: { index: 'src/index.ts', elements: 'src/elements/index.ts' },
    external: ['idb'],
    plugins: [nodeResolve(), typescript],
    output: { dir: 'dist', format: 'es', chunkFileNames: 'shared-[name].js', banner, sourcemap: true },
  },
  {
    input: 'src/worker/entry.ts',
    treeshake,
    plugins: [nodeResolve({ browser: true }), typescript, minify],
    output: { file: 'dist/worker.js', format: 'es', banner, inlineDynamicImports: true },
  },
  {
    input: 'src/model/layers/index.ts',
    plugins: [nodeResolve({ browser: true }), typescript, minify],
    output: { file: 'dist/layers.js', format: 'es', banner, inlineDynamicImports: true },
  },
  {
    input: 'src/model/webgl/create-webgl-engine.ts',
    plugins: [tfjsParts, tfjsFlags, nodeResolve({ browser: true }), typescript, minify],
    output: { file: 'dist/webgl.js', format: 'es', banner, inlineDynamicImports: true },
  },
  {
    // Loaded for a model that is not of the family; nothing else refers to it.
    input: 'src/model/webgl/generic/index.ts',
    plugins: [alias({ entries: GENERIC_ALIASES }), nodeResolve({ browser: true }), typescript, minify],
    output: { file: 'dist/generic.js', format: 'es', banner, inlineDynamicImports: true },
  },
  {
    input: 'src/script.ts',
    treeshake,
    plugins: [nodeResolve({ browser: true }), typescript, minify],
    output: { file: 'dist/script.js', format: 'iife', banner, inlineDynamicImports: true },
  },
  {
    input: {
      cli: 'src/train/cli.ts',
      train: 'src/train/index.ts',
      // What the threads of a search run; src/train/search/run-search.ts knows its name.
      'train-worker': 'src/train/search/trial-worker.ts',
    },
    external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('src/'),
    plugins: [nodeResolve(), compact],
    output: { dir: 'dist', format: 'es', chunkFileNames: 'train-[name].js', banner },
  },
]
