// SPDX-License-Identifier: MIT
// Sums a replay up: quality by number of events seen, beside Node and the logistic rival, and how far page and Node differ.

import { averagePrecision, rocAuc } from '../../src/train/metrics/rank-metrics.ts'

/** Scores of one visit at one stop. */
export interface Scored {
  readonly page: Readonly<Record<string, number>>
  readonly node: Readonly<Record<string, number>>
  /** Probability of a purchase by the logistic rival. */
  readonly logistic: number
  readonly segment: string
  readonly tookMs: number
}

/** One line of the table. */
export interface StopReport {
  readonly stop: string
  readonly auc: number
  readonly averagePrecision: number
  readonly nodeAuc: number
  readonly logisticAuc: number
  readonly logisticAveragePrecision: number
  /** Largest difference of any probability between page and Node. */
  readonly largestDifference: number
  readonly knownSegments: number
  readonly medianMs: number
}

/**
 * Sums one stop up.
 * @param bought - Outcome of each visit, same order.
 */
export function summarise(
  stop: number | null,
  scored: readonly Scored[],
  bought: readonly boolean[],
): StopReport {
  const page = scored.map((at) => at.page['buy'] ?? NaN)
  const node = scored.map((at) => at.node['buy'] ?? NaN)
  const logistic = scored.map((at) => at.logistic)
  const times = scored.map((at) => at.tookMs).sort((a, b) => a - b)
  return {
    stop: stop === null ? 'all' : String(stop),
    auc: rocAuc(page, bought),
    averagePrecision: averagePrecision(page, bought),
    nodeAuc: rocAuc(node, bought),
    logisticAuc: rocAuc(logistic, bought),
    logisticAveragePrecision: averagePrecision(logistic, bought),
    largestDifference: Math.max(...scored.map(largestDifference)),
    knownSegments: scored.filter((at) => at.segment !== 'unknown').length,
    medianMs: times[times.length >> 1] ?? NaN,
  }
}

function largestDifference({ page, node }: Scored): number {
  // NaN where a class is missing on one side; Math.max hands it on.
  return Math.max(...Object.entries(node).map(([name, value]) => Math.abs(value - (page[name] ?? NaN))))
}

/** Formats the table. */
export function formatReport(reports: readonly StopReport[]): string {
  const head = [
    'events',
    'AUC',
    'AP',
    'AUC Node',
    'AUC logistic',
    'AP logistic',
    'max |page-Node|',
    'known',
    'ms',
  ]
  const rows = reports.map((r) => [
    r.stop,
    r.auc.toFixed(4),
    r.averagePrecision.toFixed(4),
    r.nodeAuc.toFixed(4),
    r.logisticAuc.toFixed(4),
    r.logisticAveragePrecision.toFixed(4),
    r.largestDifference.toExponential(1),
    String(r.knownSegments),
    r.medianMs.toFixed(1),
  ])
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)))
  return [head, ...rows]
    .map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '))
    .join('\n')
}
