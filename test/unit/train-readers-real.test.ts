// SPDX-License-Identifier: MIT
// The published data sets give the visits that they always gave. The digests were made by the readers that DuckDB
// replaced, one plain program for each data set.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'node:test'
import type { LayoutName } from '../../src/train/read/layouts/layout.ts'
import { readVisits } from '../../src/train/read/read-visits.ts'
import type { Visit } from '../../src/train/visit.ts'

const FOLDER = process.env['VITRINE_DATA']

const FILES: readonly (readonly [LayoutName, file: string, visits: number, digest: string])[] = [
  ['rees46', 'rees46/2019-Oct.csv', 4067, '9438f8b46e4cf41394c4df06b178cfabb9ef8e975f7bdf72caa5b2ea3907aef8'],
  [
    'sessions',
    'ospi/online_shoppers_intention.csv',
    7602,
    '1ff35f09bcd7a57146ecf308ce7a0cd929ad76695aeaf77d5d02f755facb325f',
  ],
]

/** Over all visits, their events and labels, whatever the order of the properties. */
function digestOf(visits: readonly Visit[]): string {
  const hash = createHash('sha256')
  for (const visit of visits) hash.update(`${JSON.stringify(visit, sortKeys)}\n`)
  return hash.digest('hex')
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

for (const [layout, file, count, digest] of FILES) {
  const path = join(FOLDER ?? '', file)
  const skip =
    FOLDER === undefined
      ? 'VITRINE_DATA does not name the folder of the published data sets'
      : !existsSync(path) && `${path} is not there`
  test(`${file} gives the same visits and labels as ever`, { skip }, async () => {
    const { visits } = await readVisits({ data: path, layout })
    assert.equal(visits.length, count)
    assert.equal(digestOf(visits), digest)
  })
}
