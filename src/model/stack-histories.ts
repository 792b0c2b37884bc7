// SPDX-License-Identifier: MIT
// Encoded histories, one under the other, as an engine reads them.

import type { EncodedHistory } from '../features/encode-history.ts'
import { CHANNEL_COUNT, HISTORY_LENGTH } from '../features/feature-table.ts'
import type { ScoreBatch } from './engine.ts'

/**
 * Stacks histories into one batch.
 * @param histories - At least one.
 */
export function stackHistories(
  histories: readonly Pick<EncodedHistory, 'tokens' | 'channels'>[],
): ScoreBatch {
  const size = histories.length
  const tokens = new Int32Array(size * HISTORY_LENGTH)
  const channels = new Float32Array(size * HISTORY_LENGTH * CHANNEL_COUNT)
  histories.forEach((history, row) => {
    tokens.set(history.tokens, row * HISTORY_LENGTH)
    channels.set(history.channels, row * HISTORY_LENGTH * CHANNEL_COUNT)
  })
  return { size, tokens, channels }
}
