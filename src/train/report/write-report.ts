// SPDX-License-Identifier: MIT
// Puts a page where it belongs, or says what is missing for it: a model is not lost for want of a picture of it.

import { MissingPeerError } from '../train-errors.ts'
import { writeWhole } from './write-whole.ts'

/** Name of the report in the folder of a package. */
export const REPORT_FILE = 'report.html'

/** A page, where its packages are installed, and a line that says where it will be or what to install. */
export interface TriedPage {
  readonly html?: string
  readonly line: string
}

/**
 * Renders a page where its packages are installed.
 * @param path - Where it will be.
 * @param later - Said where a package is missing: how to get the page once it is there.
 */
export async function tryRender(
  path: string,
  render: () => Promise<string>,
  later = 'Then: vitrine report results.json',
): Promise<TriedPage> {
  try {
    return { html: await render(), line: `Report: ${path}` }
  } catch (error) {
    if (!(error instanceof MissingPeerError)) throw error
    return { line: `No report: ${error.message} ${later}`.trimEnd() }
  }
}

/**
 * The same, and writes it.
 * @returns The line.
 */
export async function tryWrite(path: string, render: () => Promise<string>, later?: string): Promise<string> {
  const { html, line } = await tryRender(path, render, later)
  if (html !== undefined) await writeWhole(path, html)
  return line
}
