// SPDX-License-Identifier: MIT
// The trials of a search as a table, best first: for the terminal and for the page.

import type { TableData } from '../report/html.ts'
import { decimal } from '../report/table.ts'
import { rankTrials, type SearchResults, type Trial } from './search-results.ts'

/** Lays the trials out. */
export function trialTable({ trials, space, objective, folds }: SearchResults): TableData {
  const names = Object.keys(space)
  const value = objective === 'log-loss' ? 'log loss' : 'av. precision'
  return {
    header: ['trial', value, ...(folds === null ? [] : ['±']), ...names, 'epochs', ''],
    rows: rankTrials(trials, objective).map((trial) => [
      String(trial.number),
      decimal(trial.value ?? NaN, 4),
      ...(folds === null ? [] : [decimal(trial.error ?? NaN, 4)]),
      ...names.map((name) => String(trial.values[name])),
      epochsOf(trial),
      trial.status === 'done' ? '' : trial.status === 'stopped' ? 'ended early' : 'failed',
    ]),
  }
}

/** Epochs that its fits had; from the fewest to the most. */
function epochsOf({ fits }: Trial): string {
  const lengths = fits.map(({ curve }) => curve.length)
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)]
  return least === most ? String(least) : `${least}–${most}`
}
