// SPDX-License-Identifier: MIT
// The bench compares what computes the same: every contestant runs both networks and agrees with the plain engine.
// Counts do not depend on the machine, so they are tests; times are not.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { CONTESTANTS } from '../../bench/contestants/list.ts'
import { measureArena } from '../../bench/measure/measure-arena.ts'
import { measureProbe } from '../../bench/measure/measure-probe.ts'
import { serveBench, startOptions } from '../../bench/measure/places.ts'
import { loadBenchNetwork } from '../../bench/networks.ts'
import { prepareFiles } from '../../bench/prepare.ts'
import { launchWith } from '../../bench/rasterisers.ts'
import type { FolderServer } from '../support/serve.ts'

describe('the contestants of the bench', () => {
  let browser: Browser
  let server: FolderServer

  before(async () => {
    await prepareFiles(await Promise.all([loadBenchNetwork('reference'), loadBenchNetwork('shipped')]))
    server = await serveBench(true)
    browser = await launchWith('swiftshader')
  })
  after(async () => {
    await browser.close()
    await server.close()
  })

  for (const name of ['reference', 'shipped'] as const) {
    it(`all agree with the plain engine on the ${name} network, and all are timed`, async () => {
      const network = await loadBenchNetwork(name)
      const { entries, warm } = await measureArena(browser, server.origin, network, {
        rounds: 1,
        batchRounds: 0,
      })
      const names = CONTESTANTS.map((one) => one.name)
      assert.deepEqual(
        entries.map((entry) => ({ name: entry.name, problem: entry.problem })),
        names.map((wanted) => ({ name: wanted, problem: undefined })),
      )
      assert.ok(entries.every(({ difference }) => difference <= 1e-4))
      assert.deepEqual(Object.keys(warm).sort(), [...names].sort())
    })
  }

  it('a layers model takes twenty times the draws of ours, ten times the programs, and four times the memory', async () => {
    const network = await loadBenchNetwork('reference')
    const count = (name: 'vitrine-webgl' | 'tfjs-layers-webgl'): ReturnType<typeof measureProbe> =>
      measureProbe(browser, server.origin, startOptions(server.origin, name, network))
    const [ours, naive] = [await count('vitrine-webgl'), await count('tfjs-layers-webgl')]
    assert.ok(naive.draws >= 20 * ours.draws, `${naive.draws} and ${ours.draws} draws`)
    assert.ok(naive.programs >= 10 * ours.programs, `${naive.programs} and ${ours.programs} programs`)
    assert.deepEqual([ours.uploads, ours.readbacks], [1, 1])
    assert.equal(naive.weightBytes, 4 * network.parameters)
    assert.ok(ours.weightBytes! <= 0.27 * naive.weightBytes, `${ours.weightBytes} bytes`)
    assert.ok(ours.gpuBytes <= naive.gpuBytes / 4, `${ours.gpuBytes} and ${naive.gpuBytes} bytes of textures`)
  })
})
