// SPDX-License-Identifier: MIT
// The page of a search: what came out, in one HTML file without scripts.

import { escape, figureHtml, listHtml, tableHtml } from '../report/html.ts'
import { loadPlotter } from '../report/load-plot.ts'
import { PAGE_STYLE } from '../report/page-style.ts'
import { decimal } from '../report/table.ts'
import { curvesFigure, historyFigure, optionFigures, parallelFigure } from './search-figures.ts'
import { rankTrials, type SearchResults, type Trial } from './search-results.ts'
import { trialTable } from './trial-table.ts'

/**
 * Renders the page.
 * @param command - The command that trains the best trial.
 * @returns A whole HTML document; it asks for nothing from the network.
 * @throws `MissingPeerError` when `@observablehq/plot` or `linkedom` is not installed.
 */
export async function renderSearch(results: SearchResults, command: string): Promise<string> {
  const plotter = await loadPlotter()
  const [best] = rankTrials(results.trials, results.objective)
  const title = 'Vitrine search: which options to train with?'
  const figures = [historyFigure(plotter, results), curvesFigure(plotter, results)]
  const options = optionFigures(plotter, results)
  const isMany = options.length > 1
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)}</title><style>${PAGE_STYLE}
pre{background:var(--panel);border-radius:8px;padding:12px 16px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.86rem}</style></head>
<body><main>
<h1>${escape(title)}</h1><p class="about">${escape(aboutOf(results))}</p>
<div class="summary"><h2>In short</h2><p class="verdict">${escape(verdictOf(results, best!))}</p>${listHtml(sentencesOf(results, best!))}</div>
<h2>To train the best</h2><pre>${escape(command)}</pre>
<h2>How it went</h2><div class="figures">${figures.map(figureHtml).join('\n')}</div>
<h2>Option by option</h2><div class="figures">${options.map(figureHtml).join('\n')}
${isMany ? figureHtml(parallelFigure(plotter, results)) : ''}</div>
<h2>All trials</h2>${tableHtml(trialTable(results), 'Best first; those that were ended early after those that were not', 0)}
<h2>Data</h2>${listHtml(results.data)}
</main></body></html>
`
}

function nameOf({ objective }: SearchResults): string {
  return objective === 'log-loss' ? 'log loss' : 'average precision'
}

function aboutOf({ method, trials, seed, round, folds, fixed }: SearchResults): string {
  const parts = folds === null ? 'one split' : `${folds} folds by visitor`
  const shared = Object.entries(fixed).map(([name, value]) => `${name} ${value}`)
  return `${trials.length} trials, ${method}, in rounds of ${round}, seed ${seed}, on ${parts}. ${shared.length > 0 ? `All share ${shared.join(', ')}. ` : ''}Held-out visits were not touched. Written by vitrine search.`
}

function verdictOf(results: SearchResults, best: Trial): string {
  const values = Object.entries(best.values).map(([name, value]) => `${name} ${value}`)
  const error = best.error === null ? '' : ` ± ${decimal(best.error, 4)}`
  return `Best: ${values.join(', ')}, with ${nameOf(results)} ${decimal(best.value ?? NaN, 4)}${error}.`
}

function sentencesOf(results: SearchResults, best: Trial): string[] {
  const { trials, objective } = results
  const done = rankTrials(trials, objective).filter(({ status }) => status === 'done')
  const middle = done[done.length >> 1]
  const count = (status: Trial['status']): number => trials.filter((trial) => trial.status === status).length
  const near =
    best.error === null
      ? []
      : done.slice(1).filter(({ value }) => Math.abs(value! - best.value!) <= best.error!).length
  return [
    ...(middle && middle !== best
      ? [`The middle one of the trials that were not ended early has ${decimal(middle.value!, 4)}.`]
      : []),
    ...(typeof near === 'number'
      ? [
          `${near} other trials are within one standard error of the best: between them and it, chance may have chosen.`,
        ]
      : ['Without folds, nothing tells how much of the difference is chance: --folds 4 would.']),
    ...(count('stopped') > 0
      ? [`${count('stopped')} trials were ended early because they were behind.`]
      : []),
    ...(count('failed') > 0 ? [`${count('failed')} trials failed: ${problemOf(trials)}`] : []),
    'The best of many looks better than it is. Its quality is what "vitrine train" measures on held-out visits.',
  ]
}

function problemOf(trials: readonly Trial[]): string {
  return trials.flatMap(({ fits }) => fits.flatMap(({ problem }) => problem ?? []))[0] ?? ''
}
