// SPDX-License-Identifier: MIT
// Every method on the same split and with the same seed, measured on the same held-out visits.

import { calibrateHead, type HeadSpec } from '../../segments/calibrate.ts'
import { splitForCalibration } from '../calibration/calibration-split.ts'
import { chooseCalibration } from '../calibration/choose-calibration.ts'
import { toCalibrationCases } from '../finish-model.ts'
import { trimPadding } from '../fit/batch.ts'
import { answerOf, encodeVisit, isMain } from '../heads.ts'
import { bootstrapFor } from '../metrics/bootstrap.ts'
import { METRIC_NAMES } from '../metrics/metric-table.ts'
import { measureScorers, type Measured, type Metrics, type ScorerOutput } from '../metrics/measure-scorers.ts'
import type { DataSet } from '../read/read-data.ts'
import type { ImbalanceComparison } from '../report/results.ts'
import type { Visit } from '../visit.ts'
import { fitImbalanced } from './fit-imbalanced.ts'
import {
  IMBALANCE_METHODS,
  METHOD_ABOUT,
  type ImbalanceMethod,
  type ImbalanceOptions,
} from './imbalance-options.ts'
import type { ImbalanceFit, ImbalanceTask } from './imbalance-task.ts'
import { meanProbabilities } from './mean-probabilities.ts'

/** What is compared on what. */
export interface ComparisonTask extends ImbalanceTask {
  /** The first head of the network, which is asked for its main class. */
  readonly head: HeadSpec
  /** The data set whose visits calibrate and measure. */
  readonly set: DataSet
  readonly salt: string
  /** Method of the package, and what it made. */
  readonly chosen: ImbalanceMethod
  readonly fitted: ImbalanceFit
}

/** Whether there is anything to tell about the method. */
export function isCompared({ method = 'none', compare = [] }: ImbalanceOptions): boolean {
  return method !== 'none' || compare.length > 0
}

/**
 * Trains what is to be compared and has not been trained, and measures all of it. Each method is calibrated by itself:
 * most of them move the share of buyers that a network says, and calibration moves it back.
 * @param say - Called with a line before each training.
 */
export async function compareMethods(
  task: ComparisonTask,
  say: (line: string) => void,
): Promise<ImbalanceComparison> {
  const { chosen, settings, set, question } = task
  const isTold = (visit: Visit): boolean => answerOf(visit, question.name) !== undefined
  const heldOut = set.split.heldOut.filter(isTold)
  const calibrating = splitForCalibration(set.split.validation, task.salt).calibration.filter(isTold)
  const wanted = new Set([
    chosen,
    ...(settings.compare?.length ? ['none' as const, ...settings.compare] : []),
  ])
  const outputs: ScorerOutput[] = []
  let plain: ImbalanceFit | undefined
  const details: { about: string; epochs?: number; calibration: string }[] = []
  for (const method of IMBALANCE_METHODS.filter((name) => wanted.has(name))) {
    if (method !== chosen) say(`Training for comparison: ${method}`)
    const fit =
      method === chosen ? task.fitted : await fitImbalanced(method, { ...task, ...(plain && { plain }) })
    if (method === 'none') plain = fit
    const networks = [
      { name: method, about: METHOD_ABOUT[method], members: [fit.values], epochs: fit.bestEpoch },
      ...(fit.ensemble
        ? [
            {
              name: `${method}, before distilling`,
              about: `the mean of its ${fit.ensemble.length} networks; it is not what ships`,
              members: fit.ensemble,
              epochs: undefined,
            },
          ]
        : []),
    ]
    for (const { name, about, members, epochs } of networks) {
      const { probabilities, calibration } = calibrated(task, members, calibrating, heldOut)
      outputs.push({ name, probabilities })
      details.push({ about, calibration, ...(epochs !== undefined && { epochs }) })
    }
  }
  const positives = heldOut.map((visit) => isMain(visit, question))
  const visitors = heldOut.map(({ visitorId }) => visitorId)
  const bootstrap = bootstrapFor(heldOut.length)
  const measured = measureScorers(outputs, { positives, visitors }, 0.5, bootstrap)
  const hasBase = wanted.has('none')
  return {
    set: set.name,
    head: question.name,
    class: question.main,
    visits: heldOut.length,
    positives: positives.filter(Boolean).length,
    bootstrap,
    chosen,
    methods: measured.map(({ name, metrics, behindFirst }, index) => ({
      name,
      ...details[index]!,
      metrics,
      ...(hasBase && behindFirst && { minusNone: turned(behindFirst) }),
    })),
  }
}

/** Calibrated probabilities of the class that is asked about, on the held-out visits. */
function calibrated(
  { tf, spec, heads, shapes, head, question, salt }: ComparisonTask,
  members: readonly ImbalanceFit['values'][],
  calibrating: readonly Visit[],
  heldOut: readonly Visit[],
): { readonly probabilities: number[]; readonly calibration: string } {
  const networks = members.map((values) => ({ spec, heads, shapes, values }))
  // As the head puts them out: of a sigmoid one number.
  const outputsOf = (visits: readonly Visit[]): number[][] => {
    const inputs = visits.map((visit) => trimPadding(encodeVisit(visit)))
    return meanProbabilities(tf, networks, inputs).map(([own]) => (head.units === 1 ? [own!.at(-1)!] : own!))
  }
  const cases = toCalibrationCases(head, calibrating, outputsOf(calibrating), salt)
  const { calibration } = chooseCalibration(head, cases)
  const at = head.classes.indexOf(question.main)
  const probabilities = outputsOf(heldOut).map((own) => calibrateHead(own, { ...head, calibration })[at]!)
  return { probabilities, calibration: calibration.method }
}

/** The same differences, the other way round. */
function turned(metrics: Metrics): Metrics {
  const turn = ({ value, low, high, missing }: Measured): Measured => ({
    value: negative(value),
    low: negative(high),
    high: negative(low),
    ...(missing && { missing }),
  })
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, turn(metrics[name])])) as Record<
    (typeof METRIC_NAMES)[number],
    Measured
  >
}

function negative(value: number | null): number | null {
  return value === null ? null : 0 - value
}
