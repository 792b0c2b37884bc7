// SPDX-License-Identifier: MIT
// Bundles TypeScript for a page or a worker, the way the build does.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { CUT_TFJS, GENERIC_ALIASES } from '../../tfjs-aliases.mjs'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const cutGeneric: Plugin = {
  name: 'cut-generic',
  setup({ onResolve }) {
    for (const { find, replacement } of GENERIC_ALIASES)
      onResolve({ filter: find }, () => ({ path: replacement }))
  },
}

async function bundle(path: string, format: 'iife' | 'esm', cut: Plugin): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at(path)],
    bundle: true,
    format,
    target: 'es2022',
    write: false,
    logLevel: 'error',
    // A classic script has no address of its own; what asks for one is not used in it.
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: [cut],
  })
  return outputFiles[0]?.text ?? ''
}

/**
 * Bundles a file of `test/support` into one script.
 * @param file - Its name.
 * @param format - A classic script, or a module.
 */
export function bundleScript(file: string, format: 'iife' | 'esm' = 'iife'): Promise<string> {
  return bundle(file, format, CUT_TFJS)
}

/** Bundles the generic engine into a module, as the build does. */
export function bundleGeneric(): Promise<string> {
  return bundle('../../src/model/webgl/generic/index.ts', 'esm', cutGeneric)
}
