// SPDX-License-Identifier: MIT
// All visits of a data set in memory, as training takes them.

import { refuseLeaks } from '../leak/find-leaks.ts'
import type { Leak } from '../leak/leak.ts'
import { TrainingDataError } from '../train-errors.ts'
import type { ReadReport, Visit } from '../visit.ts'
import { openData, type DataOptions } from './open-data.ts'

/** Visits and what was found on the way. */
export interface ReadVisits {
  readonly visits: readonly Visit[]
  readonly report: ReadReport
  /** Columns and events that give the label away. */
  readonly leaks: readonly Leak[]
}

/**
 * Reads all visits.
 * @throws What `openData` throws; `TrainingDataError` when there is no visit with an event before its purchase.
 */
export async function readVisits(options: DataOptions): Promise<ReadVisits> {
  const data = await openData(options)
  try {
    const leaks = await refuseLeaks(data, options.allowLeak)
    const visits: Visit[] = []
    for await (const batch of data.visits()) for (const visit of batch) visits.push(visit)
    if (visits.length === 0) throw new TrainingDataError(noVisit(options))
    return { visits, report: data.report, leaks }
  } finally {
    await data.close()
  }
}

/** Why there is nothing to learn from. */
export function noVisit({ data, layout, customers }: DataOptions): string {
  const why =
    'see "vitrine inspect" for the events in it. In the layout "table" --event RAW=GA4 names one that is not read'
  if (customers ?? layout === 'invoices') return `${data} has no order before the outcome window; ${why}.`
  return `${data} has no visit with an event before a purchase: ${why}.`
}
