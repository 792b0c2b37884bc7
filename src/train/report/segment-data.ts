// SPDX-License-Identifier: MIT
// What the segments ask, what they were measured at, and what they caught, as a table.

import type { Condition, SegmentRule } from '../../model/package-format.ts'
import type { TableData } from './html.ts'
import type { Results } from './results.ts'
import type { SetSegments } from './segment-results.ts'
import { decimal } from './table.ts'

/** One row a rule, `unknown` last; what ends in a segment stands beside its first rule. */
export function segmentData({ policy }: Results['model'], { class: main, outcomes }: SetSegments): TableData {
  const rows = outcomes.flatMap(({ segment, visits, right, main: share }) => {
    const caught = [String(visits), decimal(right ?? NaN), decimal(share ?? NaN)]
    const rules = policy.filter((line) => line.segment === segment)
    if (rules.length === 0) return [[segment, '–', '–', '–', '–', ...caught]]
    return rules.map((rule, at) => [
      segment,
      conditionWords(rule),
      String(rule.minEvents),
      decimal(rule.measured?.share ?? NaN),
      decimal(rule.measured?.precision ?? NaN),
      ...(at === 0 ? caught : ['', '', '']),
    ])
  })
  return {
    header: [
      'segment',
      'holds where',
      'from event',
      'names',
      'rightly',
      'ending in it',
      'of them right',
      main,
    ],
    rows,
  }
}

/** The conditions of a rule in a line. */
export function conditionWords({ conditions }: SegmentRule): string {
  return conditions.map(oneWords).join(', ')
}

function oneWords(condition: Condition): string {
  const { enter, leave, below } = condition
  const what = 'head' in condition ? condition.class : condition.fact
  const left = leave === enter ? '' : ` (left ${below ? 'above' : 'under'} ${leave})`
  return `${what} ${below ? '≤' : '≥'} ${enter}${left}`
}

/** Segments that the data did not support, a line each. */
export function leftOutLines({ leftOut = [] }: Pick<Results, 'leftOut'>): string[] {
  return leftOut.map(({ segment, reason }) => `No segment "${segment}". ${reason}`)
}
