// SPDX-License-Identifier: MIT
// The report: one HTML file without scripts, for a manager at the top and a data scientist all the way down.

import { METRIC_INFO, METRIC_NAMES } from '../metrics/metric-table.ts'
import { curveFigures } from './curve-figures.ts'
import { dataHtml } from './data-section.ts'
import { escape, figureHtml, listHtml, tableHtml } from './html.ts'
import { imbalanceHtml } from './imbalance-figures.ts'
import { loadPlotter, type Plotter } from './load-plot.ts'
import { learningFigure, pretrainingFigure } from './loss-figures.ts'
import { LIMITS, transferSentence } from './model-card.ts'
import { calibrationHtml, exampleHtml, importanceFigures, quantisingHtml } from './model-figures.ts'
import { PAGE_STYLE } from './page-style.ts'
import { aheadTable, classTable, confusionHtml, eventFigures, metricTable } from './quality-figures.ts'
import { firstQuestion, mainQuestions, wordsOf } from './main-questions.ts'
import type { ExampleVisit, QuestionResults, Results, SetResults } from './results.ts'
import { leftOutLines, segmentData } from './segment-data.ts'
import { legendHtml } from './series.ts'
import { summarise } from './summary.ts'

interface Section {
  readonly id: string
  readonly title: string
  readonly html: string
}

/**
 * Renders a report.
 * @returns A whole HTML document; it asks for nothing from the network.
 * @throws `MissingPeerError` when `@observablehq/plot` or `linkedom` is not installed.
 */
export async function renderReport(results: Results): Promise<string> {
  const plotter = await loadPlotter()
  const sections: Section[] = [
    ...results.sets.map((set, index) => setSection(plotter, set, index)),
    segmentSection(results),
    ...(results.imbalance
      ? [{ id: 'imbalance', title: 'Few buyers', html: imbalanceHtml(plotter, results.imbalance) }]
      : []),
    ...modelSections(plotter, results),
    { id: 'data', title: 'Data', html: dataHtml(plotter, results) },
    readingSection(results),
  ]
  const { model, kind } = results
  const title = `Vitrine model ${model.version}: how good is it?`
  const seed = model.seed === null ? '' : `, seed ${model.seed}`
  const about = `Network ${model.network}, ${model.parameters.toLocaleString('en')} weights in ${model.bytes.toLocaleString('en')} bytes, feature version ${model.featureVersion}${seed}. Written by vitrine ${kind}.`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)}</title><style>${PAGE_STYLE}</style></head>
<body><main>
<h1>${escape(title)}</h1><p class="about">${escape(about)}</p>
${summaryHtml(results)}
<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => `<li><a href="#${id}">${escape(name)}</a></li>`).join('')}</ul></nav>
${sections.map(({ id, title: name, html }) => `<section id="${id}"><h2>${escape(name)}</h2>\n${html}</section>`).join('\n')}
</main></body></html>
`
}

function summaryHtml(results: Results): string {
  const summaries = summarise(results)
  const parts = summaries.map(
    ({ question, verdict, sentences }) =>
      `${summaries.length > 1 ? `<h3>${escape(question)}</h3>` : ''}<p class="verdict">${escape(verdict)}</p>${listHtml(sentences)}`,
  )
  const warnings =
    results.warnings.length > 0
      ? `<div class="warnings"><h2>Before you rely on it</h2>${listHtml(results.warnings)}</div>`
      : ''
  return `<div class="summary"><h2>In short</h2>${parts.join('\n')}</div>${warnings}`
}

function setSection(plotter: Plotter, { name, part, questions }: SetResults, index: number): Section {
  const html = mainQuestions(questions).flatMap((main) => {
    const others = questions.filter((other) => other.head === main.head && other !== main)
    const rest =
      others.length > 0
        ? `<h3>The other classes</h3>${tableHtml(classTable(others), 'Each class against the others, where the data tells it; the model alone')}`
        : ''
    return [questionHtml(plotter, main, part), rest]
  })
  return { id: `set-${index}`, title: `Quality on ${name}`, html: html.join('\n') }
}

function questionHtml(plotter: Plotter, question: QuestionResults, part: string): string {
  const names = question.scorers.map(({ name }) => name)
  const legend = names.length > 1 ? legendHtml(names) : ''
  const ahead =
    names.length > 1
      ? tableHtml(
          aheadTable(question),
          `Model minus rival on the same ${wordsOf(question).units}. An interval without 0 in it is a difference beyond chance; for log loss and Brier, below 0 is better`,
        )
      : ''
  const words = wordsOf(question)
  const until =
    words.units === 'visits' ? 'Each is read up to its first purchase.' : 'Each by its orders so far.'
  return `<h3>${escape(words.question)}</h3>
