// SPDX-License-Identifier: MIT
// Which calibration a head gets: the one with the lowest log loss on visits that it was not fitted on.

import { calibrateHead, type Calibration, type HeadSpec } from '../../segments/calibrate.ts'
import { fitIsotonic } from './fit-isotonic.ts'
import { calibrationLoss, fitTemperature, type CalibrationCase } from './fit-temperature.ts'

/** A case, and the part of the cross-validation that it belongs to. */
export interface FoldedCase extends CalibrationCase {
  /** 0 to `CALIBRATION_FOLDS` − 1; all visits of one visitor have the same. */
  readonly fold: number
}

/** What was chosen, and the log loss of every candidate. */
export interface ChosenCalibration {
  readonly calibration: Calibration
  readonly candidates: readonly { readonly method: Calibration['method']; readonly logLoss: number }[]
}

/** Cases with the last class, and cases without it, that a method needs: fewer would only fit chance. */
export const LEAST_OF_EACH: Readonly<Record<Calibration['method'], number>> = {
  none: 0,
  temperature: 5,
  isotonic: 20,
}

/** More cases than this change nothing that can be seen, and would take minutes. */
const MOST_CASES = 4000

/** Parts of the cross-validation. */
export const CALIBRATION_FOLDS = 5

type Fit = (head: HeadSpec, cases: readonly CalibrationCase[]) => Calibration

/** The simplest first: it wins a tie. */
const FITS: Readonly<Record<Calibration['method'], Fit>> = {
  none: () => ({ method: 'none' }),
  temperature: fitTemperature,
  isotonic: fitBoth,
}

/**
 * Chooses by cross-validation and fits the winner on all cases.
 * @param head - Its `calibration` is ignored.
 * @param all - Visits that the network was neither trained nor stopped on.
 */
export function chooseCalibration(head: HeadSpec, all: readonly FoldedCase[]): ChosenCalibration {
  const every = Math.max(1, Math.ceil(all.length / MOST_CASES))
  const cases = all.filter((_, index) => index % every === 0)
  const hits = cases.filter(({ target }) => (target.at(-1) ?? 0) > 0).length
  const rarer = Math.min(hits, cases.length - hits)
  const methods = (Object.keys(FITS) as Calibration['method'][]).filter(
    (method) => rarer >= LEAST_OF_EACH[method],
  )
  const candidates = methods.map((method) => {
    let sum = 0
    for (let fold = 0; fold < CALIBRATION_FOLDS; fold++) {
      const measured = cases.filter((one) => one.fold === fold)
      const calibration = FITS[method](
        head,
        cases.filter((one) => one.fold !== fold),
      )
      sum += calibrationLoss({ ...head, calibration }, measured) * measured.length
    }
    return { method, logLoss: sum / Math.max(cases.length, 1) }
  })
  const best = candidates.reduce((a, b) => (b.logLoss < a.logLoss - 1e-9 ? b : a))
  return { calibration: FITS[best.method](head, cases), candidates }
}

/** Temperature first, then the curve for the last class, which is the one that is asked about. */
function fitBoth(head: HeadSpec, cases: readonly CalibrationCase[]): Calibration {
  const { temperature, bias } = fitTemperature(head, cases)
  const scaled = {
    ...head,
    calibration: { method: 'temperature' as const, temperature, ...(bias && { bias }) },
  }
  const index = head.classes.length - 1
  const told = cases.flatMap(({ outputs, target }) => {
    const happened = (target[index] ?? 0) > 0
    // Where the label leaves this class and another open, nothing is known.
    if (happened && target.filter((value) => value > 0).length > 1) return []
    return [{ probability: calibrateHead(outputs, scaled)[index]!, happened }]
  })
  const knots = fitIsotonic(told)
  return { method: 'isotonic', temperature, ...(bias && { bias }), class: index, knots }
}
