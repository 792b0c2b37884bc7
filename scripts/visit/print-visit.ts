// SPDX-License-Identifier: MIT
// The visit as text: one aligned line a step, then what the widgets showed before and after.

import type { Probabilities } from '../../src/types.ts'
import type { StepReport, VisitReport } from './run-visit.ts'
import type { Widgets } from './watch.ts'

const COLUMNS = [24, 51, 12, 37, 4, 6, 6] as const
const RIGHT = new Set([4, 6])
const FIRST_ITEMS = 5

/** Head of the table. */
export function headLine(): string {
  return toLine(['step', 'events', 'segment', 'probabilities', 'seen', 'engine', 'ms'])
}

/**
 * A line of the table.
 * @param step - One step as it went.
 */
export function stepLine({ title, events, insight }: StepReport): string {
  const { state, tookMs } = insight
  return toLine([
    title,
    events.length > 0 ? events.join(' ') : '(held until the visitor agrees)',
    state.segment,
    toText(state.probabilities),
    String(state.eventsSeen),
    state.engine ?? '–',
    tookMs.toFixed(0),
  ])
}

/**
 * What the widgets showed.
 * @param report - The whole visit.
 */
export function widgetLines({ before, after }: VisitReport): string {
  const show = ({ banner, row }: Widgets): string =>
    `  banner  ${banner}\n  row     ${row.slice(0, FIRST_ITEMS).join(' · ')}`
  return `before\n${show(before)}\nafter\n${show(after)}`
}

/**
 * Tells what is wrong with a visit; nothing when Vitrine knows the visitor and both widgets have followed.
 * @param report - The whole visit.
 */
export function findProblems({ steps, before, after }: VisitReport): string[] {
  const problems: string[] = []
  const last = steps.at(-1)?.insight.state
  if (last === undefined || last.segment === 'unknown')
    problems.push('The visitor is still unknown at the end.')
  if (before.banner === after.banner) problems.push('The banner shows the same as before.')
  if (before.row.join() === after.row.join()) problems.push('The row of picks has the same order as before.')
  return problems
}

function toText(probabilities: Probabilities): string {
  const heads = Object.values(probabilities)
  if (heads.length === 0) return '–'
  return heads
    .flatMap((classes) => Object.entries(classes))
    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
    .join(' ')
}

/** A cell that is too long pushes the line out, and loses nothing. */
function toLine(cells: readonly string[]): string {
  return cells
    .map((cell, at) => (RIGHT.has(at) ? cell.padStart(COLUMNS[at] ?? 0) : cell.padEnd(COLUMNS[at] ?? 0)))
    .join('  ')
    .trimEnd()
}
