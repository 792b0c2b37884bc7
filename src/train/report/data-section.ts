// SPDX-License-Identifier: MIT
// What the model learned from: files, split, credits.

import { holdoutWords } from '../holdout.ts'
import { escape, figureHtml, listHtml, tableHtml, type Figure } from './html.ts'
import type { Plotter } from './load-plot.ts'
import { positiveText } from './positive-text.ts'
import { simulationSentence } from './model-card.ts'
import type { Results } from './results.ts'
import { seriesOf } from './series.ts'

/** The section on data. */
export function dataHtml(plotter: Plotter, results: Results): string {
  const { data, model, credits, simulation } = results
  const files = tableHtml(
    {
      header: [
        'data set',
        'rows',
        'malformed',
        'copies',
        'without session',
        'visits',
        'visitors',
        'of the class',
      ],
      rows: data.map(({ name, report, visits, visitors, positives }) => [
        name,
        ...[report.rows, report.malformed, report.duplicates, report.withoutSession].map(String),
        ...[visits, visitors].map(String),
        positiveText(positives),
      ]),
    },
    'What was read',
  )
  const simulated = simulation ? `<p>${escape(simulationSentence(simulation))}</p>` : ''
  return `${files}${simulated}
<div class="figures">${figureHtml(splitFigure(plotter, results))}</div>
<p>${escape(holdoutWords(model.holdout))}</p>
<h3>Credits</h3>${listHtml(credits)}`
}

/** Visits by what they were used for. */
function splitFigure({ plot, draw }: Plotter, { data }: Results): Figure {
  const parts = data.flatMap((set) =>
    set.parts.map((part) => ({
      ...part,
      set: set.name,
      share: part.visits / Math.max(1, set.visits),
    })),
  )
  const names = [...new Set(parts.map(({ name }) => name))]
  const swatches = `<ul class="legend">${names
    .map(
      (name, index) =>
        `<li><span class="swatch" style="background:color-mix(in srgb,${seriesOf(index).stroke} 35%,transparent)"></span>${escape(name)}</li>`,
    )
    .join('')}</ul>`
  return {
    title: 'Split.',
    caption: 'Visits by what they were used for; every figure above is of the last part.',
    isWide: true,
    svg:
      swatches +
      draw('Share of the visits of each data set by what they were used for', {
        width: 860,
        height: 40 + 52 * data.length,
        marginLeft: 70,
        x: { axis: null, domain: [0, 1] },
        y: { domain: data.map(({ name }) => name), label: null, tickSize: 0 },
        marks: [
          plot.barX(parts, {
            x: 'share',
            y: 'set',
            fill: ({ name }: { name: string }) => seriesOf(names.indexOf(name)).stroke,
            fillOpacity: 0.35,
            insetRight: 2,
          }),
          plot.text(parts, plot.stackX({ x: 'share', y: 'set', text: 'visits', fill: 'currentColor' })),
        ],
      }),
    table: {
      header: ['data set and part', 'visits', 'visitors', 'of the class'],
      rows: parts.map(({ set, name, visits, visitors, positives }) => [
        `${set}, ${name}`,
        ...[visits, visitors].map(String),
        positiveText(positives),
      ]),
    },
  }
}
