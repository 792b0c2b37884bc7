// SPDX-License-Identifier: MIT
// A training run as TensorBoard shows it: as Keras does, a folder for training and one for validation, so that their
// losses lie in one chart; and one for what was measured in the end.

import { join } from 'node:path'
import { METRIC_INFO, METRIC_NAMES } from '../metrics/metric-table.ts'
import type { SetResults } from '../report/results.ts'
import { openEventFile } from './event-file.ts'

/** What is known after an epoch. */
export interface EpochLog {
  /** From 1. */
  readonly epoch: number
  readonly training: number
  /** Absent where nothing validates. */
  readonly validation?: number
  /** At the end of the epoch. */
  readonly learningRate: number
}

/** Where a run is written down. */
export interface RunLog {
  epoch(result: EpochLog): void
  close(): void
}

/**
 * Opens the event files of a run.
 * @throws `OutputError` where they cannot be written.
 */
export function openRunLog(folder: string, nowMs: () => number = Date.now): RunLog {
  const train = openEventFile(join(folder, 'train'), nowMs)
  const validation = openEventFile(join(folder, 'validation'), nowMs)
  return {
    epoch({ epoch, training, validation: loss, learningRate }) {
      train.scalar('epoch_loss', training, epoch)
      train.scalar('epoch_learning_rate', learningRate, epoch)
      if (loss !== undefined) validation.scalar('epoch_loss', loss, epoch)
    },
    close() {
      train.close()
      validation.close()
    },
  }
}

/**
 * Writes the metrics of a model on whole visits down, at the step of its epoch.
 * @throws `OutputError` where they cannot be written.
 */
export function logMeasured(
  folder: string,
  sets: readonly SetResults[],
  epoch: number,
  nowMs: () => number = Date.now,
): void {
  const file = openEventFile(join(folder, 'held-out'), nowMs)
  for (const { name, questions } of sets) {
    for (const question of questions) {
      const { metrics } = question.scorers[0]!
      for (const metric of METRIC_NAMES) {
        const { value } = metrics[metric]
        const tag = `${name}/${question.head}/${question.class}/${METRIC_INFO[metric].title}`
        if (value !== null) file.scalar(tag, value, epoch)
      }
    }
  }
  file.close()
}
