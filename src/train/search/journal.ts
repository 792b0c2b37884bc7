// SPDX-License-Identifier: MIT
// The journal of a search: a line of facts, then a line for every fit that is done. A search goes on from it.

import { appendFile, readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { factDifferences, type RunFacts } from '../checkpoint/run-facts.ts'
import { writeWhole } from '../report/write-whole.ts'
import { CheckpointError } from '../train-errors.ts'
import type { FoldResult } from './trial-job.ts'
import type { TrialValues } from './search-space.ts'

/** A fit that is done. */
export interface JournalEntry {
  /** Number of the trial, from 1. */
  readonly trial: number
  /** Number of the fold, from 0. */
  readonly fold: number
  readonly values: TrialValues
  readonly result: FoldResult
}

/** An open journal. */
export interface Journal {
  /**
   * What was done before, if anything.
   * @throws {@link CheckpointError} when that trial had other values: another release proposes differently.
   */
  find(trial: number, fold: number, values: TrialValues): FoldResult | undefined
  /** Adds a line; what is added is found from then on. */
  add(entry: JournalEntry): Promise<void>
}

/**
 * Opens a journal.
 * @param facts - What decides the trials; a journal with other facts is refused.
 * @param resume - Whether one that is there may be gone on with.
 * @throws {@link CheckpointError} for a journal that is there and may not be gone on with.
 */
export async function openJournal(path: string, facts: RunFacts, resume: boolean): Promise<Journal> {
  const done = new Map<string, JournalEntry>()
  const lines = await readLines(path)
  if (lines === undefined) {
    await writeWhole(path, `${JSON.stringify({ facts })}\n`)
  } else {
    if (!resume) {
      throw new CheckpointError(
        path,
        'there is a search already. --resume goes on with it; otherwise choose another --out, or delete this file.',
      )
    }
    const [first, ...entries] = lines.map((line, index) => parseLine(path, line, index + 1))
    const differences = factDifferences((first as { facts?: RunFacts } | undefined)?.facts ?? {}, facts)
    if (differences.length > 0) {
      throw new CheckpointError(
        path,
        `it is of another search: ${differences.join('; ')}. Search with the same options and data, or choose another --out.`,
      )
    }
    for (const entry of entries as JournalEntry[]) done.set(`${entry.trial}:${entry.fold}`, entry)
    // Drops the half line that a killed run may have left, which the next one would be glued to.
    await writeWhole(path, lines.map((line) => `${line}\n`).join(''))
  }
  return {
    find(trial, fold, values) {
      const entry = done.get(`${trial}:${fold}`)
      if (entry && !isDeepStrictEqual(entry.values, values)) {
        throw new CheckpointError(
          path,
          `trial ${trial} had other values; another release of Vitrine proposed it. Choose another --out.`,
        )
      }
      return entry?.result
    },
    async add(entry) {
      done.set(`${entry.trial}:${entry.fold}`, entry)
      await appendFile(path, `${JSON.stringify(entry)}\n`)
    },
  }
}

/** Whole lines; the last one counts when it ends. */
async function readLines(path: string): Promise<string[] | undefined> {
  try {
    const text = await readFile(path, 'utf8')
    const lines = text.split('\n').slice(0, -1)
    return lines.length === 0 ? undefined : lines
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function parseLine(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new CheckpointError(
      `${path}:${number}`,
      'this line is damaged. Delete it and search on with --resume.',
    )
  }
}
