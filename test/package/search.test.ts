// SPDX-License-Identifier: MIT
// The built command: the threads of a search find their module in `dist`.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inventedShop } from '../unit/train-support.ts'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

test('the built command searches on two threads', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-built-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'shop.csv'), inventedShop(700))
  const args = ['search', '--rees46', 'shop.csv', '--out', 'found', '--vary', 'batch-size=32,64']
  const { status, stderr } = spawnSync(
    process.execPath,
    [CLI, ...args, '--method', 'grid', '--epochs', '1', '--jobs', '2'],
    { cwd: folder, encoding: 'utf8' },
  )
  assert.equal(status, 0, stderr)
  const { trials } = JSON.parse(readFileSync(join(folder, 'found', 'search.json'), 'utf8')) as {
    trials: { status: string }[]
  }
  assert.deepEqual(
    trials.map((trial) => trial.status),
    ['done', 'done'],
  )
})
