// SPDX-License-Identifier: MIT
// Markdown tables of one network on one rasteriser, and of the cold start.

import { THROTTLE } from '../cold/measure-cold.ts'
import type { ColdResult } from '../cold/measure-cold.ts'
import { BATCH } from '../measure/measure-arena.ts'
import type { ContestantResult, NetworkResult } from '../results.ts'
import type { Spread } from '../statistics.ts'

const MISSING = '–'

/** Joins a head and rows; the first column is text, the others are numbers. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n')
}

/** Latency. */
export function speedTable({ contestants }: NetworkResult): string {
  const naive = contestants.find(({ name }) => name === 'tfjs-layers-webgl')?.warm?.median
  const head = [
    'contestant',
    'warm, ms',
    'quartiles',
    'ratio to naive',
    'first score, ms',
    'long tasks until then',
    'page thread a score, ms',
    'in the call itself, ms',
    `batch of ${BATCH}, ms`,
    `${BATCH} singles / batch`,
  ]
  const rows = contestants.map(({ label, problem, warm, fresh, batch }) => [
    problem === undefined ? label : `${label}: not timed, ${problem}`,
    warm ? toMs(warm.median) : MISSING,
    warm ? `${toMs(warm.low)}–${toMs(warm.high)}` : MISSING,
    warm && naive !== undefined ? toSignificant(warm.median / naive) : MISSING,
    fresh ? fresh.firstMs.toFixed(0) : MISSING,
    fresh ? toLongTasks(fresh.longTasks.count, fresh.longTasks.longestMs) : MISSING,
    fresh ? toMs(fresh.busyMs) : MISSING,
    fresh ? toMs(fresh.callMs) : MISSING,
    batch ? batch.batch.median.toFixed(0) : MISSING,
    batch ? `${((BATCH * batch.single.median) / batch.batch.median).toFixed(1)} ×` : MISSING,
  ])
  return toTable(head, rows)
}

/** Sizes, calls and memory. */
export function costTable({ contestants, parameters }: NetworkResult): string {
  const head = [
    'contestant',
    'code min, kB',
    'brotli, kB',
    'draws',
    'programs',
    'uploads',
    'readbacks',
    'textures, kB',
    'WASM memory, kB',
    'weights, of float32',
    'heap, kB',
    'array buffers, kB',
  ]
  const rows = contestants.map(({ label, size, counts, fresh }) => [
    label,
    toKilobytes(size.minified),
    toKilobytes(size.brotli),
    ...[counts?.draws, counts?.programs, counts?.uploads, counts?.readbacks].map((count) =>
      count === undefined || counts?.draws === 0 ? MISSING : String(count),
    ),
    counts && counts.gpuBytes > 0 ? toKilobytes(counts.gpuBytes) : MISSING,
    counts && counts.wasmBytes > 0 ? toKilobytes(counts.wasmBytes) : MISSING,
    toShare(counts, parameters),
    fresh ? toKilobytes(fresh.heapBytes) : MISSING,
    fresh ? toKilobytes(fresh.bufferBytes) : MISSING,
  ])
  return toTable(head, rows)
}

/** The library on a real page. */
export function coldTable(cold: readonly ColdResult[]): string {
  const naive = cold.at(-1)?.firstMs.median ?? NaN
  const head = [
    'page',
    'first score by',
    'new Worker → first score, ms',
    'quartiles',
    'ratio to naive',
    `the same at ${THROTTLE}× CPU throttle, ms`,
    'long tasks then',
  ]
  const rows = cold.map(({ label, firstMs, engines, throttled }) => [
    label,
    engines.join(', '),
    firstMs.median.toFixed(0),
    toRange(firstMs),
    toSignificant(firstMs.median / naive),
    throttled.firstMs.median.toFixed(0),
    toLongTasks(throttled.longTasks, throttled.longestMs),
  ])
  return toTable(head, rows)
}

function toShare(counts: ContestantResult['counts'], parameters: number): string {
  const bytes = counts?.weightBytes
  return bytes === undefined ? MISSING : `${((100 * bytes) / (4 * parameters)).toFixed(0)} %`
}

function toLongTasks(count: number, longestMs: number): string {
  return count === 0 ? 'none' : `${count}, longest ${longestMs.toFixed(0)} ms`
}

function toRange({ low, high }: Spread): string {
  return `${low.toFixed(0)}–${high.toFixed(0)}`
}

/** Milliseconds with three significant digits. */
export function toMs(value: number): string {
  return toSignificant(value)
}

/** Three significant digits, never in exponents. */
function toSignificant(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value)
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))))
}

function toKilobytes(bytes: number): string {
  return bytes < 10_000 ? (bytes / 1000).toFixed(1) : (bytes / 1000).toFixed(0)
}
