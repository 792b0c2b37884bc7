// SPDX-License-Identifier: MIT
// The bench in a few lines, for the README: naive TensorFlow.js against two of our engines on the reference network.

import type { ContestantName } from '../contestants/list.ts'
import type { BenchResult, ContestantResult, NetworkResult } from '../results.ts'
import { toMs, toTable } from './tables.ts'

const COLUMNS = ['tfjs-layers-webgl', 'vitrine-webgl', 'vitrine-wasm'] as const

/** @returns The table, or nothing where the reference network was not measured. */
export function shortTable({ rasterisers }: BenchResult): string {
  const measured = rasterisers.flatMap(({ rasteriser, networks, cold }) => {
    const result = networks.find(({ network }) => network === 'reference')
    return result === undefined ? [] : [{ name: rasteriser.name, result, cold }]
  })
  const [first] = measured
  if (first === undefined) return ''
  const row = (what: string, result: NetworkResult, show: (one: ContestantResult) => string): string[] => [
    what,
    ...COLUMNS.map((name) => {
      const one = find(result, name)
      return one === undefined ? '' : show(one)
    }),
  ]
  return toTable(
    ['', ...COLUMNS.map((name) => find(first.result, name)?.label ?? name)],
    [
      row('code, brotli', first.result, ({ size }) => `${(size.brotli / 1000).toFixed(0)} kB`),
      row('draws a score', first.result, ({ counts }) => String(counts?.draws ?? '')),
      row('shader programs', first.result, ({ counts }) => String(counts?.programs ?? '')),
      ...measured.flatMap(({ name, result }) => [
        row(`a warm score, ${name}`, result, ({ warm }) => (warm ? `${toMs(warm.median)} ms` : '')),
        row(`page to first score, ${name}`, result, ({ fresh }) =>
          fresh ? `${fresh.firstMs.toFixed(0)} ms` : '',
        ),
      ]),
    ],
  )
}

function find({ contestants }: NetworkResult, wanted: ContestantName): ContestantResult | undefined {
  return contestants.find(({ name }) => name === wanted)
}
