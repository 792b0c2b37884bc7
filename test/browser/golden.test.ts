// SPDX-License-Identifier: MIT
// The page encodes as training does: the golden visits in Chromium.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import type { GoldenFile } from '../golden/encoding.ts'
import { launchBrowser } from '../support/browser.ts'

/** Math.tanh, log1p and exp may differ in the last bit between engines; nothing else may. */
const TOLERANCE = 1e-6

declare const encodeGolden: () => GoldenFile

let browser: Browser
let found: GoldenFile
const golden = JSON.parse(
  readFileSync(new URL('../golden/encodings.json', import.meta.url), 'utf8'),
) as GoldenFile

before(async () => {
  const entry = fileURLToPath(new URL('../golden/page.ts', import.meta.url))
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'iife', write: false })
  browser = await launchBrowser({ webgl: false })
  const page = await browser.newPage()
  await page.setContent('<!doctype html><title>Golden</title>')
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  found = await page.evaluate(() => encodeGolden())
})

after(() => browser.close())

test('Chromium knows the same channels and visits', () => {
  assert.deepEqual(found.channelNames, golden.channelNames)
  assert.equal(found.visits.length, golden.visits.length)
})

golden.visits.forEach((expected, index) => {
  test(`Chromium encodes within ${TOLERANCE}: ${expected.name}`, () => {
    const visit = found.visits[index]
    assert.deepEqual(
      { ...visit, channels: visit?.channels.length },
      { ...expected, channels: expected.channels.length },
    )
    expected.channels.forEach((row, at) =>
      row.forEach((value, column) => {
        const got = visit?.channels[at]?.[column] ?? NaN
        assert.ok(
          Math.abs(got - value) <= TOLERANCE,
          `row ${at}, ${golden.channelNames[column]}: ${got}, not ${value}`,
        )
      }),
    )
  })
})
