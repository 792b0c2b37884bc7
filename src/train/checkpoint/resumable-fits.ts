// SPDX-License-Identifier: MIT
// Several fits of one run, each with a checkpoint of its own: what was done before a stop is not done again.

import type { FitOptions, FitResult, FitTask } from '../fit/fit-network.ts'
import type { FitProgress } from '../fit/fit-state.ts'
import type { Tf } from '../fit/load-tf.ts'
import { TrainingDivergedError } from '../train-errors.ts'
import { deleteCheckpoint } from './checkpoint-file.ts'
import { fitResumable, type ResumableOptions } from './fit-resumable.ts'

/** The fits of a run. */
export interface ResumableFits {
  /** Fits the next network; a run fits its networks always in the same order. */
  fit(task: FitTask, options: FitOptions, onProgress?: (progress: FitProgress) => void): Promise<FitResult>
  /** Deletes all checkpoints of the run. */
  remove(): Promise<void>
}

/**
 * Prepares the fits of a run.
 * @param options - `path` is the checkpoint of the first network; those of the others end in their number.
 */
export function resumableFits(tf: Tf, options: Omit<ResumableOptions, 'onProgress'>): ResumableFits {
  const paths: string[] = []
  const remove = async (): Promise<void> => {
    for (const path of paths) await deleteCheckpoint(path)
  }
  return {
    remove,
    async fit(task, fit, onProgress) {
      const number = paths.length + 1
      const path = number === 1 ? options.path : `${options.path}-${number}`
      paths.push(path)
      const facts = number === 1 ? options.facts : { ...options.facts, 'network of the run': String(number) }
      try {
        return await fitResumable(tf, task, fit, {
          ...options,
          path,
          facts,
          ...(onProgress && { onProgress }),
        })
      } catch (error) {
        // Going on would only diverge again.
        if (error instanceof TrainingDivergedError) await remove()
        throw error
      }
    },
  }
}
