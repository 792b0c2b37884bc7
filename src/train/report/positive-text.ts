// SPDX-License-Identifier: MIT
// How many of a data set have which class, in words.

import type { DataPart } from './results.ts'

/** Such as `155 buy`. */
export function positiveText(positives: DataPart['positives']): string {
  return Object.entries(positives)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}
