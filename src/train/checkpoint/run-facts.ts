// SPDX-License-Identifier: MIT
// What a run is a run of: options that decide its weights, and its data. Two runs with the same facts are the same.

import { createHash } from 'node:crypto'
import type { DataSet } from '../read/read-data.ts'
import type { Visit } from '../visit.ts'

/** Facts by the name that a message tells; all values are text. */
export type RunFacts = Readonly<Record<string, string>>

/**
 * Lays options out flat, by names like those of the command: `dropout: { hidden: 0.3 }` is `dropout-hidden`.
 * @param options - Plain values; functions and what is undefined are left out.
 */
export function optionFacts(options: object, prefix = ''): RunFacts {
  const facts: Record<string, string> = {}
  for (const [key, value] of Object.entries(options) as [string, unknown][]) {
    const name = `${prefix}${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    if (value === undefined || typeof value === 'function') continue
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      Object.assign(facts, optionFacts(value, `${name}-`))
    } else facts[name] = typeof value === 'string' ? value : JSON.stringify(value)
  }
  return facts
}

/** Facts of the data: numbers that a reader knows again, and a hash of every visit that is trained or validated on. */
export function dataFacts(data: readonly DataSet[]): RunFacts {
  return Object.fromEntries(
    data.map(({ name, report, split }, index) => {
      const { train, validation } = split
      const counts = `${report.rows} rows, ${train.length} visits to train, ${validation.length} to validate`
      return [`data set ${index + 1}`, `${name}, ${counts}, content ${hashVisits([train, validation])}`]
    }),
  )
}

function hashVisits(parts: readonly (readonly Visit[])[]): string {
  const hash = createHash('sha256')
  for (const visits of parts) {
    for (const visit of visits) hash.update(JSON.stringify(visit))
    hash.update('\n')
  }
  return hash.digest('hex').slice(0, 16)
}

/** What differs, as `name (then THEN, now NOW)`. */
export function factDifferences(then: RunFacts, now: RunFacts): string[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])]
  return names
    .filter((name) => then[name] !== now[name])
    .map((name) => `${name} (then ${then[name] ?? 'not set'}, now ${now[name] ?? 'not set'})`)
}
