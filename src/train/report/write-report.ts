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
  const line = await tryRender(path, () => renderReport(results))
  return line.startsWith('No report') ? `${line} Then: vitrine report results.json` : line
}

/** The same for any page. */
export async function tryRender(path: string, render: () => Promise<string>): Promise<string> {
  try {
    await writeWhole(path, await render())
    return `Report: ${path}`
  } catch (error) {
    if (!(error instanceof MissingPeerError)) throw error
    return `No report: ${error.message}`
  }
}
