// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import fc from 'fast-check'
import { TOKEN_COUNT } from '../../src/features/feature-table.ts'
import { TOKEN_EVENTS, TOKEN_NAMES } from '../../src/features/token.ts'
import { borrowedTokens, borrowRows, RELATIVES } from '../../src/train/pack/borrow-tokens.ts'
import { dequantise, quantise } from '../../src/train/pack/quantise.ts'
import { writePackage } from '../../src/train/pack/write-package.ts'
import type { PackageParts } from '../../src/train/pack/write-package.ts'
import { QuantisingError } from '../../src/train/train-errors.ts'
import { packTrainee, randomTrainee } from './train-support.ts'

const token = (name: string): number => TOKEN_NAMES.indexOf(name)

test('quantised weights come back within half a step, and zero as zero', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 }), (values) => {
      const tensor = quantise(Float32Array.from([0, ...values]))
      const back = dequantise(tensor)
      assert.equal(back[0], 0)
      values.forEach((value, index) => {
        const difference = Math.abs(back[index + 1]! - value)
        assert.ok(difference <= tensor.scale * 0.5001 + 1e-6, `${value} came back ${difference} off`)
      })
    }),
    { seed: 4 },
  )
})

test('weights that are all zero, all positive or all negative quantise', () => {
  assert.deepEqual([...dequantise(quantise(new Float32Array(3)))], [0, 0, 0])
  for (const sign of [1, -1]) {
    const values = Float32Array.of(sign, 2 * sign, 3 * sign)
    dequantise(quantise(values)).forEach((value, index) => assert.ok(Math.abs(value - values[index]!) < 0.01))
  }
})

test('weights that have diverged are refused', () => {
  assert.throws(() => quantise(Float32Array.of(1, NaN)), QuantisingError)
})

test('a token that was trained keeps its row; one that was not borrows from its nearest relative', () => {
  const counts = new Int32Array(TOKEN_COUNT)
  for (const name of ['view_item/new', 'view_item/seen', 'add_to_cart/seen', 'page_view/unknown'])
    counts[token(name)] = 50
  counts[token('view_cart/seen')] = 3
  const borrowed = borrowedTokens(counts, 20)
  const from = (name: string): string | undefined => TOKEN_NAMES[borrowed[token(name)] ?? -1]
  assert.equal(from('add_to_cart/seen'), 'add_to_cart/seen')
  assert.equal(from('add_to_cart/new'), 'add_to_cart/seen')
  assert.equal(from('view_cart/seen'), 'add_to_cart/seen')
  assert.equal(from('begin_checkout/unknown'), 'add_to_cart/seen')
  assert.equal(from('add_payment_info/seen'), 'add_to_cart/seen')
  assert.equal(from('view_item/near'), 'view_item/new')
  assert.equal(from('select_item/seen'), 'view_item/seen')
  assert.equal(from('search/new'), 'view_item/new')
  assert.equal(from('login/unknown'), 'page_view/unknown')
  assert.equal(borrowed[0], 0)
})

test('with view_item or page_view trained, no token is left untrained', () => {
  for (const only of ['view_item/new', 'page_view/unknown']) {
    const counts = new Int32Array(TOKEN_COUNT)
    counts[token(only)] = 100
    const reached = borrowedTokens(counts, 20)
      .slice(1)
      .filter((from) => from === token(only)).length
    const related = TOKEN_EVENTS.filter((name) =>
      [name, ...RELATIVES[name]].includes(only.split('/')[0] as never),
    )
    assert.equal(reached, related.length * 4, only)
    if (only.startsWith('view_item/')) assert.equal(related.length, TOKEN_EVENTS.length)
  }
})

test('borrowed rows are copies of the trained ones', () => {
  const table = Float32Array.of(0, 0, 1, 2, 3, 4)
  assert.deepEqual([...borrowRows(table, [0, 2, 2])], [0, 0, 3, 4, 3, 4])
  assert.deepEqual([...table], [0, 0, 1, 2, 3, 4])
})

test('a package is written whole, other files in its folder stay, and nothing is left beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-pack-'))
  try {
    const out = join(folder, 'models', 'shop')
    const trainee = randomTrainee({ embedding: 2, channels: true, lstm: 2, output: 'softmax' }, 1)
    const { json, weights } = packTrainee(trainee)
    const parts: PackageParts = {
      topology: json.modelTopology,
      shapes: trainee.shapes,
      tensors: new Map(trainee.shapes.map(({ name }) => [name, quantise(trainee.values.get(name)!)])),
      metadata: json.userDefinedMetadata.vitrine,
      card: '# Card\n',
    }
    await writePackage(out, parts)
    await writeFile(join(out, 'notes.txt'), 'mine')
    await writePackage(out, parts)
    assert.deepEqual((await readdir(out)).sort(), ['CARD.md', 'model.json', 'notes.txt', 'weights.bin'])
    assert.deepEqual(await readdir(join(folder, 'models')), ['shop'])
    assert.deepEqual(JSON.parse(await readFile(join(out, 'model.json'), 'utf8')), json)
    assert.deepEqual([...(await readFile(join(out, 'weights.bin')))], [...weights])
    assert.deepEqual(json.userDefinedMetadata.vitrine.files, {
      'weights.bin': createHash('sha256').update(weights).digest('hex'),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
