// SPDX-License-Identifier: MIT
// The schemes side by side, for the terminal and the report.

import { METRIC_INFO } from '../metrics/metric-table.ts'
import type { Measured, Metrics } from '../metrics/measure-scorers.ts'
import type { TableData } from './html.ts'
import { withInterval } from './model-card.ts'
import type { SchemeCost, SchemeSize, TuningGain } from './results.ts'
import { decimal } from './table.ts'

const METRICS = ['auc', 'averagePrecision', 'logLoss'] as const

/** Sizes alone. */
export function sizeTable(
  sizes: readonly { readonly scheme: string; readonly size: SchemeSize }[],
): TableData {
  return {
    header: ['scheme', 'bytes', 'gzip', 'brotli'],
    rows: sizes.map(({ scheme, size }) => [scheme, ...sizeCells(size)]),
  }
}

/** Sizes, and how far each scheme takes the probabilities from those of the weights as they were trained. */
export function schemeTable(costs: readonly SchemeCost[]): TableData {
  return {
    header: [...sizeTable([]).header, 'mean change', 'largest', 'decisions changed'],
    rows: costs.map(({ scheme, size, meanChange, largestChange, decisionsChanged }) => [
      scheme,
      ...sizeCells(size),
      // Of the weights themselves there is no change to tell.
      ...(scheme === 'float32'
        ? ['–', '–', '–']
        : [withInterval(meanChange, 5), decimal(largestChange, 5), percent(decisionsChanged)]),
    ]),
  }
}

/** What each scheme gives. */
export function schemeMetricTable(costs: readonly SchemeCost[]): TableData {
  return {
    header: ['scheme', ...METRICS.map((name) => METRIC_INFO[name].title)],
    rows: costs.map(({ scheme, metrics }) => [
      scheme,
      ...METRICS.map((name) => withInterval(metrics[name], 4)),
    ]),
  }
}

/** Weights as they were trained minus each scheme, on the same draws of visitors. */
export function behindTable(costs: readonly SchemeCost[]): TableData {
  return {
    header: ['float32 minus', ...METRICS.map((name) => METRIC_INFO[name].title)],
    rows: costs.flatMap(({ scheme, behindFloat }) =>
      behindFloat ? [[scheme, ...METRICS.map((name) => withInterval(behindFloat[name], 5))]] : [],
    ),
  }
}

/** Rounded weights before and after tuning. */
export function tuningTable({ without, tuned, gained }: TuningGain): TableData {
  const row = (name: string, metrics: Metrics): string[] => [
    name,
    ...METRICS.map((metric) => withInterval(metrics[metric], 5)),
  ]
  return {
    header: ['rounded weights', ...METRICS.map((name) => METRIC_INFO[name].title)],
    rows: [row('not tuned', without), row('tuned', tuned), row('tuned minus not tuned', gained)],
  }
}

function sizeCells({ raw, gzip, brotli }: SchemeSize): string[] {
  return [raw, gzip, brotli].map((bytes) => bytes.toLocaleString('en'))
}

function percent({ value, low, high }: Measured): string {
  const [share, least, most] = [value, low, high].map((part) => decimal(100 * (part ?? NaN), 2))
  return low === null ? `${share} %` : `${share} % [${least}, ${most}]`
}
