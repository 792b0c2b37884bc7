// SPDX-License-Identifier: MIT
// Bundles for the bench: ours with the aliases of the build, rivals as their packages are, all minified alike.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { CUT_TFJS } from '../tfjs-aliases.mjs'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** How a file is bundled. */
export interface BundleOptions {
  /** Whether TensorFlow.js is cut down as the build does it: for our engines, never for a rival. */
  readonly cutTfjs?: boolean
  /** A module, or a classic script. */
  readonly format?: 'esm' | 'iife'
}

/**
 * Bundles and minifies.
 * @param file - Path under `bench/`.
 * @returns The code.
 */
export async function bundle(file: string, options: BundleOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at(file)],
    bundle: true,
    minify: true,
    format: options.format ?? 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: options.cutTfjs === true ? [CUT_TFJS] : [],
  })
  return outputFiles[0]?.text ?? ''
}
