// SPDX-License-Identifier: MIT
// The split of training by any rule: by visitor, by time or by group.

import type { Holdout } from '../holdout.ts'
import { splitVisits, type Split } from './split-visits.ts'
import type { Visit } from '../visit.ts'
import { assignParts } from './assign-parts.ts'

/** A split, and the rule by which anyone can make it again. */
export interface RuledSplit {
  readonly split: Split
  readonly holdout: Holdout
}

/**
 * Splits visits.
 * @param holdout - By time without `fromMs`, the latest quarter is held out and the rule that is returned says from when on.
 * @param isTimed - Whether the times of the visits are real.
 * @throws `SplitError` when a side stays empty, or the data lacks times or groups.
 */
export function splitBy(visits: readonly Visit[], holdout: Holdout, isTimed: boolean): RuledSplit {
  const { by, fromMs } = holdout
  if (by === undefined) return { split: splitVisits(visits, holdout), holdout }
  if (by === 'time' && fromMs !== undefined) return { split: splitAt(visits, fromMs), holdout }
  const keys = visits.map(({ visitorId, events, group }) => ({
    visitorId,
    ...(isTimed && { startedMs: startOf(events) }),
    ...(group !== undefined && { group }),
  }))
  const { parts } = assignParts(keys, { by })
  const of = (part: (typeof parts)[number]): Visit[] => visits.filter((_, index) => parts[index] === part)
  const split = { train: of('train'), validation: of('validation'), heldOut: of('held-out') }
  if (by === 'group') return { split, holdout }
  const first = split.heldOut.reduce((least, { events }) => Math.min(least, startOf(events)), Infinity)
  return { split, holdout: { ...holdout, fromMs: first } }
}

/** What comes from a time on; of what comes before it, only visitors who do not come back. */
function splitAt(visits: readonly Visit[], fromMs: number): Split {
  const heldOut = visits.filter(({ events }) => startOf(events) >= fromMs)
  const back = new Set(heldOut.map(({ visitorId }) => visitorId))
  const train = visits.filter(({ events, visitorId }) => startOf(events) < fromMs && !back.has(visitorId))
  return { train, validation: [], heldOut }
}

function startOf(events: Visit['events']): number {
  return events[0]!.timeMs
}
