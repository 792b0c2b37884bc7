// SPDX-License-Identifier: MIT
// Writes the epochs of a run down as it tells of them.

import { learningRateScale, type FitOptions, type FitResult } from '../fit/fit-network.ts'
import type { FitProgress } from '../fit/fit-state.ts'
import { openRunLog } from './run-log.ts'

/** A run that is written down. */
export interface RunWatch {
  /** To be called after every batch. */
  onProgress(progress: FitProgress): void
  /** Writes what is left. */
  finish(result: FitResult): void
  close(): void
}

/**
 * Opens event files for a run.
 * @throws `OutputError` where they cannot be written.
 */
export function watchRun(folder: string, { learningRate, epochs }: FitOptions): RunWatch {
  const log = openRunLog(folder)
  const written = new Set<number>()
  let last: FitProgress | undefined
  const write = (epoch: number, training: number, validation: number | undefined): void => {
    if (written.has(epoch)) return
    written.add(epoch)
    const rate = learningRate * learningRateScale(epoch / epochs)
    log.epoch({ epoch, training, learningRate: rate, ...(validation !== undefined && { validation }) })
  }
  return {
    onProgress(progress) {
      // The first batch of an epoch tells how the epoch before was validated.
      if (last && progress.epoch > last.epoch) write(last.epoch, last.loss, progress.validation?.last)
      last = progress
    },
    finish({ trainingLosses, validationLosses }) {
      trainingLosses.forEach((loss, index) => write(index + 1, loss, validationLosses[index]))
    },
    close: () => log.close(),
  }
}
