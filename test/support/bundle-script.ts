// SPDX-License-Identifier: MIT
// Bundles a TypeScript file into one classic script for a page or a worker, the way the build does.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { TFJS_ALIASES } from '../../tfjs-aliases.mjs'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const tfjsParts: Plugin = {
  name: 'tfjs-parts',
  setup({ onResolve }) {
    for (const { find, replacement } of TFJS_ALIASES)
      onResolve({ filter: find }, () => ({ path: replacement }))
  },
}

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
    plugins: [tfjsParts],
  })
  return outputFiles[0]?.text ?? ''
}
