// SPDX-License-Identifier: MIT
// Thresholds of the segments, and what they caught, as a table.

import type { TableData } from './html.ts'
import type { Results, SetSegments } from './results.ts'
import { decimal } from './table.ts'

/** One row a segment, `unknown` last. */
export function segmentData({ policy }: Results['model'], { class: main, outcomes }: SetSegments): TableData {
  return {
    header: ['segment', 'class', 'enter', 'leave', 'from event', 'ending in it', 'of its class', main],
    rows: outcomes.map(({ segment, visits, right, main: share }) => {
      const rule = policy.find((line) => line.segment === segment)
      const threshold = rule
        ? [rule.class, rule.enter, rule.leave, rule.minEvents].map(String)
        : ['–', '–', '–', '–']
      return [segment, ...threshold, String(visits), decimal(right ?? NaN), decimal(share ?? NaN)]
    }),
  }
}
