// SPDX-License-Identifier: MIT
// Packs the project as it would be published and installs it in an empty project outside of this one.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** How a command ended. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** Both, for messages. */
  readonly output: string
}

/** An empty shop project with the package in it. */
export interface ShopProject {
  readonly folder: string
  /** Paths in the package. */
  readonly files: readonly string[]
  /** Size of the package on disk. */
  readonly unpackedBytes: number
  /** Runs an ES module of that text. */
  node(text: string): Ended
  /** Runs the command of the package. */
  command(...args: string[]): Ended
  /** Compiles a module that uses the package. */
  compile(module: string, moduleResolution: string): Ended
  remove(): void
}

const CONSUMER = `
import { createVitrine, isVitrineError, ModelLoadError } from 'vitrine'
import type { ShopEvent, VisitorState, Vitrine } from 'vitrine'
import { defineElements } from 'vitrine/elements'

const vitrine: Vitrine = createVitrine({ consent: 'granted', onError: (error) => console.log(error.code) })
const event: ShopEvent = { name: 'view_item', items: [{ item_id: 'L1', price: 49 }] }
vitrine.track(event)
const undo: () => void = vitrine.subscribe((state: VisitorState) => console.log(state.segment))
defineElements(vitrine)
export { undo, isVitrineError, ModelLoadError }
`

function run(command: string, args: readonly string[], cwd: string): Ended {
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env
  const done = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 180_000,
    // On Windows npm and npx are .cmd files, which only a shell starts.
    shell: process.platform === 'win32' && command !== process.execPath,
  })
  if (done.error) throw done.error
  const { status, stdout, stderr } = done
  return { status, stdout, stderr, output: `${stdout}${stderr}` }
}

function must(ended: Ended, what: string): Ended {
  if (ended.status !== 0) throw new Error(`${what} failed:\n${ended.output}`)
  return ended
}

/** Packs and installs; the built `dist` must be there. */
export function installPacked(): ShopProject {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-shop-'))
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', private: true, type: 'module' }))
  writeFileSync(join(folder, 'src/shop.ts'), CONSUMER)
  const packed = must(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT),
    'npm pack',
  )
  const [{ filename, files, unpackedSize }] = JSON.parse(packed.stdout) as [
    { filename: string; files: { path: string }[]; unpackedSize: number },
  ]
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock']
  must(run('npm', ['install', ...quiet, `./${filename}`], folder), 'npm install')
  return {
    folder,
    files: files.map(({ path }) => path),
    unpackedBytes: unpackedSize,
    node: (text) => run(process.execPath, ['--input-type=module', '--eval', text], folder),
    command: (...args) => run('npx', ['--no-install', 'vitrine', ...args], folder),
    compile(module, moduleResolution) {
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2022', 'dom', 'dom.iterable'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      }
      const config = join(folder, `tsconfig.${moduleResolution}.json`)
      writeFileSync(config, JSON.stringify({ compilerOptions, include: ['src'] }))
      return run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config], folder)
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
