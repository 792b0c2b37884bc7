// SPDX-License-Identifier: MIT
// The server behind `npm start`: what it serves, how long browsers keep it, which engine the pages ask for.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveDemo } from '../../scripts/serve.ts'

void test('the shop is at the root, what was built is under /vitrine/, and nothing else is to be had', async () => {
  const server = await serveDemo({ port: 0 })
  try {
    for (const path of [
      '/',
      '/index.html',
      '/product.html?id=TW-101',
      '/pictures/room.svg',
      '/vitrine/worker.js',
    ]) {
      const { status, headers } = await fetch(`${server.origin}${path}`)
      assert.equal(status, 200, path)
      assert.equal(headers.get('cache-control'), 'no-cache', path)
      assert.ok(headers.has('etag'), path)
    }
    for (const path of [
      '/package.json',
      '/vitrine/%2e%2e/package.json',
      '/vitrine/nothing.js',
      '/nothing.html',
    ]) {
      assert.equal((await fetch(`${server.origin}${path}`)).status, 404, path)
    }
    const etag = (await fetch(`${server.origin}/index.html`)).headers.get('etag') ?? ''
    const again = await fetch(`${server.origin}/index.html`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 304)
  } finally {
    await server.close()
  }
})

void test('an engine that is asked for stands in the script tag of each page, and only then', async () => {
  const [plain, asking] = await Promise.all([
    serveDemo({ port: 0 }),
    serveDemo({ port: 0, engine: 'wasm' }),
  ] as const)
  try {
    for (const path of ['/', '/cart.html', '/category.html?c=lighting']) {
      const tag = '<script async src="/vitrine/script.js"'
      assert.ok((await (await fetch(`${plain.origin}${path}`)).text()).includes(`${tag}>`), path)
      const page = await fetch(`${asking.origin}${path}`)
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
      assert.ok((await page.text()).includes(`${tag} data-engine="wasm">`), path)
    }
    assert.equal((await fetch(`${asking.origin}/nothing.html`)).status, 404)
  } finally {
    await Promise.all([plain.close(), asking.close()])
  }
})

void test('a port that is taken leads to the next one', async () => {
  const first = await serveDemo({ port: 0 })
  const taken = Number(new URL(first.origin).port)
  const second = await serveDemo({ port: taken })
  try {
    assert.ok(Number(new URL(second.origin).port) > taken)
  } finally {
    await Promise.all([first.close(), second.close()])
  }
})