<p>${question.visits} ${escape(part)} ${words.units}, ${question.positives} of them so. ${until}</p>
${legend}
${gridHtml(curveFigures(plotter, question).map(figureHtml))}
<h3>Every figure, with its interval</h3>
<div class="metrics">${tableHtml(metricTable(question), `At the end; decisions at probability ${question.threshold} for all`)}</div>
${ahead}
<h3>Decisions</h3>
${confusionHtml(question)}
<h3>By number of events seen</h3>
${legend}
${gridHtml(eventFigures(plotter, question).map(figureHtml))}`
}

function segmentSection(results: Results): Section {
  return {
    id: 'segments',
    title: 'Segments',
    html: `<p>What a shop acts on. The first line that holds names the segment; once named, it lasts until a figure is beyond the one in brackets. <em>Names</em> is the share of the validation visits that a line holds for at some moment, <em>rightly</em> the share of those of which it is right.</p>
${results.segments.map((set) => tableHtml(segmentData(results.model, set), `Where what was measured of ${set.name} ends`)).join('\n')}
${listHtml(leftOutLines(results))}`,
  }
}

function modelSections(plotter: Plotter, results: Results): Section[] {
  const { transfer, pretraining, learning, calibration, quantising, importance, examples = [] } = results
  const isAttended = examples.some(({ events }) => events.some(({ attention }) => attention !== undefined))
  const made = [
    ...(pretraining ? [figureHtml(pretrainingFigure(plotter, pretraining))] : []),
    ...(learning ? [figureHtml(learningFigure(plotter, learning))] : []),
    ...(calibration?.length ? [`<div>${calibration.map(calibrationHtml).join('')}</div>`] : []),
  ]
  const why = [
    ...(importance
      ? [
          gridHtml(importanceFigures(plotter, importance).map(figureHtml)),
          ...(isAttended
            ? []
            : ['<p>This network has no attention, so there are no attention weights to show.</p>']),
        ]
      : []),
    ...(examples.length > 0
      ? [
          `<h3>Single visits</h3><p>“Said after it” is the probability of “${escape(firstQuestion(results.model.heads, results.sets).class)}” right after the event; “what it adds” is what the end would lose without it.${isAttributed(examples) ? ' “Gradients” is its share of the log odds (integrated gradients, before calibration).' : ''}${isAttended ? ' “Attention” is the share of where the network looks that lies on the event (with a convolution, on the events around it); the rest lies on the empty places before the visit.' : ''}</p>`,
          // One column more leaves no room for two tables side by side.
          isAttended ? examples.map(exampleHtml).join('\n') : gridHtml(examples.map(exampleHtml)),
        ]
      : []),
  ]
  return [
    ...(made.length > 0
      ? [{ id: 'training', title: 'Training', html: `${transferHtml(transfer)}${gridHtml(made)}` }]
      : []),
    ...(quantising ? [{ id: 'quantising', title: 'Quantising', html: quantisingHtml(quantising) }] : []),
    ...(why.length > 0 ? [{ id: 'why', title: 'What it leans on', html: why.join('\n') }] : []),
  ]
}

function transferHtml(transfer: Results['transfer']): string {
  return transfer ? `<p>${escape(transferSentence(transfer))}</p>` : ''
}

function readingSection({ bootstrap }: Results): Section {
  const words = METRIC_NAMES.map((name) => [METRIC_INFO[name].title, METRIC_INFO[name].meaning])
  const draws =
    bootstrap.resamples > 0
      ? `In brackets: ${bootstrap.level * 100} % intervals. Visitors were drawn anew with replacement ${bootstrap.resamples} times (seed ${bootstrap.seed}), all visits of one together; the interval holds the middle of what came out.`
      : ''
  return {
    id: 'reading',
    title: 'How to read this',
    html: `<p>${draws}</p>
<dl class="words">${words.map(([title = '', meaning = '']) => `<dt><b>${escape(title)}</b></dt><dd>${escape(meaning)}</dd>`).join('')}</dl>
<h3>Limits</h3>${listHtml(LIMITS)}`,
  }
}

function isAttributed(examples: readonly ExampleVisit[]): boolean {
  return examples.some(({ events }) => events.some(({ attribution }) => attribution !== undefined))
}

function gridHtml(parts: readonly string[]): string {
  return `<div class="figures">${parts.join('\n')}</div>`
}
