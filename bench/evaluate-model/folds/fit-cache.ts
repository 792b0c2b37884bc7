// SPDX-License-Identifier: MIT
// Fits that are done, by everything that decides them: an interrupted evaluation goes on, a changed recipe starts anew.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FEATURE_VERSION } from '../../../src/features/feature-table.ts'
import { writeWhole } from '../../../src/train/report/write-whole.ts'
import type { Recipe } from '../recipe.ts'
import type { FitAnswers } from './answers.ts'
import type { FoldOptions } from './assign-folds.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** Not under version control. */
const CACHE = join(ROOT, '.cache/evaluate-model')
/** Code that decides what a fit says. */
const CODE = ['src/features', 'src/model', 'src/segments', 'src/train', 'bench/evaluate-model/folds']

/** Fits of one recipe on one state of data and code. */
export interface FitCache {
  readonly folder: string
  read(job: string): FitAnswers | undefined
  write(answers: FitAnswers): Promise<void>
}

/** Opens the cache of a recipe: the same for the evaluation and for training, which takes its segments from the folds. */
export function cacheOf(
  recipe: Recipe,
  { folds, seed }: FoldOptions,
  quick: boolean,
  files: Readonly<Record<string, { readonly path: string }>>,
): FitCache {
  const paths = Object.values(files).map(({ path }) => path)
  return openFitCache({ recipe, folds, seed, quick, features: FEATURE_VERSION }, paths)
}

/**
 * Opens the cache.
 * @param facts - Recipe, folds and whatever else decides; as JSON.
 * @param files - Data.
 */
export function openFitCache(facts: unknown, files: readonly string[], root: string = CACHE): FitCache {
  const hash = createHash('sha256').update(JSON.stringify(facts))
  const code = CODE.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => join(ROOT, folder, name)),
  )
  for (const file of [...files, ...code]) hash.update(readFileSync(file))
  const folder = join(root, hash.digest('hex').slice(0, 16))
  const pathOf = (job: string): string => join(folder, `${job}.json`)
  return {
    folder,
    read(job) {
      const path = pathOf(job)
      return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as FitAnswers) : undefined
    },
    write: (answers) => writeWhole(pathOf(answers.job), JSON.stringify(answers)),
  }
}
