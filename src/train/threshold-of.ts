// SPDX-License-Identifier: MIT
// The probability from which on the policy says that a visit is of a class.

import type { SegmentRule } from '../model/package-format.ts'
import type { HeadName } from '../types.ts'

/** `enter` of the first rule that asks for at least so much of the class; 0.5 where none does. */
export function thresholdOf(policy: readonly SegmentRule[], head: HeadName, name: string): number {
  for (const condition of policy.flatMap(({ conditions }) => conditions)) {
    if ('head' in condition && condition.head === head && condition.class === name && !condition.below)
      return condition.enter
  }
  return 0.5
}
