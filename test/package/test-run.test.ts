// SPDX-License-Identifier: MIT
// The runner itself: what fails, crashes, is skipped or tests nothing must show in the count.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'

const RUNNER = new URL('../../scripts/test-run.ts', import.meta.url).href
const TSX = import.meta.resolve('tsx')

/** Runs one test file of that text by the runner, in a process of its own. */
function count(text: string, limitMs = 60_000): { passed: number; failed: number; skipped: number } {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-runner-'))
  try {
    const file = join(folder, 'case.test.mjs')
    writeFileSync(
      file,
      `import assert from 'node:assert'\nimport { describe, it, test } from 'node:test'\n${text}\n`,
    )
    const script = join(folder, 'run.mjs')
    writeFileSync(
      script,
      `import { runTestFiles } from ${JSON.stringify(RUNNER)}
      console.log('\\n' + JSON.stringify(await runTestFiles([${JSON.stringify(file)}], 1, ${limitMs})))`,
    )
    // node:test refuses to run inside itself, and knows that by this variable.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const done = spawnSync(process.execPath, ['--import', TSX, script], { env, encoding: 'utf8' })
    return JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '') as ReturnType<typeof count>
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('tests are counted, groups of tests are not', () => {
  const text = "describe('group', () => { it('one', () => {}); it('two', () => {}) })"
  assert.deepEqual(count(text), { passed: 2, failed: 0, skipped: 0 })
})

test('a failure is counted once, not again for the group around it', () => {
  const text = "describe('group', () => { it('one', () => assert.equal(1, 2)); it('two', () => {}) })"
  assert.deepEqual(count(text), { passed: 1, failed: 1, skipped: 0 })
})

test('a skipped test is not a passed one', () => {
  assert.deepEqual(count("test('later', { skip: true }, () => {})"), { passed: 0, failed: 0, skipped: 1 })
})

test('a file that tests nothing fails', () => {
  assert.deepEqual(count('export {}'), { passed: 0, failed: 1, skipped: 0 })
})

test('a file that cannot be loaded fails', () => {
  assert.deepEqual(count("import './nowhere.mjs'"), { passed: 0, failed: 1, skipped: 0 })
})

test('a file that ends its process in the middle fails', () => {
  const text = "test('one', () => {}); test('two', async () => { await 0; process.exit(3) })"
  assert.equal(count(text).failed, 1)
})

test('a file that never ends is stopped and fails', () => {
  const text = "test('one', () => {}); test('two', () => new Promise(() => setInterval(() => {}, 1000)))"
  assert.equal(count(text, 2000).failed, 1)
})
