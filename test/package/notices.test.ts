// SPDX-License-Identifier: MIT
// Every package whose code is inside a built file is named in NOTICE, with its licence.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rollup } from 'rollup'
import type { OutputOptions, RollupOptions } from 'rollup'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NOTICE = readFileSync(join(ROOT, 'NOTICE'), 'utf8')

const { default: builds } = (await import(pathToFileURL(join(ROOT, 'rollup.config.mjs')).href)) as {
  default: (RollupOptions & { output: OutputOptions })[]
}

/** Packages whose code is left in the bundle after tree-shaking. */
async function findBundled(options: RollupOptions & { output: OutputOptions }): Promise<string[]> {
  const { output, ...input } = options
  // Minifying takes long and changes nothing about where code comes from.
  const plugins = [input.plugins].flat().filter((plugin) => (plugin as { name?: string }).name !== 'terser')
  const bundle = await rollup({ ...input, plugins, logLevel: 'silent' })
  try {
    const generated = await bundle.generate(output)
    const modules = generated.output.flatMap((chunk) =>
      chunk.type === 'chunk' ? Object.entries(chunk.modules) : [],
    )
    const names = modules
      .filter(([, { renderedLength }]) => renderedLength > 0)
      .map(([id]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1])
      .filter((name) => name !== undefined)
    return [...new Set(names)].sort()
  } finally {
    await bundle.close()
  }
}

for (const options of builds) {
  const { file, dir } = options.output
  const what = file ?? `${dir}: ${Object.keys(options.input as object).join(', ')}`
  test(`NOTICE names every package inside ${what}`, async () => {
    for (const name of await findBundled(options)) {
      const { license } = JSON.parse(
        readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'),
      ) as {
        license: string
      }
      const line = NOTICE.split('\n').find((text) => text.startsWith(`${name} `))
      assert.ok(line, `${name} (${license}) is missing`)
      assert.ok(line.includes(license), `"${line}" does not say ${license}`)
    }
  })
}
