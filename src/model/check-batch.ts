// SPDX-License-Identifier: MIT
// Refuses inputs that would make an engine read outside its tables or put out a wrong number.

import { ModelInputError } from '../errors.ts'
import type { ScoreBatch } from './engine.ts'
import type { Network } from './network.ts'

/** Most visits of one call. */
export const MAX_BATCH = 4096

/**
 * Checks a batch against what a network reads.
 * @throws `ModelInputError` naming the first wrong field. No other engine would fare better.
 */
export function checkBatch(
  inputs: Pick<Network, 'length' | 'channelCount' | 'vocabulary'>,
  batch: ScoreBatch,
): void {
  const { size, tokens, channels } = batch
  const { length, channelCount, vocabulary } = inputs
  if (!Number.isSafeInteger(size) || size < 1 || size > MAX_BATCH) {
    throw new ModelInputError('size', `a whole number from 1 to ${MAX_BATCH}`, size)
  }
  if (!(tokens instanceof Int32Array) || tokens.length !== size * length) {
    throw new ModelInputError('tokens', `an Int32Array of ${size} × ${length}`, tokens)
  }
  if (
    !(channels instanceof Float32Array) ||
    (channelCount > 0 && channels.length !== size * length * channelCount)
  ) {
    throw new ModelInputError('channels', `a Float32Array of ${size} × ${length} × ${channelCount}`, channels)
  }
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token < 0 || token >= vocabulary)
      throw new ModelInputError(`tokens[${at}]`, `in [0, ${vocabulary})`, token)
  }
  if (channelCount === 0) return
  for (let at = 0; at < channels.length; at++) {
    if (!Number.isFinite(channels[at]))
      throw new ModelInputError(`channels[${at}]`, 'a finite number', channels[at])
  }
}
