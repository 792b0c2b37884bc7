// SPDX-License-Identifier: MIT
// Takes the calibration its own visits: half of the validation visitors; the other half stops training.

import { fnv1a32 } from '../holdout.ts'
import type { Visit } from '../visit.ts'
import { CALIBRATION_FOLDS } from './choose-calibration.ts'

/** Validation visits by what they are for. */
export interface CalibrationSplit {
  /** Decide when training stops. */
  readonly stopping: readonly Visit[]
  /** Fit the calibration. */
  readonly calibration: readonly Visit[]
}

/** Splits by the hash of the visitor, so that nobody is on both sides. */
export function splitForCalibration(validation: readonly Visit[], salt: string): CalibrationSplit {
  const isCalibration = ({ visitorId }: Visit): boolean =>
    // The last bit of this hash is only the parity of the text: ids that count up would be split by their last digit.
    (fnv1a32(`calibration:${salt}${visitorId}`) >>> 15) % 2 === 0
  return {
    stopping: validation.filter((visit) => !isCalibration(visit)),
    calibration: validation.filter(isCalibration),
  }
}

/** Part of the cross-validation that a visitor belongs to. */
export function calibrationFold(visitorId: string, salt: string): number {
  return fnv1a32(`fold:${salt}${visitorId}`) % CALIBRATION_FOLDS
}
