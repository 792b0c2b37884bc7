// SPDX-License-Identifier: MIT
// The bench's command line and its report: what was reached, what was not, and what could not be measured.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONTESTANTS } from '../../bench/contestants/list.ts'
import { readOptions } from '../../bench/options.ts'
import { judge } from '../../bench/report/judge.ts'
import type { Verdict } from '../../bench/report/judge.ts'
import { replaceSection } from '../../bench/report/replace-section.ts'
import { shortTable } from '../../bench/report/short-table.ts'
import { writeReport } from '../../bench/report/write-report.ts'
import type { BenchResult, ContestantResult, RasteriserResult } from '../../bench/results.ts'
import { median, toSpread } from '../../bench/statistics.ts'

const flat = (value: number): { low: number; median: number; high: number } => toSpread([value])

/** Every contestant takes as many milliseconds as its place in the list. */
function createResult(changes: Partial<Record<string, Partial<ContestantResult>>> = {}): RasteriserResult {
  const contestants = CONTESTANTS.map(({ name, label }, at): ContestantResult => {
    const counts = { draws: 22, programs: 4, uploads: 1, readbacks: 1 }
    return {
      name,
      label,
      size: { minified: 100_000, brotli: 45_001 },
      warm: flat(at + 1),
      batch: { batch: flat(100), single: flat(20) },
      counts: { ...counts, gpuBytes: 1000, wasmBytes: 1400, weightBytes: 1001 },
      fresh: {
        firstMs: 200,
        longTasks: { count: 0, longestMs: 0 },
        busyMs: 1,
        callMs: 1,
        heapBytes: 5_000_000,
        bufferBytes: 0,
      },
      ...changes[name],
    }
  })
  const cold = [59, 500, 600].map((ms, at) => ({
    label: `page ${at}`,
    firstMs: flat(ms),
    engines: ['wasm'],
    throttled: { firstMs: flat(ms), longTasks: at, longestMs: 51 * at },
  }))
  return {
    rasteriser: { name: 'swiftshader', renderer: 'a rasteriser', browser: '1.2.3' },
    networks: [{ network: 'reference', parameters: 1000, contestants }],
    cold,
  }
}

function createRun(rasteriser: RasteriserResult): BenchResult {
  const machine = { cpus: 2, cpuModel: 'a processor', system: 'a system', node: 'v0', load: 1.5 }
  return {
    machine,
    command: 'npm run bench',
    date: '2000-01-01',
    rasterisers: [rasteriser],
    missing: ['llvmpipe: not here.'],
  }
}

const verdictOn = (result: RasteriserResult, what: RegExp): Verdict =>
  judge(result).find((verdict) => what.test(verdict.what)) ?? assert.fail(`no verdict on ${what}`)

test('a promise is kept at its limit and broken beyond it', () => {
  const result = createResult()
  assert.equal(verdictOn(result, /warm draws/).reached, true)
  assert.equal(verdictOn(result, /batch of 100/).reached, true)
  assert.equal(verdictOn(result, /weights on WebGL/).reached, true)
  assert.deepEqual(
    [verdictOn(result, /weights in WASM/), verdictOn(result, /worker with all three engines/)].map(
      ({ reached }) => reached,
    ),
    [true, false],
  )
  const slow = createResult({ 'vitrine-webgl': { batch: { batch: flat(101), single: flat(20) } } })
  assert.equal(verdictOn(slow, /batch of 100/).reached, false)
})

test('ratios are those of the medians of one run', () => {
  const result = createResult()
  assert.deepEqual(
    [/naive tfjs layers on WebGL/, /onnxruntime/, /naive tfjs layers on CPU/].map(
      (what) => verdictOn(result, what).measured,
    ),
    ['0.20', '0.30', '0.44'],
  )
  assert.equal(verdictOn(result, /cold start, ratio/).measured, '0.098')
})

test('nothing is promised for the latency on a GPU: it is measured and not judged', () => {
  const result = createResult()
  const onGpu = { ...result, rasteriser: { ...result.rasteriser, name: 'default' as const } }
  const verdict = verdictOn(onGpu, /naive tfjs layers on WebGL/)
  assert.deepEqual([verdict.mustReach, verdict.measured, verdict.reached], ['–', '0.20', undefined])
  assert.match(writeReport(createRun(onGpu)), /naive tfjs layers on WebGL \| – \| 0\.20 \| – \|/)
})

