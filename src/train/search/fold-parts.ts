// SPDX-License-Identifier: MIT
// Which visits a trial learns from, which stop it, and which it is measured on. Held-out visits are never among them.

import { splitForCalibration } from '../calibration/calibration-split.ts'
import { fnv1a32, HOLDOUT } from '../holdout.ts'
import type { DataSet } from '../read/read-data.ts'
import { TrainingDataError } from '../train-errors.ts'
import type { Visit } from '../visit.ts'

/** Visits of one fit. */
export interface FitParts {
  readonly train: readonly Visit[]
  /** Decide when training stops. */
  readonly stopping: readonly Visit[]
  /** Neither trained nor stopped on. */
  readonly measured: readonly Visit[]
}

/** Buyers, and others, that a part must have. */
const LEAST: Readonly<Record<keyof FitParts, number>> = { train: 3, stopping: 1, measured: 3 }

/**
 * The parts of each fit of a trial.
 * @remarks Without folds there is one: the parts of `vitrine train`, measured on the validation visits that do not stop
 * training. With folds each visitor of the first data set that is not held out is measured once, on a fit that knows
 * nothing of the fold. Further data sets are learned from in every fold.
 * @param folds - Number of folds; `undefined` for none.
 * @throws {@link TrainingDataError} when a part has too few buyers.
 */
export function foldParts(data: readonly DataSet[], folds?: number): FitParts[] {
  const [primary, ...others] = data
  const { train, validation } = primary!.split
  const more = others.flatMap((set) => set.split.train)
  if (folds === undefined) {
    const { stopping, calibration } = splitForCalibration(validation, HOLDOUT.salt)
    return [checked({ train: [...train, ...more], stopping, measured: calibration }, 'Add data.')]
  }
  return Array.from({ length: folds }, (_, fold) => {
    const isIn = (visit: Visit): boolean => foldOf(visit.visitorId, folds) === fold
    const parts = {
      train: [...train.filter((visit) => !isIn(visit)), ...more],
      stopping: validation.filter((visit) => !isIn(visit)),
      measured: [...train, ...validation].filter(isIn),
    }
    return checked(parts, `Use fewer than ${folds} folds, or add data.`)
  })
}

function foldOf(visitorId: string, folds: number): number {
  // The last bit of this hash is only the parity of the text, and the last two tell who is held out.
  return (fnv1a32(`search:${HOLDOUT.salt}${visitorId}`) >>> 15) % folds
}

function checked(parts: FitParts, wayOut: string): FitParts {
  for (const [part, visits] of Object.entries(parts) as [keyof FitParts, readonly Visit[]][]) {
    const least = LEAST[part]
    const buyers = visits.filter(({ label }) => label === 'buy').length
    if (buyers >= least && visits.length - buyers >= least) continue
    throw new TrainingDataError(
      `Of the ${visits.length} visits of a trial that are ${PARTS[part]}, ${buyers} buy; at least ${least} of either are needed. ${wayOut}`,
    )
  }
  return parts
}

const PARTS: Readonly<Record<keyof FitParts, string>> = {
  train: 'learned from',
  stopping: 'there to stop training',
  measured: 'measured',
}
