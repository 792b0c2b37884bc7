// SPDX-License-Identifier: MIT
// The record `state`: what was last concluded about the visitor.

import type { VisitorState } from '../types.ts'
import { forgottenUntil } from './forgotten.ts'
import { toJournal } from './schema.ts'
import type { Database, JournalRecord } from './schema.ts'
import { readIn, writeIn } from './transaction.ts'

/** The records of the store `meta`. */
export interface MetaRecords {
  readonly journal: JournalRecord
  readonly state: VisitorState | undefined
}

/**
 * Reads both records.
 * @param db - An open database.
 */
export function readMeta(db: Database): Promise<MetaRecords> {
  return readIn(db, async (tx) => {
    const meta = tx.objectStore('meta')
    const [journal, state] = await Promise.all([meta.get('journal'), meta.get('state')])
    return { journal: toJournal(journal), state: isState(state) ? state : undefined }
  })
}

/**
 * Replaces the state, unless it was concluded before the visitor had everything erased.
 * @param db - An open database.
 * @param state - What was concluded.
 * @param nowMs - Now, milliseconds since the Unix epoch.
 */
export function writeStateRecord(db: Database, state: VisitorState, nowMs: number): Promise<void> {
  return writeIn(db, async (tx, issue) => {
    const meta = tx.objectStore('meta')
    const { forgottenAtMs } = toJournal(await meta.get('journal'))
    if ((state.scoredAtMs ?? 0) > forgottenUntil(forgottenAtMs, nowMs)) issue(meta.put(state, 'state'))
  })
}

/** Enough of a check for what only this library writes; the versions in it are the reader's to compare. */
function isState(value: unknown): value is VisitorState {
  return typeof value === 'object' && value !== null && typeof (value as VisitorState).segment === 'string'
}
