// SPDX-License-Identifier: MIT
// What each way of treating few buyers did: a table with differences from doing nothing, and figures with intervals.

import { METRIC_INFO, type MetricName } from '../metrics/metric-table.ts'
import { escape, figureHtml, tableHtml, type Figure, type TableData } from './html.ts'
import type { Plotter } from './load-plot.ts'
import { withInterval } from './model-card.ts'
import { interval } from './quality-figures.ts'
import type { ImbalanceComparison } from './results.ts'
import { seriesOf } from './series.ts'
import { markdownTable } from './table.ts'

/** Metrics that are compared, and whether more of them is better. */
const COMPARED: readonly (readonly [MetricName, boolean])[] = [
  ['averagePrecision', true],
  ['auc', true],
  ['logLoss', false],
  ['calibrationError', false],
]

/** The whole section. */
export function imbalanceHtml(plotter: Plotter, comparison: ImbalanceComparison): string {
  const { methods, visits, positives, set, chosen, bootstrap, class: name } = comparison
  const hasBase = methods.some(({ minusNone }) => minusNone !== undefined)
  const marked = methods.findIndex((method) => method.name === chosen)
  const differences = hasBase
    ? ' “− none” is the difference from visits as they come, on the same draws of visitors: an interval without 0 in it is a difference beyond chance.'
    : ''
  return `<p>Of ${visits} held-out visits of ${escape(set)}, ${positives} are “${escape(name)}”. All methods had the same split and seed, and each was calibrated by itself, on visits at their natural rate: what moves the share of buyers that a network says is put right there. Before rounding to 8 bits.</p>
<p>Method of this package: <strong>${escape(chosen)}</strong>.${differences}</p>
${tableHtml(methodTable(comparison), `Whole visits, with ${bootstrap.level * 100} % intervals`, marked)}
<div class="figures">${COMPARED.map(([metric, isMore]) => figureHtml(methodFigure(plotter, comparison, metric, isMore))).join('\n')}</div>`
}

/** Methods in rows; each metric, and its difference from doing nothing where that was trained. */
export function methodTable({ methods }: ImbalanceComparison): TableData {
  const hasBase = methods.some(({ minusNone }) => minusNone !== undefined)
  return {
    header: [
      'method',
      ...COMPARED.flatMap(([metric]) => [METRIC_INFO[metric].title, ...(hasBase ? ['− none'] : [])]),
      'calibration',
      'epochs',
    ],
    rows: methods.map(({ name, metrics, minusNone, calibration, epochs }) => [
      name,
      ...COMPARED.flatMap(([metric]) => {
        const { digits } = METRIC_INFO[metric]
        const difference = minusNone ? interval(minusNone[metric], digits) : ''
        return [interval(metrics[metric], digits), ...(hasBase ? [difference] : [])]
      }),
      calibration,
      String(epochs),
    ]),
  }
}

/** The same for a terminal: average precision and what it gained on doing nothing. */
export function methodLines({ methods }: ImbalanceComparison): string {
  const { title, digits } = METRIC_INFO.averagePrecision
  return markdownTable(
    ['method', title, 'minus none', METRIC_INFO.auc.title, METRIC_INFO.logLoss.title],
    methods.map(({ name, metrics, minusNone }) => [
      name,
      withInterval(metrics.averagePrecision, digits),
      minusNone ? withInterval(minusNone.averagePrecision, digits) : '',
      withInterval(metrics.auc, METRIC_INFO.auc.digits),
      withInterval(metrics.logLoss, METRIC_INFO.logLoss.digits),
    ]),
  )
}

/** A dot with its interval for each method. */
function methodFigure(
  { plot, draw }: Plotter,
  { methods, chosen }: ImbalanceComparison,
  metric: MetricName,
  isMore: boolean,
): Figure {
  const { title } = METRIC_INFO[metric]
  const points = methods.flatMap(({ name, metrics }) => {
    const { value, low, high } = metrics[metric]
    return value === null ? [] : [{ name, value, low, high }]
  })
  const banded = points.filter(({ low, high }) => low !== null && high !== null)
  const base = points.filter(({ name }) => name === 'none')
  const colour = ({ name }: { readonly name: string }): string => seriesOf(name === chosen ? 0 : 1).stroke
  return {
    title: `${title[0]!.toUpperCase()}${title.slice(1)} by method.`,
    caption: `${isMore ? 'Further right' : 'Further left'} is better. Blue: the method of this package.${base.length > 0 ? ' Upright line: none.' : ''}`,
    svg: draw(
      `${title} by method: ${points.map(({ name, value }) => `${name} ${value.toFixed(METRIC_INFO[metric].digits)}`).join(', ')}`,
      {
        width: 420,
        height: 60 + 26 * points.length,
        marginLeft: 150,
        marginBottom: 38,
        x: { label: title, grid: true, ticks: 5, nice: true },
        y: { type: 'point', domain: points.map(({ name }) => name), label: null },
        marks: [
          plot.ruleX(base, { x: 'value', stroke: 'currentColor', strokeOpacity: 0.4 }),
          plot.ruleY(banded, { x1: 'low', x2: 'high', y: 'name', stroke: colour, strokeWidth: 2 }),
          plot.dot(points, { x: 'value', y: 'name', r: 4, fill: colour }),
        ],
      },
    ),
    table: {
      header: ['method', title, 'what it does'],
      rows: methods.map(({ name, about, metrics }) => [
        name,
        withInterval(metrics[metric], METRIC_INFO[metric].digits),
        about,
      ]),
    },
  }
}
