// SPDX-License-Identifier: MIT
// Loss by epoch, of training and of what came before it.

import type { Figure } from './html.ts'
import type { Plotter } from './load-plot.ts'
import type { Learning, Pretraining } from './results.ts'
import { seriesOf } from './series.ts'
import { decimal } from './table.ts'

/** Most labels on the axis of epochs. */
const MOST_TICKS = 10

/** Loss by epoch. */
export function learningFigure(plotter: Plotter, { epochs, bestEpoch }: Learning): Figure {
  const isValidated = epochs.some(({ validation }) => validation !== null)
  return lossFigure(plotter, epochs, bestEpoch, undefined, {
    title: 'Learning.',
    caption: `Loss by epoch; lower is better. Solid: ${isValidated ? 'visits that only decide when to stop' : 'none was measured'}. Dotted: training visits, with dropout and mixed shops, which is harder. Epoch ${bestEpoch} was kept.`,
    alt: `Training and validation loss over ${epochs.length} epochs; epoch ${bestEpoch} was kept`,
  })
}

/** Loss of a pre-training by epoch, against what needs no learning. */
export function pretrainingFigure(plotter: Plotter, pretraining: Pretraining): Figure {
  const { task, data, visits, epochs, bestEpoch, loss, baseRateLoss } = pretraining
  return lossFigure(plotter, epochs, bestEpoch, baseRateLoss, {
    title: `Before it: ${task}.`,
    caption: `Loss of a question that visits answer without a label, on ${visits} visits of ${data.join(', ')}; lower is better. Solid: visits that choose the epoch; it came to ${decimal(loss, 3)}. Dotted: training visits, with dropout, which is harder. Level line: always the base rates, ${decimal(baseRateLoss, 3)}. Epoch ${bestEpoch} was the start.`,
    alt: `Loss of pre-training over ${epochs.length} epochs; epoch ${bestEpoch} was the start`,
  })
}

function lossFigure(
  { plot, draw }: Plotter,
  epochs: Learning['epochs'],
  bestEpoch: number,
  level: number | undefined,
  { title, caption, alt }: { readonly title: string; readonly caption: string; readonly alt: string },
): Figure {
  const points = epochs.map(({ training, validation }, index) => ({ epoch: index + 1, training, validation }))
  const every = Math.ceil(points.length / MOST_TICKS)
  return {
    title,
    caption,
    svg: draw(alt, {
      width: 420,
      height: 300,
      marginLeft: 52,
      marginBottom: 38,
      x: {
        label: 'epoch',
        domain: [1, Math.max(2, points.length)],
        ticks: points.map(({ epoch }) => epoch).filter((epoch) => (epoch - 1) % every === 0),
        tickFormat: 'd',
      },
      y: { label: 'loss', grid: true, ticks: 5, nice: true },
      marks: [
        plot.ruleX([bestEpoch], { stroke: 'currentColor', strokeOpacity: 0.4 }),
        ...(level === undefined ? [] : [plot.ruleY([level], { ...seriesOf(2) })]),
        plot.line(points, { x: 'epoch', y: 'training', ...seriesOf(1) }),
        plot.line(
          points.filter(({ validation }) => validation !== null),
          { x: 'epoch', y: 'validation', ...seriesOf(0) },
        ),
      ],
    }),
    table: {
      header: ['epoch', 'training', 'validation'],
      rows: points.map(({ epoch, training, validation }) => [
        String(epoch),
        decimal(training, 4),
        decimal(validation ?? NaN, 4),
      ]),
    },
  }
}
