// SPDX-License-Identifier: MIT
// Bundles a TypeScript file into one classic script for a page or a worker, the way the build does.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * Bundles a file of `test/support`.
 * @param file - Its name.
 * @returns The script's text.
 */
export async function bundleScript(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at(file)],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    // As in rollup.config.mjs: the root of tfjs-core registers every op, `base` what the backend uses.
    alias: { '@tensorflow/tfjs-core': at('../../node_modules/@tensorflow/tfjs-core/dist/base.js') },
  })
  return outputFiles[0]?.text ?? ''
}
