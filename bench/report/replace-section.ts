// SPDX-License-Identifier: MIT
// Puts generated text between two comments of a document.

const START = '<!-- bench -->'
const END = '<!-- /bench -->'

/**
 * Replaces what stands between `<!-- bench -->` and `<!-- /bench -->`.
 * @throws Error when the document lacks one of them.
 */
export function replaceSection(document: string, text: string): string {
  const from = document.indexOf(START)
  const to = document.indexOf(END, from)
  if (from < 0 || to < 0) throw new Error(`The document needs ${START} and ${END} around its benchmarks.`)
  return `${document.slice(0, from + START.length)}\n\n${text}\n\n${document.slice(to)}`
}
