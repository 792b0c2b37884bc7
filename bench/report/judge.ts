// SPDX-License-Identifier: MIT
// What the engines must reach, next to what was measured.

import type { ContestantName } from '../contestants/list.ts'
import { BATCH } from '../measure/measure-arena.ts'
import { THROTTLE } from '../cold/measure-cold.ts'
import type { RasteriserName } from '../rasterisers.ts'
import type { ContestantResult, NetworkResult, RasteriserResult } from '../results.ts'

/** One promise. */
export interface Verdict {
  readonly what: string
  /** Such as `≤ 0.18`. */
  readonly mustReach: string
  readonly measured: string
  /** Absent where nothing was promised. */
  readonly reached?: boolean
}

/** Nothing is promised for a GPU: none was at hand when the promises were made. */
const WEBGL_RATIO: Readonly<Record<RasteriserName, number | undefined>> = {
  default: undefined,
  swiftshader: 0.18,
  llvmpipe: 0.12,
}
const WORKER_BYTES = 45_000

/** Judges everything on one rasteriser. What could not be measured was not reached. */
export function judge({ rasteriser, networks, cold }: RasteriserResult): Verdict[] {
  const verdicts: Verdict[] = networks.flatMap((network) => judgeNetwork(network, rasteriser.name))
  const worker = networks
    .flatMap(({ contestants }) => contestants)
    .find(({ name }) => name === 'vitrine-webgl')
  if (worker !== undefined) {
    const bytes = (value: number): string => `${(value / 1000).toFixed(1)} kB`
    verdicts.push(atMost('worker with all three engines, brotli', worker.size.brotli, WORKER_BYTES, bytes))
  }
  const [ours, naive] = [cold[0], cold.at(-1)]
  if (ours !== undefined && naive !== undefined && ours !== naive) {
    const ms = (value: number): string => `${value.toFixed(0)} ms`
    const { longTasks, longestMs } = ours.throttled
    verdicts.push(
      atMost('cold start: new Worker to first score', ours.firstMs.median, 60, ms),
      atMost('cold start, ratio to naive', ours.firstMs.median / naive.firstMs.median, 0.1, toRatio),
      atMost(
        `cold start at ${THROTTLE}× CPU throttle: long tasks of the page thread`,
        longTasks,
        0,
        (value) => (value === 0 ? '0' : `${value}, longest ${longestMs.toFixed(0)} ms`),
      ),
    )
  }
  return verdicts
}

function judgeNetwork(
  { network, parameters, contestants }: NetworkResult,
  rasteriser: RasteriserName,
): Verdict[] {
  const of = (name: ContestantName): ContestantResult | undefined =>
    contestants.find((one) => one.name === name)
  const warm = (name: ContestantName): number => of(name)?.warm?.median ?? NaN
  const webgl = of('vitrine-webgl')
  const { draws = NaN, programs = NaN, uploads = NaN, readbacks = NaN } = webgl?.counts ?? {}
  const single = webgl?.batch?.single.median ?? NaN
  const faster = (BATCH * single) / (webgl?.batch?.batch.median ?? NaN)
  const times = (value: number): string => `${value.toFixed(1)} ×`
  const common = [
    atMost('WebGL, warm draws', draws, network === 'reference' ? 22 : 10),
    atMost('WebGL, programs', programs, 8),
    atMost('WebGL, warm uploads', uploads, 1),
    atMost('WebGL, warm readbacks', readbacks, 1),
    atMost(
      'WebGL latency, ratio to naive tfjs layers on WebGL',
      warm('vitrine-webgl') / warm('tfjs-layers-webgl'),
      WEBGL_RATIO[rasteriser],
      toRatio,
    ),
    atMost(
      'the same, both in a worker',
      warm('vitrine-webgl-worker') / warm('tfjs-layers-webgl-worker'),
      WEBGL_RATIO[rasteriser],
      toRatio,
    ),
    atMost(
      'WASM latency, ratio to onnxruntime-web WASM',
      warm('vitrine-wasm') / warm('onnxruntime-wasm'),
      1.2,
      toRatio,
    ),
    atMost(
      'CPU latency, ratio to naive tfjs layers on CPU',
      warm('vitrine-cpu') / warm('tfjs-layers-cpu'),
      0.25,
      toRatio,
    ),
    atLeast(`WebGL, batch of ${BATCH} against ${BATCH} single scores`, faster, 20, times),
  ]
  // A few kilobytes of weights are less than the smallest memory that WebAssembly gives.
  const shares = network === 'reference' ? judgeWeights(parameters, of) : []
  return [...common, ...shares].map((verdict) => ({ ...verdict, what: `${network}: ${verdict.what}` }))
}

function judgeWeights(
  parameters: number,
  of: (name: ContestantName) => ContestantResult | undefined,
): Verdict[] {
  const percent = (value: number): string => `${(100 * value).toFixed(0)} %`
  const share = (bytes: number | undefined): number => (bytes ?? NaN) / (4 * parameters)
  return [
    atMost('weights on WebGL, of float32', share(of('vitrine-webgl')?.counts?.weightBytes), 0.35, percent),
    atMost(
      'weights in WASM, values included, of float32',
      share(of('vitrine-wasm')?.counts?.wasmBytes),
      0.35,
      percent,
    ),
    atMost('weights on CPU, of float32', share(of('vitrine-cpu')?.counts?.weightBytes), 0.35, percent),
  ]
}

type Format = (value: number) => string

function atMost(what: string, value: number, most: number | undefined, format: Format = String): Verdict {
  if (most === undefined) return { what, mustReach: '–', ...measured(value, format) }
  return {
    what,
    mustReach: most === 0 ? 'none' : `≤ ${format(most)}`,
    ...measured(value, format),
    reached: value <= most,
  }
}

function atLeast(what: string, value: number, least: number, format: Format): Verdict {
  return { what, mustReach: `≥ ${format(least)}`, ...measured(value, format), reached: value >= least }
}

function measured(value: number, format: Format): { measured: string } {
  return { measured: Number.isNaN(value) ? 'not measured' : format(value) }
}

function toRatio(value: number): string {
  return value.toFixed(value < 0.1 ? 3 : 2)
}
