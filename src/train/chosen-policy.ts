// SPDX-License-Identifier: MIT
// What choosing the segments came to. Types only.

import type { SegmentRule } from '../model/package-format.ts'
import type { LeftOut } from './report/segment-results.ts'

/** The policy, and the segments that the data does not support. */
export interface ChosenPolicy {
  readonly policy: SegmentRule[]
  readonly leftOut: LeftOut[]
}
