// SPDX-License-Identifier: MIT
// Every method on the same split and with the same seed, measured on the same held-out visits.

import { encodeHistory } from '../../features/encode-history.ts'
import { calibrateHead, type HeadSpec } from '../../segments/calibrate.ts'
import { chooseCalibration } from '../calibration/choose-calibration.ts'
import { toCalibrationCases } from '../finish-model.ts'
import { trimPadding } from '../fit/batch.ts'
import { bootstrapFor } from '../metrics/bootstrap.ts'
import { METRIC_NAMES } from '../metrics/metric-table.ts'
import { measureScorers, type Measured, type Metrics, type ScorerOutput } from '../metrics/measure-scorers.ts'
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
  /** The head that is asked, the first of the network. */
  readonly head: HeadSpec
  /** Its class that is asked about. */
  readonly class: string
  /** Visits that calibrate, and those that measure. */
  readonly calibrating: readonly Visit[]
  readonly heldOut: readonly Visit[]
  readonly salt: string
  /** Name of the data set that the held-out visits belong to. */
  readonly set: string
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
  const { chosen, settings, heldOut, head, set } = task
  const wanted = new Set([
    chosen,
    ...(settings.compare?.length ? ['none' as const, ...settings.compare] : []),
  ])
  const outputs: ScorerOutput[] = []
  const details: { about: string; epochs: number; calibration: string }[] = []
  for (const method of IMBALANCE_METHODS.filter((name) => wanted.has(name))) {
    if (method !== chosen) say(`Training for comparison: ${method}`)
    const fit = method === chosen ? task.fitted : await fitImbalanced(method, task)
    const networks = [
      { name: method, about: METHOD_ABOUT[method], members: [fit.values] },
      ...(fit.ensemble
        ? [
            {
              name: `${method}, before distilling`,
              about: `the mean of its ${fit.ensemble.length} networks; it is not what ships`,
              members: fit.ensemble,
            },
          ]
        : []),
    ]
    for (const { name, about, members } of networks) {
      const { probabilities, calibration } = calibrated(task, members)
      outputs.push({ name, probabilities })
      details.push({ about, epochs: fit.bestEpoch, calibration })
    }
  }
  const positives = heldOut.map(({ label }) => label === task.class)
  const visitors = heldOut.map(({ visitorId }) => visitorId)
  const bootstrap = bootstrapFor(heldOut.length)
  const measured = measureScorers(outputs, { positives, visitors }, 0.5, bootstrap)
  const hasBase = wanted.has('none')
  return {
    set,
    head: head.name,
    class: task.class,
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
  { tf, spec, heads, shapes, head, calibrating, heldOut, salt, class: name }: ComparisonTask,
  members: readonly ImbalanceFit['values'][],
): { readonly probabilities: number[]; readonly calibration: string } {
  const networks = members.map((values) => ({ spec, heads, shapes, values }))
  // As the head puts them out: of a sigmoid one number.
  const outputsOf = (visits: readonly Visit[]): number[][] => {
    const inputs = visits.map(({ events }) => trimPadding(encodeHistory(events, 'visit')))
    return meanProbabilities(tf, networks, inputs).map(([own]) => (head.units === 1 ? [own!.at(-1)!] : own!))
  }
  const cases = toCalibrationCases(head, calibrating, outputsOf(calibrating), salt)
  const { calibration } = chooseCalibration(head, cases)
  const at = head.classes.indexOf(name)
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
