// SPDX-License-Identifier: MIT
// What each way of treating few buyers did: a table with differences from doing nothing, and figures with intervals.

import type { Measured } from '../metrics/measure-scorers.ts'
import { METRIC_INFO, type MetricName } from '../metrics/metric-table.ts'
import { escape, figureHtml, tableHtml, type Figure, type TableData } from './html.ts'
import type { Plotter } from './load-plot.ts'
import { withInterval } from './model-card.ts'
import { interval } from './quality-figures.ts'
import type { ImbalanceComparison } from './results.ts'
import { seriesOf } from './series.ts'
import { markdownTable } from './table.ts'

/** Metrics that are compared. */
const COMPARED: readonly MetricName[] = ['averagePrecision', 'auc', 'logLoss', 'calibrationError']

/** The whole section. */
export function imbalanceHtml(plotter: Plotter, comparison: ImbalanceComparison): string {
  const { methods, visits, positives, set, chosen, bootstrap, class: name } = comparison
  const marked = methods.findIndex((method) => method.name === chosen)
  const differences = differenceTable(comparison)
  const figures = [
    methodFigure(plotter, comparison, 'averagePrecision', true),
    ...(differences
      ? [differenceFigure(plotter, comparison)]
      : [methodFigure(plotter, comparison, 'auc', true)]),
    methodFigure(plotter, comparison, 'logLoss', false),
    methodFigure(plotter, comparison, 'calibrationError', false),
  ]
  return `<p>Of ${visits} held-out visits of ${escape(set)}, ${positives} are “${escape(name)}”. All methods had the same split and seed, and each was calibrated by itself, on visits at their natural rate: what moves the share of buyers that a network says is put right there. Before rounding to 8 bits.</p>
<p>Method of this package: <strong>${escape(chosen)}</strong>.</p>
${tableHtml(methodTable(comparison), `Whole visits, with ${bootstrap.level * 100} % intervals`, marked)}
${differences ? tableHtml(differences, 'Method minus none on the same visits. An interval without 0 in it is a difference beyond chance; for log loss and calibration error, below 0 is better') : ''}
<div class="figures">${figures.map(figureHtml).join('\n')}</div>`
}

/** Methods in rows, metrics in columns. */
export function methodTable({ methods }: ImbalanceComparison): TableData {
  return {
    header: ['method', ...COMPARED.map((metric) => METRIC_INFO[metric].title), 'calibration', 'epochs'],
    rows: methods.map(({ name, metrics, calibration, epochs }) => [
      name,
      ...COMPARED.map((metric) => interval(metrics[metric], METRIC_INFO[metric].digits)),
      calibration,
      epochs === undefined ? '' : String(epochs),
    ]),
  }
}

/** Differences from doing nothing; `undefined` where that was not trained. */
export function differenceTable({ methods }: ImbalanceComparison): TableData | undefined {
  const rows = methods.flatMap(({ name, minusNone }) =>
    minusNone
      ? [[name, ...COMPARED.map((metric) => interval(minusNone[metric], METRIC_INFO[metric].digits))]]
      : [],
  )
  if (rows.length === 0) return undefined
  return { header: ['method minus none', ...COMPARED.map((metric) => METRIC_INFO[metric].title)], rows }
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

/** Each method's value of a metric. */
function methodFigure(
  plotter: Plotter,
  comparison: ImbalanceComparison,
  metric: MetricName,
  isMore: boolean,
): Figure {
  const { title, digits } = METRIC_INFO[metric]
  const { methods, chosen } = comparison
  const base = methods.find(({ name }) => name === 'none')?.metrics[metric].value
  return {
    title: `${title[0]!.toUpperCase()}${title.slice(1)} by method.`,
    caption: `${isMore ? 'Further right' : 'Further left'} is better. Large dot: the method of this package.${typeof base === 'number' ? ' Upright line: none.' : ''}`,
    svg: dots(
      plotter,
      title,
      methods.map(({ name, metrics }) => ({ name, measured: metrics[metric], isChosen: name === chosen })),
      typeof base === 'number' ? base : undefined,
    ),
    table: {
      header: ['method', title, 'what it does'],
      rows: methods.map(({ name, about, metrics }) => [name, withInterval(metrics[metric], digits), about]),
    },
  }
}

/** What each method changed, on the same draws of visitors: narrower than the values themselves. */
function differenceFigure(plotter: Plotter, { methods, chosen }: ImbalanceComparison): Figure {
  const { title, digits } = METRIC_INFO.averagePrecision
  const told = methods.flatMap(({ name, minusNone }) =>
    minusNone ? [{ name, measured: minusNone.averagePrecision, isChosen: name === chosen }] : [],
  )
  return {
    title: `What it changed: ${title} minus that of none.`,
    caption: 'Further right is better. An interval that crosses the upright line may be chance.',
    svg: dots(plotter, `${title} minus none`, told, 0),
    table: {
      header: ['method', `${title} minus none`],
      rows: told.map(({ name, measured }) => [name, withInterval(measured, digits)]),
    },
  }
}

/** A dot with its interval for each method. */
function dots(
  { plot, draw }: Plotter,
  label: string,
  all: readonly { readonly name: string; readonly measured: Measured; readonly isChosen: boolean }[],
  base: number | undefined,
): string {
  const points = all.flatMap(({ name, isChosen, measured: { value, low, high } }) =>
    value === null ? [] : [{ name, isChosen, value, low: low ?? value, high: high ?? value }],
  )
  const colour = (one: { readonly isChosen: boolean }): string => seriesOf(one.isChosen ? 0 : 1).stroke
  return draw(
    `${label} by method: ${points.map(({ name, value }) => `${name} ${value.toFixed(4)}`).join(', ')}`,
    {
      width: 420,
      height: 60 + 26 * points.length,
      marginLeft: 150,
      marginBottom: 38,
      x: { label, grid: true, ticks: 5, nice: true },
      y: { type: 'point', domain: points.map(({ name }) => name), label: null },
      marks: [
        plot.ruleX(base === undefined ? [] : [base], { stroke: 'currentColor', strokeOpacity: 0.4 }),
        plot.ruleY(points, { x1: 'low', x2: 'high', y: 'name', stroke: colour, strokeWidth: 2 }),
        plot.dot(points, {
          x: 'value',
          y: 'name',
          r: ({ isChosen }: { readonly isChosen: boolean }) => (isChosen ? 6 : 3.5),
          fill: colour,
        }),
      ],
      r: { type: 'identity' },
    },
  )
}
