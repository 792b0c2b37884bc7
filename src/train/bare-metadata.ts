// SPDX-License-Identifier: MIT
// What a package says about itself before anything is calibrated or measured.

import { CHANNEL_COUNT, FEATURE_VERSION, HISTORY_LENGTH } from '../features/feature-table.ts'
import { FORMAT_VERSION, type HeadSpec, type PackageMetadata } from '../model/package-format.ts'
import { HOLDOUT } from './holdout.ts'
import { outputWidth } from './network/parameters.ts'

/**
 * Makes metadata without a policy and with an empty self-test.
 * @param more - `modelVersion` is `0.1.0` where it is not given.
 */
export function bareMetadata(
  heads: readonly HeadSpec[],
  more: Partial<Pick<PackageMetadata, 'modelVersion' | 'credits' | 'policy' | 'holdout'>> = {},
): PackageMetadata {
  return {
    formatVersion: FORMAT_VERSION,
    modelVersion: '0.1.0',
    featureVersion: FEATURE_VERSION,
    heads,
    policy: [],
    quality: {},
    holdout: HOLDOUT,
    credits: [],
    selfTest: {
      tokens: new Array<number>(HISTORY_LENGTH).fill(0),
      channels: new Array<number>(HISTORY_LENGTH * CHANNEL_COUNT).fill(0),
      expected: new Array<number>(outputWidth(heads)).fill(0),
    },
    ...more,
  }
}
