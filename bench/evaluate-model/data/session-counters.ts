// SPDX-License-Identifier: MIT
// The six numbers of an OSPI session as its file has them: what the rivals on this data set read.

import { readFileSync } from 'node:fs'
import { SESSION_KINDS } from '../../../src/train/read/layouts/sessions.ts'

/**
 * Reads the counters.
 * @param path - The CSV file, plain, without quotes.
 * @returns By the id that the reader of visits gives a session: pages and log seconds of each kind.
 */
export function readCounters(path: string): Map<string, number[]> {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  const columns = SESSION_KINDS.flatMap((kind) => [names.indexOf(kind), names.indexOf(`${kind}_Duration`)])
  return new Map(
    lines.map((line, index) => {
      const cells = line.split(',')
      const numbers = columns.map((column, at) => {
        const value = Number(cells[column])
        return at % 2 === 0 ? value : Math.log1p(value)
      })
      return [`ospi-${index + 1}`, numbers]
    }),
  )
}
