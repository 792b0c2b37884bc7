// SPDX-License-Identifier: MIT
// Runs the bench: every rasteriser that is here, every network, every contestant.

import { cpus, loadavg, release, type } from 'node:os'
import process from 'node:process'
import type { Browser } from 'playwright-core'
import { measureCold } from './cold/measure-cold.ts'
import { CONTESTANTS } from './contestants/list.ts'
import type { ContestantName } from './contestants/list.ts'
import { measureArena } from './measure/measure-arena.ts'
import { measureFresh } from './measure/measure-fresh.ts'
import { measureProbe } from './measure/measure-probe.ts'
import { serveBench, startOptions } from './measure/places.ts'
import { loadBenchNetwork } from './networks.ts'
import type { BenchNetwork } from './networks.ts'
import type { BenchOptions } from './options.ts'
import { prepareFiles } from './prepare.ts'
import { findRasterisers, launchWith } from './rasterisers.ts'
import type { BenchResult, ContestantResult, NetworkResult, RasteriserResult } from './results.ts'
import { weighContestants } from './weigh.ts'
import type { Size } from './weigh.ts'

/** Load a processor from which the times are not to be trusted. */
const BUSY = 0.5

/**
 * Measures.
 * @param log - Told what is being measured.
 * @throws Error when nothing was built, or none of the rasterisers is here.
 */
export async function runBench(
  options: BenchOptions,
  command: string,
  log: (line: string) => void,
): Promise<BenchResult> {
  const [load = 0] = loadavg()
  if (load > BUSY * cpus().length)
    log(
      `other work keeps this machine busy (load ${load.toFixed(1)}): times will be too long, and not evenly`,
    )
  const networks = await Promise.all(options.networks.map(loadBenchNetwork))
  log('bundling the contestants')
  await prepareFiles(networks)
  log('weighing them')
  const sizes = weighContestants()
  const { found, missing } = await findRasterisers(options.rasterisers)
  for (const sentence of missing) log(sentence)
  if (found.length === 0) throw new Error(`There is nothing to draw with. ${missing.join(' ')}`)
  const isolated = await serveBench(true)
  const plain = await serveBench(false)
  const rasterisers: RasteriserResult[] = []
  try {
    for (const rasteriser of found) {
      const browser = await launchWith(rasteriser.name)
      try {
        const results: NetworkResult[] = []
        for (const network of networks) {
          log(`${rasteriser.name}, ${network.name} network`)
          results.push(await measureNetwork(browser, isolated.origin, network, sizes, options))
        }
        log(`${rasteriser.name}, cold start`)
        const cold = await measureCold(browser, plain.origin, options.coldPages, options.throttledPages)
        rasterisers.push({ rasteriser, networks: results, cold })
      } finally {
        await browser.close()
      }
    }
  } finally {
    await isolated.close()
    await plain.close()
  }
  const [cpu] = cpus()
  const machine = {
    cpus: cpus().length,
    cpuModel: cpu?.model.trim() ?? 'unknown',
    system: `${type()} ${release()}`,
    node: process.version,
    load,
  }
  return { machine, command, date: new Date().toISOString().slice(0, 10), rasterisers, missing }
}

async function measureNetwork(
  browser: Browser,
  origin: string,
  network: BenchNetwork,
  sizes: ReadonlyMap<ContestantName, Size>,
  options: BenchOptions,
): Promise<NetworkResult> {
  const { entries, warm, batch } = await measureArena(browser, origin, network, options)
  const contestants: ContestantResult[] = []
  for (const { name, label } of CONTESTANTS) {
    const size = sizes.get(name) ?? { minified: NaN, brotli: NaN }
    const problem = entries.find((entry) => entry.name === name)?.problem
    if (problem !== undefined) {
      contestants.push({ name, label, size, problem })
      continue
    }
    const start = startOptions(origin, name, network)
    const fresh = await measureFresh(browser, origin, start, options.freshPages)
    const counts = await measureProbe(browser, origin, start)
    const [spread, both] = [warm[name], batch[name]]
    contestants.push({
      name,
      label,
      size,
      fresh,
      counts,
      ...(spread === undefined ? {} : { warm: spread }),
      ...(both === undefined ? {} : { batch: both }),
    })
  }
  return { network: network.name, parameters: network.parameters, contestants }
}
