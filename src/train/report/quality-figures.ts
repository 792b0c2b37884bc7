// SPDX-License-Identifier: MIT
// Quality by number of events seen, with intervals, and decisions as a confusion matrix.

import type { Measured } from '../metrics/measure-scorers.ts'
import { METRIC_INFO, METRIC_NAMES } from '../metrics/metric-table.ts'
import { escape, type Figure, type TableData } from './html.ts'
import type { Plotter } from './load-plot.ts'
import { withInterval } from './model-card.ts'
import type { QuestionResults } from './results.ts'
import { wordsOf } from './main-questions.ts'
import { seriesOf } from './series.ts'
import { decimal } from './table.ts'

/** One figure a metric: how good each scorer is after 1, 2, 3 … events. */
export function eventFigures(plotter: Plotter, question: QuestionResults): Figure[] {
  return [
    byEvents(plotter, question, 'auc', 'How early: ROC AUC.', 0.5),
    byEvents(
      plotter,
      question,
      'averagePrecision',
      'How early: average precision.',
      question.positives / question.visits,
    ),
  ]
}

function byEvents(
  { plot, draw }: Plotter,
  question: QuestionResults,
  metric: 'auc' | 'averagePrecision',
  title: string,
  coin: number,
): Figure {
  const stops = question.byEvents.map(({ events }) => (events === null ? 'end' : String(events)))
  const points = question.byEvents.flatMap(({ scorers }, at) =>
    scorers.map((scorer, index) => ({ at, index, ...scorer.metrics[metric] })),
  )
  const defined = points.filter(({ value }) => value !== null)
  const model = defined.filter(({ index }) => index === 0)
  const banded = model.filter(({ low, high }) => low !== null && high !== null)
  const svg = draw(`${title} By number of events seen; the end of the visit last.`, {
    width: 420,
    height: 300,
    marginLeft: 46,
    marginBottom: 38,
    x: {
      domain: [0, stops.length - 1],
      ticks: [...stops.keys()],
      tickFormat: (at: number) => stops[at]!,
      label: 'events seen',
    },
    y: { domain: [0, 1], grid: true, ticks: 5, label: METRIC_INFO[metric].title },
    marks: [
      plot.ruleY([coin], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      plot.areaY(banded, { x: 'at', y1: 'low', y2: 'high', fill: seriesOf(0).stroke, fillOpacity: 0.16 }),
      ...[...question.scorers.keys()].reverse().flatMap((index) => {
        const own = defined.filter((one) => one.index === index)
        return [
          plot.line(own, { x: 'at', y: 'value', ...seriesOf(index) }),
          plot.dot(own, { x: 'at', y: 'value', r: index === 0 ? 3.5 : 2, fill: seriesOf(index).stroke }),
        ]
      }),
    ],
  })
  return {
    title,
    caption:
      'Those with at least so many events, cut after so many. The band is the model’s interval; few of them, wide band.',
    svg,
    table: {
      header: [
        'events',
        wordsOf(question).units,
        'of the class',
        ...question.scorers.map(({ name }) => name),
      ],
      rows: question.byEvents.map(({ visits, positives, scorers }, at) => [
        stops[at]!,
        String(visits),
        String(positives),
        ...scorers.map(({ metrics }) => withInterval(metrics[metric], 3)),
      ]),
    },
  }
}

/** Decisions of the model against what happened. */
export function confusionHtml(question: QuestionResults): string {
  const { scorers, threshold } = question
  const { did, didNot } = wordsOf(question)
  const { truePositive, falsePositive, falseNegative, trueNegative } = scorers[0]!.confusion
  const all = truePositive + falsePositive + falseNegative + trueNegative
  const cell = (count: number, kind: string, words: string): string => {
    const share = Math.round((100 * count) / Math.max(all, 1))
    return `<td class="${kind}"><b>${count}</b> <span>${escape(words)}, ${share} %</span></td>`
  }
  return `<table class="confusion"><caption>Decisions of the model at probability ${threshold}</caption>
<thead><tr><td></td><th scope="col">${escape(did)}</th><th scope="col">${escape(didNot)}</th></tr></thead>
<tbody><tr><th scope="row">named</th>${cell(truePositive, 'right', 'found')}${cell(falsePositive, 'wrong', 'named by mistake')}</tr>
<tr><th scope="row">not named</th>${cell(falseNegative, 'wrong', 'missed')}${cell(trueNegative, 'right', 'rightly left alone')}</tr></tbody></table>`
}

/** Every metric of every scorer, with its interval. */
export function metricTable({ scorers }: QuestionResults): TableData {
  return {
    header: ['', ...scorers.map(({ name }) => name)],
    rows: METRIC_NAMES.map((name) => [
      METRIC_INFO[name].title,
      ...scorers.map(({ metrics }) => interval(metrics[name], METRIC_INFO[name].digits)),
    ]),
  }
}

/** How far the model is ahead of each rival, on the same draws of visitors. */
export function aheadTable({ scorers }: QuestionResults): TableData {
  const names = ['auc', 'averagePrecision', 'logLoss', 'brier'] as const
  return {
    header: ['model minus …', ...names.map((name) => METRIC_INFO[name].title)],
    rows: scorers.flatMap(({ name, behindFirst }) =>
      behindFirst
        ? [[name, ...names.map((metric) => interval(behindFirst[metric], METRIC_INFO[metric].digits))]]
        : [],
    ),
  }
}

/** A figure and, on a line of its own, its interval. */
export function interval(measured: Measured, digits: number): string {
  const { value, low, high, missing } = measured
  if (value === null) return `–\n${missing ?? 'not defined'}`
  const words = (end: number): string => minus(decimal(end, digits))
  return low === null || high === null ? words(value) : `${words(value)}\n${words(low)} to ${words(high)}`
}

function minus(text: string): string {
  return text.replace('-', '−')
}

/** The other classes of the model side by side. */
export function classTable(questions: readonly QuestionResults[]): TableData {
  return {
    header: ['', ...questions.map((question) => question.class)],
    rows: [
      ['visits', ...questions.map(({ visits }) => String(visits))],
      ['of them so', ...questions.map(({ positives }) => String(positives))],
      ['decisions at', ...questions.map(({ threshold }) => String(threshold))],
      ...METRIC_NAMES.map((name) => [
        METRIC_INFO[name].title,
        ...questions.map(({ scorers }) => interval(scorers[0]!.metrics[name], METRIC_INFO[name].digits)),
      ]),
    ],
  }
}
