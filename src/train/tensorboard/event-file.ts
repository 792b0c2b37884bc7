// SPDX-License-Identifier: MIT
// An event file that grows while a run goes on, so that TensorBoard can show it as it comes.

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { toOutputError } from '../pack/output.ts'
import { encodeEvent, toRecord, type EventContent } from './encode-event.ts'

/** An open event file. Training holds the thread, so that everything here is synchronous. */
export interface EventFile {
  readonly path: string
  /** Adds a number; one that is not finite is left out, as there is no place for it in a curve. */
  scalar(tag: string, value: number, step: number): void
  close(): void
}

/**
 * Opens a new event file in a folder, which is made where it is missing. Files of earlier runs stay.
 * @param nowMs - The clock, in milliseconds since the Unix epoch.
 * @throws `OutputError` where it cannot be written.
 */
export function openEventFile(folder: string, nowMs: () => number = Date.now): EventFile {
  const seconds = String(Math.floor(nowMs() / 1000)).padStart(10, '0')
  const path = join(folder, `events.out.tfevents.${seconds}.vitrine.${process.pid}`)
  const file = writing(folder, () => {
    mkdirSync(folder, { recursive: true })
    return openSync(path, 'a')
  })
  const add = (content: EventContent): void =>
    writing(path, () => void writeSync(file, toRecord(encodeEvent(nowMs(), content))))
  add({ fileVersion: 'brain.Event:2' })
  return {
    path,
    scalar(tag, value, step) {
      if (Number.isFinite(value)) add({ tag, value, step })
    },
    close: () => closeSync(file),
  }
}

function writing<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    throw toOutputError(error, path)
  }
}
