// SPDX-License-Identifier: MIT
// The package as a shop gets it: packed, installed in an empty project, imported on a server, compiled, its command run.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { installPacked } from './support/install-packed.ts'
import type { ShopProject } from './support/install-packed.ts'

describe('the package in an empty project', () => {
  let shop: ShopProject

  before(() => {
    shop = installPacked()
  })
  after(() => {
    shop.remove()
  })

  it('holds what is built, the licence, the notices and the README, and nothing else', () => {
    const allowed = /^(package\.json|README\.md|LICENSE|NOTICE|dist\/.+\.(js|js\.map|d\.ts|json|bin|md))$/
    assert.deepEqual(
      shop.files.filter((file) => !allowed.test(file)),
      [],
    )
    for (const file of [
      'LICENSE',
      'NOTICE',
      'dist/index.js',
      'dist/worker.js',
      'dist/webgl.js',
      'dist/layers.js',
      'dist/script.js',
      'dist/cli.js',
    ]) {
      assert.ok(shop.files.includes(file), `${file} is missing`)
    }
  })

  it('weighs less than 2.2 MB', () => {
    assert.ok(shop.unpackedBytes < 2_200_000, `${shop.unpackedBytes} bytes`)
  })

  it('brings idb and nothing else', () => {
    const installed = readdirSync(join(shop.folder, 'node_modules')).filter((name) => !name.startsWith('.'))
    assert.deepEqual(installed.sort(), ['idb', 'vitrine'])
  })

  it('has a file behind every entry', () => {
    for (const entry of [
      'worker',
      'webgl',
      'layers',
      'script',
      'models/shopper/model.json',
      'models/shopper/weights.bin',
      'package.json',
    ]) {
      const { stdout } = shop.node(`console.log(import.meta.resolve('vitrine/${entry}'))`)
      assert.ok(existsSync(new URL(stdout.trim())), `vitrine/${entry} leads to ${stdout}`)
    }
  })

  for (const entry of ['vitrine', 'vitrine/elements', 'vitrine/train']) {
    it(`imports ${entry} on a server without reading a single browser global`, () => {
      const names = [
        'window',
        'document',
        'location',
        'indexedDB',
        'localStorage',
        'sessionStorage',
        'Worker',
        'self',
      ]
      const { status, stdout, stderr } = shop.node(`
        const read = []
        for (const name of ${JSON.stringify(names)}) {
          Object.defineProperty(globalThis, name, { configurable: true, get: () => void read.push(name) })
        }
        const exported = Object.keys(await import('${entry}'))
        console.log(JSON.stringify({ read, exported }))
      `)
      assert.equal(status, 0, stderr)
      const { read, exported } = JSON.parse(stdout) as { read: string[]; exported: string[] }
      assert.deepEqual(read, [])
      assert.ok(exported.length > 0)
    })
  }

  it('gives a server an instance that knows nobody and lets the process end', () => {
    const { status, stdout, stderr } = shop.node(`
      import { createVitrine } from 'vitrine'
      const vitrine = createVitrine({ consent: 'granted' })
      let calls = 0
      const undo = vitrine.subscribe(() => { calls += 1 })
      vitrine.track({ name: 'view_item', items: [{ item_id: 'L1' }] })
      const { stage, segment } = await vitrine.refresh()
      const kept = await vitrine.export()
      await vitrine.forget()
      undo()
      vitrine.dispose()
      console.log(JSON.stringify({ stage, segment, kept: kept === undefined, same: vitrine.get() === vitrine.get() }))
    `)
    assert.equal(status, 0, stderr)
    assert.deepEqual(JSON.parse(stdout), { stage: 'unknown', segment: 'unknown', kept: true, same: true })
  })

  it('recognises its errors by their brand', () => {
    const { stdout } = shop.node(`
      import { isVitrineError, ModelLoadError } from 'vitrine'
      const error = new ModelLoadError('/model.json', 'HTTP 404')
      console.log(isVitrineError(error), isVitrineError(new Error('no')), error.name, error.code)
    `)
    assert.equal(stdout.trim(), 'true false ModelLoadError model-load')
  })

  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    it(`compiles against its types with moduleResolution ${resolution}`, () => {
      const { status, output } = shop.compile(module, resolution)
      assert.equal(status, 0, output)
    })
  }

  it('says what its command does', () => {
    const { status, stdout, stderr } = shop.command('--help')
    assert.equal(status, 0, stderr)
    assert.match(stdout, /^ +train /m)
  })

  it('asks by name for what only training needs', () => {
    const header =
      'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session'
    const row = '2019-10-01 00:00:00 UTC,view,1,2,lamps.desk,elm,9.90,3,a1b2'
    writeFileSync(join(shop.folder, 'events.csv'), `${header}\n${row}\n`)
    const { status, stderr } = shop.command('train', '--rees46', 'events.csv', '--out', 'package')
    assert.notEqual(status, 0)
    const manifest = join(shop.folder, 'node_modules/vitrine/package.json')
    const { peerDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      peerDependencies: Record<string, string>
    }
    const asked = /npm install(.*)/.exec(stderr)?.[1] ?? ''
    const peers = Object.keys(peerDependencies).filter((name) => asked.includes(name))
    assert.ok(peers.length > 0, `no peer is named after "npm install": ${stderr}`)
  })
})
