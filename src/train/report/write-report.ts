// SPDX-License-Identifier: MIT
// Puts a report where it belongs, or says what is missing for it.

import { MissingPeerError } from '../train-errors.ts'
import { renderReport } from './render-report.ts'
import type { Results } from './results.ts'
import { writeWhole } from './write-whole.ts'

/** Name of the report in the folder of a package. */
export const REPORT_FILE = 'report.html'

/**
 * Writes a report where its packages are installed: a model is not lost for want of a picture of it.
 * @returns A line that says where it is or what to install.
 */
export async function tryReport(path: string, results: Results): Promise<string> {
  const { html, line } = await tryRender(path, results)
  if (html !== undefined) await writeWhole(path, html)
  return line
}

/**
 * Renders a report where its packages are installed.
 * @param path - Where it will be.
 * @returns The report, and a line that says where it is or what to install.
 */
export async function tryRender(
  path: string,
  results: Results,
): Promise<{ readonly html?: string; readonly line: string }> {
  try {
    return { html: await renderReport(results), line: `Report: ${path}` }
  } catch (error) {
    if (!(error instanceof MissingPeerError)) throw error
    return { line: `No report: ${error.message} Then: vitrine report results.json` }
  }
}
