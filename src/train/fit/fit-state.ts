// SPDX-License-Identifier: MIT
// Where a training run stands: all that is needed to go on as if nothing had happened.

import type { AdamState } from './adam.ts'

/** State of a run between two batches. Its arrays are the live ones: they change when the run goes on. */
export interface FitState {
  /** Epoch to go on with, from 1; one more than the last where all are done. */
  readonly epoch: number
  /** Batches of that epoch that are done. */
  readonly batch: number
  /** Samples that are done in the whole run. */
  readonly done: number
  /** Sum of the losses of those batches. */
  readonly lossSum: number
  /** State of the random numbers when the epoch began, which draws the same samples again. */
  readonly epochRandom: number
  /** State of the random numbers now. */
  readonly random: number
  readonly trainingLosses: readonly number[]
  readonly validationLosses: readonly number[]
  readonly best: BestWeights
  readonly weights: ReadonlyMap<string, Float32Array>
  readonly adam: AdamState
}

/** The best averaged weights so far. */
export interface BestWeights {
  /** Their validation loss; infinite before the first epoch, NaN without validation. */
  readonly loss: number
  /** Their epoch, from 1; 0 before the first. */
  readonly epoch: number
  readonly values: Map<string, Float32Array>
}

/** How a run is watched, stopped and continued. */
export interface FitHooks {
  /** Called after every batch. */
  readonly onProgress?: (progress: FitProgress) => void
  /** Called after every validation; `false` ends the run as if patience had run out. */
  readonly onEpoch?: (epoch: EpochLosses) => boolean
  /** Called after every epoch, and before a stop; the run waits for it. */
  readonly onCheckpoint?: (state: FitState) => void | Promise<void>
  /** Goes on from here instead of from first weights. */
  readonly resumeFrom?: FitState
  /** Stops the run at the end of the running batch; it then throws the reason. */
  readonly signal?: AbortSignal
}

/** What an epoch came to. */
export interface EpochLosses {
  /** Number of the epoch, from 1. */
  readonly epoch: number
  /** Mean training loss, with dropout. */
  readonly training: number
  /** NaN without validation samples. */
  readonly validation: number
  /** Of the validation samples, `[samples, units of all heads]`. */
  readonly logits: Float32Array
}

/**
 * What is told after every batch.
 * @public
 */
export interface FitProgress {
  /** Number of the epoch, from 1. */
  readonly epoch: number
  /** Samples done in this run. */
  readonly done: number
  /** Samples of the whole run at most. */
  readonly total: number
  /** Mean training loss of this epoch so far. */
  readonly loss: number
  /** Validation loss of the last epoch and of the best; `undefined` before the first validation. */
  readonly validation?: { readonly last: number; readonly best: number }
}
