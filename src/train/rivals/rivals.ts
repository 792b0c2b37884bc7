// SPDX-License-Identifier: MIT
// What the model has to beat: the rules, the regression and the trees that need no network.

import type { StoredEvent } from '../../types.ts'
import { answerOf, isMain, type HeadTask } from '../heads.ts'
import { MissingPeerError } from '../train-errors.ts'
import type { Visit } from '../visit.ts'
import { fitBoostedTrees } from './boosted-trees.ts'
import { fitDecisionTree } from './decision-tree.ts'
import { fitLogistic } from './logistic-regression.ts'
import { rivalInputs } from './rival-inputs.ts'

/** A rival: probability of the main class of a head, from raw events. */
export interface Rival {
  readonly name: string
  predict(events: readonly StoredEvent[]): number
}

/**
 * Fits the rivals that need no further package, on the visits that the model was trained on (validation included: they have nothing to choose).
 * @param visits - Each answers the head; at least one of each class.
 */
export function fitRivals(visits: readonly Visit[], head: HeadTask): Rival[] {
  const { about, counts, rule } = rivalInputs(head)
  const positives = visits.map((visit) => isMain(visit, head))
  const rows = visits.map(({ events }) => counts(events))
  const logistic = fitLogistic(rows, positives)
  const tree = fitDecisionTree(rows, positives)
  const base = shareOf(positives)
  const bandOf = rule.bands(visits)
  const byBand = new Map<number, boolean[]>()
  visits.forEach(({ events }, index) => {
    const band = bandOf(events)
    byBand.set(band, [...(byBand.get(band) ?? []), positives[index]!])
  })
  const shares = new Map([...byBand].map(([band, chosen]) => [band, shareOf(chosen)]))
  return [
    { name: 'majority', predict: () => base },
    { name: rule.name, predict: (events) => shares.get(bandOf(events)) ?? 0 },
    { name: `logistic, ${about}`, predict: (events) => logistic.predict(counts(events)) },
    { name: `decision tree, ${about}`, predict: (events) => tree.predict(counts(events)) },
  ]
}

function shareOf(chosen: readonly boolean[]): number {
  return chosen.filter(Boolean).length / Math.max(chosen.length, 1)
}

/** Rivals, and what there is to say about those that are missing. */
export interface AllRivals {
  readonly rivals: readonly Rival[]
  readonly warnings: readonly string[]
}

/**
 * Fits all rivals: those of {@link fitRivals} and, where `ydf-training` is installed, gradient-boosted trees.
 * @param all - Visits; those that do not answer the head are left out. Where the others are all of one outcome, there is
 * nothing to fit.
 */
export async function fitAllRivals(all: readonly Visit[], head: HeadTask): Promise<AllRivals> {
  const visits = all.filter((visit) => answerOf(visit, head.name) !== undefined)
  const positives = visits.map((visit) => isMain(visit, head))
  const count = positives.filter(Boolean).length
  if (count === 0 || count === visits.length) {
    const warning = `no comparison with rivals: of the ${visits.length} ${head.unit}s to fit them on, ${count} are ${head.main}.`
    return { rivals: [], warnings: [warning] }
  }
  const rivals = fitRivals(visits, head)
  const { about, counts } = rivalInputs(head)
  try {
    const trees = await fitBoostedTrees(
      visits.map(({ events }) => counts(events)),
      positives,
    )
    const boosted = {
      name: `boosted trees, ${about}`,
      predict: (events: readonly StoredEvent[]) => trees.predict(counts(events)),
    }
    return { rivals: [...rivals, boosted], warnings: [] }
  } catch (error) {
    if (error instanceof MissingPeerError) {
      return { rivals, warnings: ['no comparison with boosted trees: npm install ydf-training adds it.'] }
    }
    // It gives up by a trap of its WASM module; a trained model is not lost for want of a rival.
    if (!(error instanceof WebAssembly.RuntimeError)) throw error
    return {
      rivals,
      warnings: ['no comparison with boosted trees: ydf-training could not fit these visits.'],
    }
  }
}
