// SPDX-License-Identifier: MIT
// The inputs that every contestant gets: the same numbers in Node and in every page.

import type { ScoreBatch } from '../../src/model/engine.ts'
import type { Network } from '../../src/model/network.ts'
import { drawBatch } from '../../test/support/random-package.ts'
import { createRandom } from '../../test/support/random-topology.ts'

const SEED = 9

/** Sizes of an input. */
export type InputSizes = Pick<Network, 'length' | 'channelCount' | 'vocabulary'>

/** Draws a batch of visits. */
export function drawKnownBatch(sizes: InputSizes, size: number): ScoreBatch {
  return drawBatch(sizes, size, createRandom(SEED))
}
