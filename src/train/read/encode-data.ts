// SPDX-License-Identifier: MIT
// Visits as the model reads them, in Parquet files: by the page's own encoder, split, of any number.

import { encodeVisit } from '../heads.ts'
import { trimPadding } from '../fit/batch.ts'
import { refuseLeaks } from '../leak/find-leaks.ts'
import type { Leak } from '../leak/leak.ts'
import { assignParts } from '../split/assign-parts.ts'
import type { SplitKey, SplitOptions } from '../split/split-options.ts'
import { TrainingDataError } from '../train-errors.ts'
import type { ReadReport, Visit } from '../visit.ts'
import { openData, type DataOptions, type OpenData } from './open-data.ts'
import { noVisit } from './read-visits.ts'
import { toDataError } from './to-data-error.ts'
import { writeShards } from './write-shards.ts'

/**
 * What to encode, and where to write it.
 * @public
 */
export interface EncodeOptions extends DataOptions {
  /** File to write, `.parquet`; of several, `-00000` and so on goes before the extension. */
  readonly out: string
  /**
   * Visits in a file at most.
   * @defaultValue 100000
   */
  readonly shardVisits?: number
  /** How visits are split; the column `part` tells it. */
  readonly split?: SplitOptions
}

/**
 * What was encoded.
 * @public
 */
export interface EncodeResult {
  /** Files that were written. */
  readonly files: readonly string[]
  /** Visits in them. */
  readonly visits: number
  /** Visits by label. */
  readonly labels: Readonly<Record<string, number>>
  /** Visits by part. */
  readonly parts: Readonly<Record<string, number>>
  /** Columns and events that give the label away; what is read is among them only with `allowLeak`. */
  readonly leaks: readonly Leak[]
  /** What was found in the rows. */
  readonly report: ReadReport
}

/** Rows that are handed to DuckDB at a time; its vectors hold no more. */
const VECTOR = 2048

/**
 * Reads, encodes, splits and writes visits; memory does not grow with their number but for a few words each.
 * @param options - Files, layout, split, and where to write.
 * @param onProgress - Called now and then with the visits that are encoded, and with how many there are.
 * @returns What was written.
 * @throws What `inspectData` throws; `LeakError` when the label is given away and `allowLeak` is not set; `SplitError` when
 * the split makes no sense; `WorkSpaceError` when the disk is full. Nothing is written then.
 * @public
 */
export async function encodeData(
  options: EncodeOptions,
  onProgress: (visits: number, total: number) => void = () => undefined,
): Promise<EncodeResult> {
  const data = await openData(options)
  try {
    const leaks = await refuseLeaks(data, options.allowLeak)
    const { keys, labels } = await encodeAll(data, onProgress)
    if (keys.length === 0) throw new TrainingDataError(noVisit(options))
    const { parts, folds } = assignParts(keys, options.split)
    const sides = await data.db.appendTo('sides', { place: 'INTEGER', part: 'VARCHAR', fold: 'INTEGER' })
    for (let from = 0; from < keys.length; from += VECTOR) {
      const rows = Array.from({ length: Math.min(VECTOR, keys.length - from) }, (_, index) => from + index)
      sides.append([rows, rows.map((at) => parts[at]!), rows.map((at) => folds?.[at] ?? null)])
    }
    sides.close()
    const files = await writeShards(data.db, keys.length, options)
    return { files, visits: keys.length, labels, parts: count(parts), report: data.report, leaks }
  } catch (error) {
    throw toDataError(error, options.data)
  } finally {
    await data.close()
  }
}

async function encodeAll(
  { db, layout, visits }: OpenData,
  onProgress: (visits: number, total: number) => void,
): Promise<{ keys: SplitKey[]; labels: Record<string, number> }> {
  const counted = layout.name === 'sessions' ? 'count(*)' : 'count(DISTINCT visit)'
  const table = layout.name === 'sessions' ? 'events WHERE problem IS NULL' : 'visits'
  const [row] = await db.rows<{ total: number }>(`SELECT ${counted}::DOUBLE AS total FROM ${table}`)
  const total = row?.total ?? 0
  const keys: SplitKey[] = []
  const labels: Record<string, number> = {}
  const encoded = await db.appendTo('encoded', {
    place: 'INTEGER',
    visit: 'VARCHAR',
    visitor: 'VARCHAR',
    label: 'VARCHAR',
    value: 'VARCHAR',
    risk: 'VARCHAR',
    started_ms: 'DOUBLE',
    events_seen: 'INTEGER',
    tokens: 'UTINYINT[]',
    channels: 'FLOAT[]',
  })
  let waiting: Visit[] = []
  const flush = (): void => {
    const inputs = waiting.map((visit) => encodeVisit(visit))
    const trimmed = inputs.map(trimPadding)
    const started = waiting.map(({ events }) => (layout.timeless ? null : events[0]!.timeMs))
    encoded.append([
      waiting.map((_, index) => keys.length + index),
      waiting.map(({ id }) => id),
      waiting.map(({ visitorId }) => visitorId),
      waiting.map(({ label }) => label),
      waiting.map(({ customer }) => customer?.value ?? null),
      waiting.map(({ customer }) => customer?.risk ?? null),
      started,
      inputs.map(({ eventsSeen }) => eventsSeen),
      trimmed.map(({ tokens }) => [...tokens]),
      trimmed.map(({ channels }) => [...channels]),
    ])
    waiting.forEach(({ visitorId, label, group }, index) => {
      labels[label] = (labels[label] ?? 0) + 1
      const startedMs = started[index]
      keys.push({
        visitorId,
        ...(typeof startedMs === 'number' && { startedMs }),
        ...(group !== undefined && { group }),
      })
    })
    waiting = []
    onProgress(keys.length, total)
  }
  for await (const batch of visits()) {
    for (const visit of batch) {
      waiting.push(visit)
      if (waiting.length === VECTOR) flush()
    }
  }
  if (waiting.length > 0) flush()
  encoded.close()
  return { keys, labels }
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
