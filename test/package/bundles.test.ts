// SPDX-License-Identifier: MIT
// What is inside the built files: packages and training data are credited, and the page's own files hold no engine.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { BUILDS, listBundled, nameBuild } from './support/list-bundled.ts'

const ROOT = new URL('../../', import.meta.url)
const notice = readFileSync(new URL('NOTICE', ROOT), 'utf8').split('\n')

function licenceOf(name: string): string {
  const manifest = readFileSync(new URL(`node_modules/${name}/package.json`, ROOT), 'utf8')
  return (JSON.parse(manifest) as { license: string }).license
}

for (const build of BUILDS) {
  const name = nameBuild(build)
  const files = await listBundled(build)

  test(`NOTICE names every package inside ${name}, with its licence`, () => {
    assert.ok(files.length > 0)
    for (const file of files) {
      const packageName = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]
      if (packageName === undefined) continue
      const licence = licenceOf(packageName)
      const isCredited = notice.some((line) => line.startsWith(`${packageName} ${licence}, `))
      assert.ok(isCredited, `no line of NOTICE starts with "${packageName} ${licence}, "`)
    }
  })

  if (name === 'dist/worker.js') {
    test('the worker holds the engines that answer first, and nothing of TensorFlow.js', () => {
      for (const engine of ['wasm', 'cpu']) {
        assert.ok(
          files.some((file) => file.startsWith(`src/model/${engine}/`)),
          `no ${engine} engine`,
        )
      }
      assert.deepEqual(
        files.filter((file) => file.includes('tensorflow')),
        [],
      )
    })
    test('the layers that the shipped network does without are in layers.js alone', () => {
      const others =
        /\/(layers|rules\/(activation|attention|conv1d|pool)|compile[-/](attention|conv|gru|pool)|kernel-bytes-layers)\b/
      assert.deepEqual(
        files.filter((file) => others.test(file)),
        [],
      )
    })
  } else if (name === 'dist/layers.js') {
    test('layers.js holds layers for the planner and both engines, and nothing of TensorFlow.js', () => {
      for (const file of [
        'topology/rules/conv1d',
        'cpu/compile-gru',
        'wasm/compile/gru',
        'wasm/kernel-bytes-layers',
      ])
        assert.ok(files.includes(`src/model/${file}.ts`), file)
      assert.deepEqual(
        files.filter((file) => file.includes('tensorflow')),
        [],
      )
    })
  } else if (name === 'dist/webgl.js') {
    test('the WebGL engine holds only the used part of TensorFlow.js', () => {
      assert.deepEqual(
        files.filter((file) => /tfjs-(layers|converter|data)\//.test(file)),
        [],
      )
      assert.ok(files.some((file) => file.includes('tfjs-backend-webgl/')))
    })
  } else if (!name.includes('cli') && name !== 'dist/generic.js') {
    test(`no engine, no feature table and no TensorFlow.js is inside ${name}`, () => {
      assert.deepEqual(
        files.filter((file) => /tensorflow|src\/(model\/(webgl|wasm|cpu)|features\/channels)\//.test(file)),
        [],
      )
    })
  }
}

test('NOTICE names all data that the shipped model was trained on', () => {
  const { userDefinedMetadata } = JSON.parse(
    readFileSync(new URL('models/shopper/model.json', ROOT), 'utf8'),
  ) as { userDefinedMetadata: { vitrine: { credits: readonly string[] } } }
  const { credits } = userDefinedMetadata.vitrine
  assert.ok(credits.length > 0)
  for (const credit of credits) {
    const [title] = credit.split(',')
    assert.ok(
      notice.some((line) => line.startsWith(`${title},`)),
      `no line of NOTICE starts with "${title},"`,
    )
  }
})
