// SPDX-License-Identifier: MIT
// Builds `dist`: the bundles, the type declarations and the shipped model package.

import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { emitTypes } from './build-types.ts'
import { pruneTypes } from './prune-types.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const MODELS = ['shopper']
/** What training writes beside a package for people to look at; it is not shipped. */
const NOT_SHIPPED = ['results.json', 'report.html']

function clean(): void {
  mkdirSync(DIST, { recursive: true })
  for (const name of readdirSync(DIST)) {
    // The README is under version control and says what the other files are.
    if (name !== 'README.md') rmSync(join(DIST, name), { recursive: true })
  }
}

function runTool(script: string, args: readonly string[]): void {
  const done = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  if (done.error) throw done.error
  if (done.status !== 0) process.exit(done.status ?? 1)
}

function copyModels(): void {
  for (const name of MODELS) {
    const from = join(ROOT, 'models', name)
    if (!existsSync(join(from, 'model.json'))) {
      throw new Error(`models/${name} holds no model.json. Write it with "npm run train".`)
    }
    const filter = (file: string): boolean => !NOT_SHIPPED.includes(basename(file))
    cpSync(from, join(DIST, 'models', name), { recursive: true, filter })
  }
}

clean()
runTool('rollup/dist/bin/rollup', ['--config', 'rollup.config.mjs', '--silent'])
const complaints = emitTypes(join(ROOT, 'tsconfig.build.json'))
if (complaints !== '') {
  console.error(complaints)
  process.exit(1)
}
pruneTypes(join(DIST, 'types'), ['index.d.ts', 'elements/index.d.ts', 'train/index.d.ts'])
copyModels()
chmodSync(join(DIST, 'cli.js'), 0o755)
