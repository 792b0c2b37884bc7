// SPDX-License-Identifier: MIT
// The report of a run, as Markdown. Every figure in it comes from the run.

import { BATCH, TOLERANCE } from '../measure/measure-arena.ts'
import type { BenchResult, RasteriserResult } from '../results.ts'
import { judge } from './judge.ts'
import { shortTable } from './short-table.ts'
import { coldTable, costTable, speedTable, toTable } from './tables.ts'

/** Writes the whole report. */
export function writeReport(result: BenchResult): string {
  const { machine, command, date, rasterisers, missing } = result
  const browsers = [...new Set(rasterisers.map(({ rasteriser }) => rasteriser.browser))]
  return [
    '# Benchmarks',
    'Written by `npm run bench`; what it measures and how is in [docs/bench.md](../docs/bench.md).',
    [
      `- processor: ${machine.cpus} × ${machine.cpuModel}`,
      `- system: ${machine.system}, Node ${machine.node}, Chromium ${browsers.join(', ')}`,
      ...rasterisers.map(({ rasteriser: { name, renderer } }) => `- WebGL, ${name}: ${renderer}`),
      `- measured on ${date} with \`${command}\`; load when it began: ${machine.load.toFixed(1)}`,
    ].join('\n'),
    ...missing.map((sentence) => `Not measured: ${sentence}`),
    `## In short, on the reference network`,
    shortTable(result),
    '## What must be reached',
    verdictTable(rasterisers),
    ...rasterisers.flatMap(describe),
    '',
  ].join('\n\n')
}

/** The short table: every promise, on every rasteriser. */
export function verdictTable(rasterisers: readonly RasteriserResult[]): string {
  const judged = rasterisers.map((result) => judge(result))
  const rows = (judged[0] ?? []).map(({ what }, at) => [
    what,
    ...judged.flatMap((verdicts) => {
      const { mustReach = '', measured = '', reached } = verdicts[at] ?? {}
      return [mustReach, measured, reached === undefined ? '–' : reached ? 'yes' : '**no**']
    }),
  ])
  const heads = rasterisers.flatMap(({ rasteriser: { name } }) => [
    `${name}: must reach`,
    'measured',
    'reached',
  ])
  return toTable(['', ...heads], rows)
}

function describe({ rasteriser, networks, cold }: RasteriserResult): string[] {
  return [
    `## ${rasteriser.name}`,
    `Drawn by ${rasteriser.renderer}.`,
    ...networks.flatMap((result) => [
      `### ${result.network} network, ${result.parameters.toLocaleString('en-GB')} weights`,
      `Warm: medians of turns that are interleaved in one page, one visit a score; every contestant was within ${TOLERANCE} of the plain engine before it was timed. First scores: fresh pages, from the module's being there. Batches: ${BATCH} visits.`,
      speedTable(result),
      costTable(result),
    ]),
    `### cold start of the built library, on a page of a shop`,
    coldTable(cold),
  ]
}
