// SPDX-License-Identifier: MIT
// How the model came to be and what it leans on: calibration, rounding, importance, examples.

import type { Figure, TableData } from './html.ts'
import { escape, tableHtml } from './html.ts'
import type { Plotter } from './load-plot.ts'
import { figure } from './model-card.ts'
import type { CalibrationChoice, ExampleVisit, Importance, QuantisingCost, TuningGain } from './results.ts'
import { behindTable, schemeMetricTable, schemeTable, tuningTable } from './scheme-table.ts'
import { seriesOf } from './series.ts'
import { decimal } from './table.ts'

/** What shuffling each input costs. */
export function importanceFigures({ plot, draw }: Plotter, importance: Importance): Figure[] {
  const groups = importance.inputs.filter(({ inputs }) => inputs.length > 1)
  const singles = importance.inputs.filter(({ inputs }) => inputs.length === 1)
  return (
    [
      ['What it leans on, by kind of input.', groups.concat(singles.filter(({ name }) => name === 'event'))],
      ['What it leans on, input by input.', singles],
    ] as const
  ).map(([title, inputs]) => {
    const sorted = [...inputs]
      .sort((a, b) => b.averagePrecision - a.averagePrecision)
      .map((one) => ({
        ...one,
        from: one.averagePrecision - one.averagePrecisionSpread,
        to: one.averagePrecision + one.averagePrecisionSpread,
      }))
    return {
      title,
      caption: `Average precision lost when it is shuffled between events, mean and spread of ${importance.repeats} shuffles on ${importance.visits} visits, those of the class first. A bar that its spread takes to 0 says nothing. What it leans on is not what causes an order.`,
      svg: draw(`${title} Most important: ${sorted[0]?.name ?? 'none'}`, {
        width: 420,
        height: 60 + 24 * sorted.length,
        marginLeft: 140,
        marginBottom: 38,
        x: { label: 'average precision lost', grid: true, ticks: 5 },
        y: { domain: sorted.map(({ name }) => name), label: null },
        marks: [
          plot.barX(sorted, {
            x: 'averagePrecision',
            y: 'name',
            fill: seriesOf(0).stroke,
            fillOpacity: 0.8,
            insetTop: 3,
            insetBottom: 3,
          }),
          plot.ruleY(sorted, { x1: 'from', x2: 'to', y: 'name', stroke: 'currentColor', strokeOpacity: 0.7 }),
          plot.ruleX([0], { stroke: 'currentColor' }),
        ],
      }),
      table: {
        header: ['input', 'av. precision lost', '±', 'ROC AUC lost', '±'],
        rows: sorted.map((one) => [
          one.name,
          ...[one.averagePrecision, one.averagePrecisionSpread, one.auc, one.aucSpread].map((value) =>
            decimal(value, 4),
          ),
        ]),
      },
    }
  })
}

/** A visit event by event, as a table with bars. */
export function exampleHtml({ title, probability, events }: ExampleVisit): string {
  const widest = Math.max(...events.map(({ effect }) => Math.abs(effect)), 0.01)
  const isAttributed = events.some(({ attribution }) => attribution !== undefined)
  const isAttended = events.some(({ attention }) => attention !== undefined)
  const rows = events.map(({ name, seconds, after, effect, attribution, attention }) => {
    const width = Math.round((50 * Math.abs(effect)) / widest)
    const bar = `<svg class="bar" width="100" height="10" aria-hidden="true"><rect x="${effect < 0 ? 50 - width : 50}" width="${width}" height="10" class="${effect < 0 ? 'against' : 'for'}"/><line x1="50" x2="50" y2="10" stroke="currentColor"/></svg>`
    const more = [
      ...(isAttributed ? [`<td>${signed(attribution ?? NaN)}</td>`] : []),
      ...(isAttended ? [`<td>${decimal(attention ?? NaN)}</td>`] : []),
    ].join('')
    return `<tr><th scope="row">${escape(name)}</th><td>${seconds}</td><td>${decimal(after)}</td><td>${signed(effect)} ${bar}</td>${more}</tr>`
  })
  const caption = `${title}: ${decimal(probability)}`
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(caption)}"><p class="caption">${escape(caption)}</p><table class="example">
<thead><tr><th scope="col">event</th><th scope="col">second</th><th scope="col">said after it</th><th scope="col">what it adds</th>${isAttributed ? '<th scope="col">gradients</th>' : ''}${isAttended ? '<th scope="col">attention</th>' : ''}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`
}

function signed(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return `${value < 0 ? '−' : '+'}${decimal(Math.abs(value))}`
}

/** The candidates of the calibration. */
export function calibrationHtml(choice: CalibrationChoice): string {
  const table: TableData = {
    header: ['method', 'log loss'],
    rows: choice.candidates.map(({ method, logLoss }) => [method, decimal(logLoss, 4)]),
  }
  const marked = choice.candidates.findIndex(({ method }) => method === choice.chosen)
  const caption = `Calibration of ${choice.head}: log loss in ${choice.folds}-fold cross-validation on ${choice.visits} of their own, ${choice.positives} of them positive; the lowest ships`
  return tableHtml(table, caption, marked)
}

/** What rounding cost. */
export function quantisingHtml(cost: QuantisingCost): string {
  const moved = `probabilities moved by ${decimal(cost.meanChange, 5)} on average, ${decimal(cost.largestChange, 5)} at most`
  if (cost.schemes) {
    const marked = cost.schemes.findIndex(({ scheme }) => scheme === cost.scheme)
    return `${tableHtml(schemeTable(cost.schemes), `What rounding the weights costs on held-out visits; marked is what the package holds: ${moved}`, marked)}
${tableHtml(schemeMetricTable(cost.schemes), 'Every scheme on these visits, with the same calibration', marked)}
${tableHtml(behindTable(cost.schemes), 'Weights as they were trained minus each scheme, on the same draws of visitors. An interval without 0 in it is a loss (for log loss, below 0) beyond chance')}
${cost.tuning ? tuningHtml(cost.tuning) : ''}`
  }
  const names = ['auc', 'averagePrecision', 'logLoss', 'calibrationError'] as const
  const row = (name: string, metrics: QuantisingCost['float'], bytes: number): string[] => [
    name,
    `${bytes.toLocaleString('en')} B`,
    ...names.map((metric) => figure(metrics[metric], 4)),
  ]
  return tableHtml(
    {
      header: ['weights', 'size', 'ROC AUC', 'av. precision', 'log loss', 'cal. error'],
      rows: [
        row('32-bit float', cost.float, cost.floatBytes),
        row(`${cost.bits} bits`, cost.quantised, cost.bytes),
      ],
    },
    `What rounding the weights cost: ${moved}`,
  )
}

function tuningHtml(tuning: TuningGain): string {
  const { epochs, bestEpoch, lossBefore, lossAfter } = tuning
  const kept =
    bestEpoch === 0
      ? `none of ${epochs} epochs was better than the weights of before, which were kept`
      : `epoch ${bestEpoch} of ${epochs} was kept; validation loss ${decimal(lossBefore, 5)} before, ${decimal(lossAfter, 5)} after`
  return tableHtml(
    tuningTable(tuning),
    `Fine-tuning that sees the rounded weights: ${kept}. Each has a calibration of its own`,
  )
}
