// SPDX-License-Identifier: MIT
// Train, validation and held-out visits; each visitor is on one side only.

import type { PackageMetadata } from '../../model/package-format.ts'
import { fnv1a32, isHeldOut } from '../holdout.ts'
import type { Visit } from '../visit.ts'

/** Visits by what they are for. */
export interface Split {
  readonly train: readonly Visit[]
  readonly validation: readonly Visit[]
  readonly heldOut: readonly Visit[]
}

/** One training visitor in five validates. */
const VALIDATION_MODULO = 5

/** Splits visits by the hash of their visitors, in file order. */
export function splitVisits(visits: readonly Visit[], holdout: PackageMetadata['holdout']): Split {
  const heldOut = visits.filter((visit) => isHeldOut(visit.visitorId, holdout))
  const rest = visits.filter((visit) => !isHeldOut(visit.visitorId, holdout))
  const isValidation = (visit: Visit): boolean =>
    fnv1a32(`validation:${holdout.salt}${visit.visitorId}`) % VALIDATION_MODULO === 0
  return {
    train: rest.filter((visit) => !isValidation(visit)),
    validation: rest.filter(isValidation),
    heldOut,
  }
}
