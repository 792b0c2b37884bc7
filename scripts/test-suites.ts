// SPDX-License-Identifier: MIT
// The suites of tests: one folder under `test/` each, and how it is run.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TESTS = fileURLToPath(new URL('../test', import.meta.url))

/** A folder of tests that are run alike. */
export interface Suite {
  /** Name of the folder. */
  readonly name: string
  readonly proves: string
  /** Test files that run at a time. */
  readonly concurrency: number
  readonly needsBrowser: boolean
  /** Minutes after which a file is stuck and fails. */
  readonly limitMinutes: number
}

/** In the order in which they run: what is quick to fail comes first. */
export const SUITES: readonly Suite[] = [
  { name: 'unit', proves: 'each part by itself', concurrency: 2, needsBrowser: false, limitMinutes: 3 },
  {
    name: 'golden',
    proves: 'the same events give the same inputs and scores everywhere',
    concurrency: 1,
    needsBrowser: true,
    limitMinutes: 3,
  },
  {
    name: 'package',
    proves: 'the static checks, and the package as a shop installs it',
    concurrency: 2,
    needsBrowser: false,
    limitMinutes: 6,
  },
  {
    name: 'browser',
    proves: 'the built files in Chromium',
    concurrency: 1,
    needsBrowser: true,
    limitMinutes: 6,
  },
]

/**
 * Lists the test files of a suite, by name.
 * @throws Error when the folder holds none: a suite that tests nothing must not pass.
 */
export function findTestFiles(suite: Suite): string[] {
  const folder = join(TESTS, suite.name)
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name))
  if (files.length === 0) throw new Error(`test/${suite.name} holds no file that ends in .test.ts.`)
  return files
}
