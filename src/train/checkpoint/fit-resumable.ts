// SPDX-License-Identifier: MIT
// A fit that leaves a checkpoint after every epoch and goes on from one.

import { existsSync } from 'node:fs'
import { fitNetwork, type FitOptions, type FitResult, type FitTask } from '../fit/fit-network.ts'
import type { FitHooks, FitState } from '../fit/fit-state.ts'
import type { Tf } from '../fit/load-tf.ts'
import { CheckpointError } from '../train-errors.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts'
import { factDifferences, type RunFacts } from './run-facts.ts'

/** Where checkpoints lie, and whether to go on from the one that is there. */
export interface ResumableOptions extends Pick<FitHooks, 'onProgress' | 'signal'> {
  /** File of the checkpoint. */
  readonly path: string
  readonly resume: boolean
  /** What decides the weights; a checkpoint with other facts is refused. */
  readonly facts: RunFacts
  /** Called with a line on where it starts. */
  readonly say: (line: string) => void
}

/** File of the checkpoint of a package: beside its folder. */
export function checkpointPath(folder: string): string {
  return `${folder.replace(/[/\\]+$/, '')}.checkpoint`
}

/**
 * Fits; the checkpoint stays until it is deleted.
 * @throws `CheckpointError` when it shall go on from a checkpoint of other options or data; the reason of `signal`.
 */
export async function fitResumable(
  tf: Tf,
  task: FitTask,
  fit: FitOptions,
  { path, resume, facts, say, onProgress, signal }: ResumableOptions,
): Promise<FitResult> {
  const from = resume ? await stateOf(path, facts, say) : undefined
  if (!resume && existsSync(path)) {
    say(`The checkpoint of an earlier run at ${path} will be replaced; --resume goes on with it instead`)
  }
  return fitNetwork(tf, task, fit, {
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(from && { resumeFrom: from }),
    onCheckpoint: (state) => writeCheckpoint(path, { facts, state }),
  })
}

async function stateOf(
  path: string,
  facts: RunFacts,
  say: (line: string) => void,
): Promise<FitState | undefined> {
  const checkpoint = await readCheckpoint(path)
  if (!checkpoint) {
    say(`No checkpoint at ${path}: starting from the beginning`)
    return undefined
  }
  const differences = factDifferences(checkpoint.facts, facts)
  if (differences.length > 0) {
    throw new CheckpointError(
      path,
      `it is of another run: ${differences.join('; ')}. Train with the same options and data, or without --resume.`,
    )
  }
  const { epoch, batch } = checkpoint.state
  say(`Going on in epoch ${epoch} after ${batch} batches, from ${path}`)
  return checkpoint.state
}
