// SPDX-License-Identifier: MIT
// ROC, precision-recall, gains and calibration of every scorer on whole visits.

import type { Point } from '../metrics/curves.ts'
import type { Figure, TableData } from './html.ts'
import type { Plotter } from './load-plot.ts'
import { withInterval } from './model-card.ts'
import type { QuestionResults } from './results.ts'
import { wordsOf } from './main-questions.ts'
import { seriesOf } from './series.ts'
import { decimal } from './table.ts'

const SIZE = { width: 420, height: 320, marginLeft: 46, marginBottom: 38 }
const FROM_0_TO_1 = { domain: [0, 1], grid: true, ticks: 5 }

/** The four figures; none where one of the classes is missing. */
export function curveFigures(plotter: Plotter, question: QuestionResults): Figure[] {
  if (question.scorers[0]!.curves.roc.length === 0) return []
  return [
    rocFigure(plotter, question),
    precisionRecallFigure(plotter, question),
    gainsFigure(plotter, question),
    calibrationFigure(plotter, question),
  ]
}

function lines(
  { plot }: Plotter,
  question: QuestionResults,
  read: (curves: QuestionResults['scorers'][number]['curves']) => readonly Point[],
  curve: 'linear' | 'step-before' = 'linear',
): ReturnType<typeof plot.line>[] {
  // The model last, so that it lies on top.
  return [...question.scorers.keys()].reverse().map((index) =>
    plot.line([...read(question.scorers[index]!.curves)], {
      x: (point: Point) => point[0],
      y: (point: Point) => point[1],
      curve,
      ...seriesOf(index),
    }),
  )
}

function rocFigure(plotter: Plotter, question: QuestionResults): Figure {
  const { plot } = plotter
  const { metrics } = question.scorers[0]!
  return {
    title: 'ROC curve.',
    caption: 'The further up and left, the better it tells them apart; the diagonal is a coin.',
    svg: plotter.draw(`ROC curve. Area under the curve of the model: ${withInterval(metrics.auc, 3)}`, {
      ...SIZE,
      x: { ...FROM_0_TO_1, label: 'share of the others named by mistake' },
      y: { ...FROM_0_TO_1, label: `share of the ${wordsOf(question).ones} found` },
      marks: [
        plot.line([[0, 0] as Point, [1, 1] as Point], { stroke: 'currentColor', strokeOpacity: 0.4 }),
        ...lines(plotter, question, ({ roc }) => roc),
      ],
    }),
    table: atShares(question, 'others named by mistake', ({ roc }) => roc),
  }
}

function precisionRecallFigure(plotter: Plotter, question: QuestionResults): Figure {
  const { plot } = plotter
  const base = question.positives / question.visits
  const { metrics } = question.scorers[0]!
  return {
    title: 'Precision and recall.',
    caption: `The further up, the fewer wrong names among those named; a coin lies at ${decimal(base, 3)}.`,
    svg: plotter.draw(
      `Precision against recall. Average precision of the model: ${withInterval(metrics.averagePrecision, 3)}`,
      {
        ...SIZE,
        x: { ...FROM_0_TO_1, label: `recall: share of the ${wordsOf(question).ones} found` },
        y: { ...FROM_0_TO_1, label: 'precision: share of those named that are so' },
        marks: [
          plot.ruleY([base], { stroke: 'currentColor', strokeOpacity: 0.4 }),
          ...lines(plotter, question, ({ precisionRecall }) => precisionRecall, 'step-before'),
        ],
      },
    ),
    table: {
      header: ['recall', ...question.scorers.map(({ name }) => name)],
      rows: SHARES.map((share) => [
        decimal(share, 1),
        ...question.scorers.map(({ curves }) =>
          decimal(curves.precisionRecall.find(([recall]) => recall >= share - 1e-12)?.[1] ?? NaN),
        ),
      ]),
    },
  }
}

function gainsFigure(plotter: Plotter, question: QuestionResults): Figure {
  const { plot } = plotter
  const { units, ones } = wordsOf(question)
  return {
    title: 'Gains.',
    caption: `Reach out to the ${units} with the highest scores: how many of the ${ones} are among them?`,
    svg: plotter.draw(`Share of the ${ones} among the ${units} with the highest scores`, {
      ...SIZE,
      x: { ...FROM_0_TO_1, label: `share of all ${units}, highest scores first` },
      y: { ...FROM_0_TO_1, label: `share of the ${ones} among them` },
      marks: [
        plot.line([[0, 0] as Point, [1, 1] as Point], { stroke: 'currentColor', strokeOpacity: 0.4 }),
        ...lines(plotter, question, ({ gains }) => gains),
      ],
    }),
    table: atShares(question, units, ({ gains }) => gains),
  }
}

function calibrationFigure(plotter: Plotter, question: QuestionResults): Figure {
  const { plot } = plotter
  const groups = question.scorers[0]!.calibration
  const most = Math.min(1, 1.3 * Math.max(...groups.flatMap(({ said, happened }) => [said, happened]), 0.02))
  const axis = { type: 'sqrt' as const, domain: [0, most], grid: true, ticks: 6 }
  return {
    title: 'Calibration of the model.',
    caption:
      'Each dot is about a tenth of all. On the diagonal, what it says is what happens. Both axes are stretched near 0.',
    svg: plotter.draw('Observed share against predicted probability of the model, in groups of visits', {
      ...SIZE,
      x: { ...axis, label: 'probability that the model gave' },
      y: { ...axis, label: 'share that is so, 95 % interval' },
      marks: [
        plot.line([[0, 0] as Point, [most, most] as Point], { stroke: 'currentColor', strokeOpacity: 0.4 }),
        plot.link([...groups], {
          x1: 'said',
          x2: 'said',
          y1: (group: { low: number }) => Math.min(group.low, most),
          y2: (group: { high: number }) => Math.min(group.high, most),
          stroke: seriesOf(0).stroke,
          strokeOpacity: 0.6,
        }),
        plot.dot([...groups], { x: 'said', y: 'happened', r: 4, fill: seriesOf(0).stroke }),
      ],
    }),
    table: {
      header: ['said', 'happened', 'from', 'to', 'visits'],
      rows: groups.map(({ said, happened, low, high, visits }) => [
        ...[said, happened, low, high].map((value) => decimal(value)),
        String(visits),
      ]),
    },
  }
}

const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

/** Heights of curves at shares of their width, on the straight line between the nearest points. */
function atShares(
  question: QuestionResults,
  what: string,
  read: (curves: QuestionResults['scorers'][number]['curves']) => readonly Point[],
): TableData {
  return {
    header: [what, ...question.scorers.map(({ name }) => name)],
    rows: SHARES.map((share) => [
      decimal(share, 1),
      ...question.scorers.map(({ curves }) => decimal(heightAt(read(curves), share))),
    ]),
  }
}

function heightAt(points: readonly Point[], x: number): number {
  const next = points.findIndex((point) => point[0] >= x - 1e-12)
  const [x1, y1] = points[next] ?? [NaN, NaN]
  const [x0, y0] = points[next - 1] ?? [x1, y1]
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
}
