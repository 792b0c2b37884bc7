// SPDX-License-Identifier: MIT
// Reads "Online Shoppers Purchasing Intention" (UCI 468) as published.

import { createReadReport, type ReadReport, type Visit } from '../visit.ts'
import { checkMalformed, countMalformed, csvRows, type CsvRow } from './csv-rows.ts'
import { countsToEvents, type PageCount } from './ospi-recipe.ts'

const KINDS = ['Administrative', 'Informational', 'ProductRelated'] as const
const COLUMNS = [...KINDS, ...KINDS.map((kind) => `${kind}_Duration`), 'Revenue']

/** More pages than this in one session are a robot or a mistake. */
const MAX_PAGES = 10_000

/**
 * Reads visits from a file in the layout of the OSPI data set, by the recipe of docs/training.md.
 *
 * @remarks Only what a page can see is read. `PageValues` is computed from transactions and leaks the label,
 * `BounceRates` and `ExitRates` are site-wide averages. Sessions without any page are left out.
 * @param path - File, such as `online_shoppers_intention.csv`.
 * @param report - Filled with counts where given.
 * @returns Visits in file order. A session that did not buy is `no-buy`: whether it had a cart is not told.
 * @throws `DataFormatError` with file and line when a column is missing or more than 1 % of the rows are malformed.
 * @public
 */
export async function readOspi(path: string, report: ReadReport = createReadReport()): Promise<Visit[]> {
  const visits: Visit[] = []
  for await (const row of csvRows(path, COLUMNS, report)) {
    const [administrative, informational, product] = KINDS.map((kind) => readCount(row, kind))
    const revenue = row.field('Revenue').toUpperCase()
    if (!administrative || !informational || !product) {
      countMalformed(report, row.line, 'a page count or duration is not a number of at least 0')
    } else if (revenue !== 'TRUE' && revenue !== 'FALSE') {
      countMalformed(report, row.line, `Revenue is "${revenue.slice(0, 30)}"; expected TRUE or FALSE`)
    } else {
      const id = `ospi-${report.rows}`
      const events = countsToEvents(id, { administrative, informational, product })
      if (events.length === 0) continue
      const label = revenue === 'TRUE' ? 'buy' : 'no-buy'
      visits.push({ id, visitorId: id, source: 'ospi', events, after: [], label })
    }
  }
  checkMalformed(path, report)
  return visits
}

function readCount(row: CsvRow, kind: string): PageCount | undefined {
  const pages = readNumber(row.field(kind))
  const seconds = readNumber(row.field(`${kind}_Duration`))
  if (pages === undefined || seconds === undefined || pages > MAX_PAGES || !Number.isInteger(pages))
    return undefined
  return { pages, seconds }
}

function readNumber(text: string): number | undefined {
  const value = text.trim() === '' ? NaN : Number(text)
  return value >= 0 && Number.isFinite(value) ? value : undefined
}
