// SPDX-License-Identifier: MIT
// Where the published data sets lie, and what to do when they do not.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LayoutName } from '../../../src/train/read/layouts/layout.ts'
import type { SourceName } from '../recipe.ts'

/** A file of a data set. */
export interface SourceFile {
  readonly path: string
  readonly layout: LayoutName
}

/** Where each lies in the folder, and where it comes from. */
export const SOURCE_FILES: Readonly<
  Record<SourceName, { readonly file: string; readonly layout: LayoutName; readonly from: string }>
> = {
  rees46: {
    file: 'rees46/2019-Oct.csv',
    layout: 'rees46',
    from: 'https://www.kaggle.com/datasets/mkechinov/ecommerce-behavior-data-from-multi-category-store',
  },
  ospi: {
    file: 'ospi/online_shoppers_intention.csv',
    layout: 'sessions',
    from: 'https://archive.ics.uci.edu/dataset/468',
  },
  invoices: {
    file: 'online-retail/online_retail.csv.gz',
    layout: 'invoices',
    from: 'https://archive.ics.uci.edu/dataset/352',
  },
}

/**
 * Finds the files.
 * @param folder - As `--data` or VITRINE_DATA names it.
 * @throws Error that lists what is missing and where to get it.
 */
export function findData(
  folder: string | undefined,
  sources: readonly SourceName[],
): Record<SourceName, SourceFile> {
  if (folder === undefined) {
    throw new Error(
      `Name the folder of the published data sets: --data DIR, or the environment variable VITRINE_DATA. In it:\n${listOf(sources)}`,
    )
  }
  const missing = sources.filter((name) => !existsSync(join(folder, SOURCE_FILES[name].file)))
  if (missing.length > 0) {
    throw new Error(`In ${folder} there is no\n${listOf(missing)}\nPut it there, or name another folder.`)
  }
  return Object.fromEntries(
    sources.map((name) => {
      const { file, layout } = SOURCE_FILES[name]
      return [name, { path: join(folder, file), layout }]
    }),
  ) as Record<SourceName, SourceFile>
}

function listOf(sources: readonly SourceName[]): string {
  return sources.map((name) => `  ${SOURCE_FILES[name].file}   from ${SOURCE_FILES[name].from}`).join('\n')
}
