// SPDX-License-Identifier: MIT
// Reads and writes `results.json`.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ResultsFormatError } from '../train-errors.ts'
import { findSchemaProblem } from './check-schema.ts'
import { RESULTS_VERSION, type Results } from './results.ts'
import { RESULTS_DEFINITIONS, RESULTS_SCHEMA } from './results-schema.ts'
import { writeWhole } from './write-whole.ts'

/** Name of the file in the folder of a package. */
export const RESULTS_FILE = 'results.json'

/**
 * Writes results to a folder.
 * @returns Path of the file.
 */
export async function writeResults(folder: string, results: Results): Promise<string> {
  const path = join(folder, RESULTS_FILE)
  await writeWhole(path, resultsText(results))
  return path
}

/** Content of the file. */
export function resultsText(results: Results): string {
  return `${JSON.stringify(results)}\n`
}

/**
 * Reads results.
 * @throws {@link ResultsFormatError} for a file that is no JSON, of another version or wrong in one place.
 */
export async function readResults(path: string): Promise<Results> {
  const content = await readFile(path, 'utf8')
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new ResultsFormatError(path, `it is no JSON (${error.message}).`, { cause: error })
  }
  const version = (value as { resultsVersion?: unknown } | null)?.resultsVersion
  if (version !== undefined && version !== RESULTS_VERSION) {
    throw new ResultsFormatError(
      path,
      `it has version ${JSON.stringify(version)}, this release reads ${RESULTS_VERSION}. Write it anew with "vitrine evaluate".`,
    )
  }
  const problem = findSchemaProblem(value, RESULTS_SCHEMA, RESULTS_DEFINITIONS)
  if (problem !== undefined) {
    throw new ResultsFormatError(path, `${problem}. "vitrine report --schema" prints what is expected.`)
  }
  return value as Results
}
