// SPDX-License-Identifier: MIT
// One fit and everything that is asked of it.

import { join } from 'node:path'
import type { Tf } from '../../../src/train/fit/load-tf.ts'
import type { SourceVisits } from '../data/read-sources.ts'
import type { Recipe } from '../recipe.ts'
import type { FitAnswers } from './answers.ts'
import { answerQuestions } from './answer-questions.ts'
import { visitsOf, type FitJob, type FoldOptions } from './assign-folds.ts'
import { fitPackages } from './fit-packages.ts'

/** What all fits share. */
export interface FitShared {
  readonly recipe: Recipe
  readonly sources: readonly SourceVisits[]
  readonly folds: FoldOptions
  /** For checkpoints. */
  readonly folder: string
}

/** Runs a fit. */
export async function runFit(
  tf: Tf,
  { recipe, sources, folds, folder }: FitShared,
  job: FitJob,
  say: (line: string) => void,
): Promise<FitAnswers> {
  const from = performance.now()
  const { learn, measure } = visitsOf(sources, job, folds)
  const { simulate: _simulate, ...unsimulated } = recipe
  const own = job.isUnsimulated ? unsimulated : recipe
  let reported = 0
  const packages = await fitPackages(tf, own, learn, join(folder, job.name), {
    say,
    onProgress({ epoch, validation }) {
      if (epoch === reported) return
      reported = epoch
      const loss = validation ? `, validation loss ${validation.last.toFixed(4)}` : ''
      say(`epoch ${epoch} of at most ${recipe.epochs}${loss}`)
    },
  })
  say('asking')
  const answers = await answerQuestions(packages, learn, measure)
  return {
    job: job.name,
    epochs: packages.epochs,
    bestEpoch: packages.bestEpoch,
    seconds: (performance.now() - from) / 1000,
    calibration: Object.fromEntries(
      packages.own.metadata.heads.map(({ name, calibration }) => [name, calibration.method]),
    ),
    answers,
  }
}
