// SPDX-License-Identifier: MIT
// One contestant in a page where every WebGL call is counted. Nothing is timed here.

import type { Browser } from 'playwright-core'
import type { BenchPage, StartOptions } from '../page/page.ts'
import type { ProbePage } from '../page/probe.ts'
import { OUT } from '../out.ts'

/** What was counted. */
export interface Counts {
  /** A warm score. */
  readonly draws: number
  /** Shader programs since the start. */
  readonly programs: number
  /** A warm score. */
  readonly uploads: number
  /** A warm score. */
  readonly readbacks: number
  /** Of all textures after a few scores. */
  readonly gpuBytes: number
  /** Of all WebAssembly memories after a few scores. */
  readonly wasmBytes: number
  /** Of the weights, where the contestant knows. */
  readonly weightBytes: number | undefined
}

type ProbeWindow = { bench: BenchPage; probe: ProbePage }

/** Counts one contestant. */
export async function measureProbe(browser: Browser, origin: string, options: StartOptions): Promise<Counts> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.addInitScript({ path: `${OUT}/probe.js` })
    await page.goto(`${origin}/page.html`)
    return await page.evaluate(async (options) => {
      const { bench, probe } = globalThis as unknown as ProbeWindow
      await bench.start(options)
      await bench.time(1, 2)
      const { programs } = probe.counts
      probe.reset()
      await bench.time(1, 1)
      const { draws, uploads, readbacks } = probe.counts
      return {
        draws,
        programs,
        uploads,
        readbacks,
        gpuBytes: probe.gpuBytes(),
        wasmBytes: probe.wasmBytes(),
        weightBytes: bench.weightBytes(),
      }
    }, options)
  } finally {
    await context.close()
  }
}
