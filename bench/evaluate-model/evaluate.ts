// SPDX-License-Identifier: MIT
// The whole of the evaluation: folds, shops left out, then the package that ships.

import { fileURLToPath } from 'node:url'
import { loadNodeScorer } from '../../src/train/node-scorer.ts'
import { findData } from './data/find-data.ts'
import { readSources } from './data/read-sources.ts'
import { measureAll } from './figures/measure-folds.ts'
import { crossValidation, withoutSimulated } from './folds/assign-folds.ts'
import { cacheOf } from './folds/fit-cache.ts'
import { leaveOut } from './folds/leave-out.ts'
import { runFits } from './folds/run-fits.ts'
import type { EvaluateOptions } from './options.ts'
import { measureGrowth } from './package/measure-growth.ts'
import { measureParity } from './package/measure-parity.ts'
import { measureShops } from './package/measure-shops.ts'
import { SHOPPER_RECIPE, type Recipe } from './recipe.ts'
import type { Evaluation } from './report/write-report.ts'

/** The package that ships. */
export const SHOPPER_FOLDER: string = fileURLToPath(new URL('../../models/shopper', import.meta.url))

/** Epochs of a quick run. */
const QUICK_EPOCHS = 1

/**
 * Evaluates.
 * @param log - Told how far it is.
 * @throws Error where the data is not there; whatever training throws.
 */
export async function evaluate(options: EvaluateOptions, log: (line: string) => void): Promise<Evaluation> {
  const { quick, folds, seed } = options
  const recipe: Recipe = quick ? { ...SHOPPER_RECIPE, epochs: QUICK_EPOCHS } : SHOPPER_RECIPE
  const files = findData(options.data, recipe.sources)
  log('reading the data')
  const sources = await readSources(files, recipe.sources, quick)
  for (const { name, visits } of sources) log(`${name}: ${visits.length} visits or customers`)

  const crossed = crossValidation(recipe.sources, options)
  const left = leaveOut(recipe.sources)
  const cache = cacheOf(recipe, options, quick, files)
  log(`fits are kept in ${cache.folder}`)
  const shared = { recipe, sources, folds: { folds, seed } }
  const bare = recipe.simulate && options.unsimulated ? withoutSimulated(crossed) : []
  const fits = await runFits([...crossed, ...left, ...bare], shared, cache, options.jobs, log)
  log('measuring')
  const questions = measureAll(fits.slice(0, crossed.length).flatMap(({ answers }) => answers))
  const unsimulated = measureAll(fits.slice(crossed.length + left.length).flatMap(({ answers }) => answers))
  const simulated = recipe.simulate ? ' + simulated' : ''
  const leftOut = left.map(({ learn }, index) => ({
    learned: `${learn.join(' + ')}${simulated}`,
    questions: measureAll(fits[crossed.length + index]!.answers),
  }))

  const scorer = await loadNodeScorer(SHOPPER_FOLDER)
  const quickScorer = await scorer.quick()
  log('the package: engines in the browser')
  const parity = await measureParity(SHOPPER_FOLDER, scorer, sources, log)
  log('the package: one more event')
  const visits = sources.filter(({ name }) => name === 'rees46').flatMap((source) => source.visits)
  const growth = await measureGrowth(quickScorer, visits)
  log('the package: poorer shops')
  const shops = await measureShops(quickScorer, sources)
  return {
    command: `npm run evaluate:model -- --folds ${folds} --seed ${seed}${quick ? ' --quick' : ''}`,
    date: new Date().toISOString().slice(0, 10),
    recipe,
    folds,
    seed,
    fits,
    questions,
    unsimulated,
    leftOut,
    modelVersion: scorer.metadata.modelVersion,
    parity,
    growth,
    shops,
    policy: scorer.metadata.policy,
  }
}
