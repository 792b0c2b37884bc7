// SPDX-License-Identifier: MIT
// Thresholds of the segments, and what they caught, as a table.

import type { TableData } from './html.ts'
import type { Results } from './results.ts'
import { decimal } from './table.ts'

/** One row a segment, `unknown` last. */
export function segmentData({ model, segments }: Pick<Results, 'model' | 'segments'>): TableData {
  return {
    header: ['segment', 'class', 'enter', 'leave', 'from event', 'visits', 'of its class', 'bought'],
    rows: segments.map(({ segment, visits, right, bought }) => {
      const rule = model.policy.find((line) => line.segment === segment)
      const threshold = rule
        ? [rule.class, rule.enter, rule.leave, rule.minEvents].map(String)
        : ['–', '–', '–', '–']
      return [segment, ...threshold, String(visits), decimal(right ?? NaN), decimal(bought ?? NaN)]
    }),
  }
}
