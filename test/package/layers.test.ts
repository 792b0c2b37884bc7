// SPDX-License-Identifier: MIT
// Every rule on layers and doors is broken once, so that each is known to notice.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
// Inside the project, so that packages resolve as they do in `src`.
const PLACE = join(ROOT, 'build/broken-layers')

/** For each rule the file that breaks it and what it imports; `no-dead-files` is broken by being imported by nobody. */
const BREACHES: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'words-import-nothing': ['src/types.ts', './events/a.ts'],
  'pure-imports-down': ['src/events/a.ts', '../store/a.ts'],
  'pure-folders-apart': ['src/features/a.ts', '../events/a.ts'],
  'services-import-down': ['src/store/a.ts', '../worker/a.ts'],
  'services-apart': ['src/model/a.ts', '../store/a.ts'],
  'worker-imports-down': ['src/worker/a.ts', '../vitrine.ts'],
  'wiring-imports-down': ['src/vitrine.ts', './elements/a.ts'],
  'bindings-import-down': ['src/elements/a.ts', '../train/a.ts'],
  'bindings-apart': ['src/react/a.ts', '../elements/a.ts'],
  'entries-are-the-top': ['src/core/a.ts', '../index.ts'],
  'training-imports-down': ['src/train/a.ts', '../worker/b.ts'],
  'training-stays-in-node': ['src/sources/a.ts', '../train/a.ts'],
  'door-idb': ['src/consent/idb.ts', 'idb'],
  'door-tensorflow': ['src/worker/tensorflow.ts', '@tensorflow/tfjs-core'],
  'door-node': ['src/store/node.ts', 'node:fs'],
  'door-training-packages': ['src/store/csv.ts', '@duckdb/node-api'],
  'known-packages': ['src/train/unknown.ts', 'rollup'],
  'shop-knows-nothing': ['demo/a.js', '../src/vitrine.ts'],
  'shipped-without-tests': ['src/store/tested.ts', '../../test/a.ts'],
  'no-cycles': ['src/platform/b.ts', './c.ts'],
  'no-dead-files': ['src/platform/dead.ts', './b.ts'],
  resolvable: ['src/platform/nowhere.ts', './gone.ts'],
}

const OTHER_FILES: Readonly<Record<string, string>> = {
  'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "noEmit": true } }',
  'src/index.ts': 'export const x = 1',
  'src/worker/b.ts': 'export const x = 1',
  'src/platform/c.ts': "import './b.ts'",
  'test/a.ts': 'export const x = 1',
}

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string }
}

const RULES = join(ROOT, '.dependency-cruiser.mjs')
const { default: config } = (await import(pathToFileURL(RULES).href)) as {
  default: { forbidden: readonly { name: string; comment: string }[] }
}

let violations: readonly Violation[] = []

function write(file: string, text: string): void {
  mkdirSync(dirname(join(PLACE, file)), { recursive: true })
  writeFileSync(join(PLACE, file), `${text}\n`)
}

before(() => {
  rmSync(PLACE, { recursive: true, force: true })
  for (const [file, imported] of Object.values(BREACHES)) write(file, `import '${imported}'`)
  for (const [file, text] of Object.entries(OTHER_FILES)) write(file, text)
  const cruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const done = spawnSync(
    process.execPath,
    [cruise, '--config', RULES, '--output-type', 'json', 'src', 'demo', 'test'],
    { cwd: PLACE, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  violations = (JSON.parse(done.stdout) as { summary: { violations: Violation[] } }).summary.violations
})

after(() => {
  rmSync(PLACE, { recursive: true, force: true })
})

for (const { name, comment } of config.forbidden) {
  test(`a breach of "${name}" is noticed`, () => {
    const breach = BREACHES[name]
    assert.ok(breach, `No case breaks the rule "${name}". Add one to BREACHES.`)
    assert.ok(comment.length > 0)
    const places = violations.filter(({ rule }) => rule.name === name).map(({ from }) => from)
    assert.ok(places.includes(breach[0]), `${breach[0]} was not noticed, only: ${places.join(', ')}`)
  })
}