test('one long task breaks the promise of none, and is named with its length', () => {
  assert.equal(verdictOn(createResult(), /long tasks/).reached, true)
  const result = createResult()
  const busy = { ...result.cold[0]!, throttled: { firstMs: flat(59), longTasks: 1, longestMs: 70 } }
  const verdict = verdictOn({ ...result, cold: [busy, ...result.cold.slice(1)] }, /long tasks/)
  assert.deepEqual([verdict.reached, verdict.measured], [false, '1, longest 70 ms'])
})

test('a contestant that is off is named in the report, and a ratio to it is not reached', () => {
  const { name, label, size } = createResult().networks[0]!.contestants.find(
    (one) => one.name === 'onnxruntime-wasm',
  )!
  const result = createResult()
  const contestants = result.networks[0]!.contestants.map((one) =>
    one.name === name ? { name, label, size, problem: 'off by 2.0e-2' } : one,
  )
  const broken = { ...result, networks: [{ ...result.networks[0]!, contestants }] }
  const verdict = verdictOn(broken, /onnxruntime/)
  assert.deepEqual([verdict.reached, verdict.measured], [false, 'not measured'])
  assert.match(
    writeReport(createRun(broken)),
    /onnxruntime-web, WASM: not timed, off by 2\.0e-2 \| – \| – \| –/,
  )
})

test('the report says where it was measured, what is missing, and what was not reached', () => {
  const report = writeReport(createRun(createResult()))
  for (const part of [
    /2 × a processor/,
    /1\.2\.3/,
    /2000-01-01.*load when it began: 1\.5/,
    /Not measured: llvmpipe: not here\./,
    /Drawn by a rasteriser/,
  ])
    assert.match(report, part)
  assert.match(report, /\| worker with all three engines, brotli \| ≤ 45\.0 kB \| 45\.0 kB \| \*\*no\*\* \|/)
  assert.match(report, /\| reference: WebGL, warm draws \| ≤ 22 \| 22 \| yes \|/)
  assert.doesNotMatch(report, /NaN|undefined|Infinity/)
})

test('the short table replaces what stands between its marks, and a document without marks is refused', () => {
  const table = shortTable(createRun(createResult()))
  assert.match(table, /\| draws a score \| 22 \| 22 \| 22 \|/)
  const first = replaceSection('a\n<!-- bench -->\nold\n<!-- /bench -->\nz', table)
  assert.equal(replaceSection(first, table), first)
  assert.ok(first.startsWith('a\n') && first.endsWith('\nz') && !first.includes('old'))
  assert.throws(() => replaceSection('nothing here', table), /<!-- bench -->/)
})

test('the command line: everything unless named, and mistakes are told with the usage', () => {
  const all = readOptions([])
  assert.deepEqual(all.rasterisers, ['default', 'swiftshader', 'llvmpipe'])
  assert.deepEqual(all.networks, ['reference', 'shipped'])
  assert.equal(all.complete, true)
  const some = readOptions(['--rasteriser', 'llvmpipe', '--network', 'shipped', '--rounds', '7'])
  assert.deepEqual(
    [some.rasterisers, some.networks, some.rounds, some.complete],
    [['llvmpipe'], ['shipped'], 7, false],
  )
  assert.equal(readOptions(['--quick']).complete, false)
  for (const args of [
    ['--rasteriser', 'gpu'],
    ['--network', 'mine'],
    ['--rounds', '0'],
    ['--rounds', '1.5'],
    ['--rounds', 'many'],
    ['--fast'],
  ])
    assert.throws(() => readOptions(args), new RegExp(`${args.at(-1)}[^]*npm run bench`))
})

test('medians and quartiles lie between what was measured', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 2.5)
  assert.deepEqual(toSpread([1, 2, 3, 4, 5]), { low: 2, median: 3, high: 4 })
  assert.ok(Number.isNaN(median([])))
})
