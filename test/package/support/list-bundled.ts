// SPDX-License-Identifier: MIT
// Which files have code left in a bundle after tree-shaking.

import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rollup } from 'rollup'
import type { OutputOptions, RollupOptions } from 'rollup'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** One pass of the rollup configuration. */
export type Build = RollupOptions & { readonly output: OutputOptions }

const { default: builds } = (await import(pathToFileURL(join(ROOT, 'rollup.config.mjs')).href)) as {
  default: readonly Build[]
}

/** Every pass. */
export const BUILDS: readonly Build[] = builds

/** What a pass writes, such as `dist/worker.js`. */
export function nameBuild({ input, output }: Build): string {
  return output.file ?? `${output.dir}: ${Object.keys(input as object).join(', ')}`
}

/**
 * Bundles without writing.
 * @returns Paths from the root of the project, by name.
 */
export async function listBundled({ output, ...input }: Build): Promise<string[]> {
  // Minifying takes long and changes nothing about where code comes from.
  const plugins = [input.plugins].flat().filter((plugin) => (plugin as { name?: string }).name !== 'terser')
  const bundle = await rollup({ ...input, plugins, logLevel: 'silent' })
  try {
    const generated = await bundle.generate(output)
    const chunks = generated.output.filter((file) => file.type === 'chunk')
    return chunks
      .flatMap(({ modules }) => Object.entries(modules))
      .filter(([, { renderedLength }]) => renderedLength > 0)
      .map(([id]) => relative(ROOT, id).replaceAll('\\', '/'))
      .sort()
  } finally {
    await bundle.close()
  }
}
