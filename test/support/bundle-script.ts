// SPDX-License-Identifier: MIT
// Bundles TypeScript for a page or a worker, the way the build does.

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { FLAGGED_FILES, GENERIC_ALIASES, settleFlags, TFJS_ALIASES } from '../../tfjs-aliases.mjs'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

type Aliases = typeof TFJS_ALIASES

const aliased = (aliases: Aliases): Plugin => ({
  name: 'tfjs-parts',
  setup({ onLoad, onResolve }) {
    for (const { find, replacement } of aliases) onResolve({ filter: find }, () => ({ path: replacement }))
    if (aliases !== TFJS_ALIASES) return
    onLoad({ filter: FLAGGED_FILES }, async ({ path }) => ({
      contents: settleFlags(await readFile(path, 'utf8')),
    }))
  },
})

async function bundle(path: string, format: 'iife' | 'esm', aliases: Aliases): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at(path)],
    bundle: true,
    format,
    target: 'es2022',
    write: false,
    logLevel: 'error',
    // A classic script has no address of its own; what asks for one is not used in it.
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: [aliased(aliases)],
  })
  return outputFiles[0]?.text ?? ''
}

/**
 * Bundles a file of `test/support` into one script.
 * @param file - Its name.
 * @param format - A classic script, or a module.
 */
export function bundleScript(file: string, format: 'iife' | 'esm' = 'iife'): Promise<string> {
  return bundle(file, format, TFJS_ALIASES)
}

/** Bundles the generic engine into a module, as the build does. */
export function bundleGeneric(): Promise<string> {
  return bundle('../../src/model/webgl/generic/index.ts', 'esm', GENERIC_ALIASES)
}
