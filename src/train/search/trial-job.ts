// SPDX-License-Identifier: MIT
// One fit of a trial: train on one fold, end it when it is poor, measure it. Runs in a thread; says all in plain data.

import { isVitrineError } from '../../errors.ts'
import { answerOf, headsOf, isMain } from '../heads.ts'
import { toSample } from '../draw-samples.ts'
import { activate } from '../fit/activate.ts'
import type { Sample } from '../fit/batch.ts'
import { fitNetwork } from '../fit/fit-network.ts'
import type { Tf } from '../fit/load-tf.ts'
import { predict } from '../fit/train-step.ts'
import { fitImbalanced } from '../imbalance/fit-imbalanced.ts'
import { averagePrecision } from '../metrics/rank-metrics.ts'
import { logLoss } from '../metrics/probability-metrics.ts'
import { outputWidth, type HeadLayer } from '../network/parameters.ts'
import { toTrainable } from '../options/trainable-options.ts'
import { prepareFit } from '../prepare-fit.ts'
import type { FitParts } from './fold-parts.ts'
import type { TrialValues } from './search-space.ts'
import { isPoor } from './stop-poor.ts'

/** What a trial can be judged by, by the name that the command takes. */
export const OBJECTIVES: readonly Objective[] = ['log-loss', 'average-precision']

/**
 * What trials are judged by: log loss (lower is better) or average precision (higher is better) of buying.
 * @public
 */
export type Objective = 'log-loss' | 'average-precision'

/** A fit that is to be done. */
export interface TrialJob {
  readonly fold: number
  /** Of all options, those that vary and those that do not. */
  readonly values: TrialValues
  readonly objective: Objective
  /** Of `stoppingLimits`; none: it is never ended early. */
  readonly limits: readonly number[]
}

/**
 * What a fit of a trial came to.
 * @public
 */
export interface FoldResult {
  /** `stopped`: ended early as a poor one. */
  readonly status: 'done' | 'stopped' | 'failed'
  /** Value of the objective at the best epoch; `null` where it failed. */
  readonly value: number | null
  /** Epoch that was measured, from 1; 0 where it failed. */
  readonly bestEpoch: number
  /** Log loss of the first question by epoch on the visits that stop training: the same measure whatever the network. */
  readonly curve: readonly number[]
  /** Why it failed. */
  readonly problem?: string
}

/** Share of the epochs that are done, in [0, 1]. */
export type TrialNote = number

/**
 * Does one fit.
 * @param parts - Visits by fold.
 * @throws What is no failure of the trial itself.
 */
export async function runTrialJob(
  tf: Tf,
  parts: readonly FitParts[],
  job: TrialJob,
  note: (note: TrialNote) => void,
): Promise<FoldResult> {
  const { train, stopping, measured: all } = parts[job.fold]!
  const tasks = headsOf([...train, ...stopping, ...all])
  const [head] = tasks
  const measured = head ? all.filter((visit) => answerOf(visit, head.name) !== undefined) : []
  const curve: number[] = []
  const failed = (problem: string): FoldResult => ({
    status: 'failed',
    value: null,
    bestEpoch: 0,
    curve,
    problem,
  })
  try {
    const { plan } = prepareFit(toTrainable(job.values), tasks, train, stopping)
    const { method = 'none' } = plan.settings
    // The others are stopped on visits at other rates, or after other networks: their curves say nothing of each other.
    const limits = method === 'none' || method === 'smote' ? job.limits : []
    let isStopped = false
    const result = await fitImbalanced(method, {
      ...plan,
      tf,
      fit(one, fit) {
        curve.length = 0
        return fitNetwork(tf, one, fit, {
          onEpoch({ epoch, logits }) {
            const loss = mainLoss(logits, one.heads, one.validation)
            note(epoch / fit.epochs)
            if (!Number.isFinite(loss)) return false
            curve.push(loss)
            isStopped = epoch < fit.epochs && isPoor(curve, limits)
            return !isStopped
          },
        })
      },
    })
    if (result.bestEpoch === 0) return failed('it never had a finite validation loss')
    const samples = measured.map((visit) => toSample(visit, visit.events, tasks))
    const trainee = { spec: plan.spec, heads: plan.heads, shapes: plan.shapes, values: result.values }
    const scores = mainProbabilities(predict(tf, trainee, samples), plan.heads)
    const positives = measured.map((visit) => isMain(visit, head!))
    const value =
      job.objective === 'log-loss' ? logLoss(scores, positives) : averagePrecision(scores, positives)
    return { status: isStopped ? 'stopped' : 'done', value, bestEpoch: result.bestEpoch, curve }
  } catch (error) {
    if (!isVitrineError(error)) throw error
    return failed(error.message)
  }
}

/** Log loss of the first question, over the samples that answer it, with their weights. */
function mainLoss(logits: Float32Array, heads: readonly HeadLayer[], samples: readonly Sample[]): number {
  const probabilities = mainProbabilities(logits, heads)
  if (!probabilities.every(Number.isFinite)) return NaN
  const told = samples.flatMap(({ targets: [target], weight }, index) =>
    target ? [{ said: probabilities[index]!, isMain: target.classes.at(-1)! > 0, weight }] : [],
  )
  return logLoss(
    told.map(({ said }) => said),
    told.map((sample) => sample.isMain),
    told.map(({ weight }) => weight),
  )
}

/** Probability of the main class of the first head: its last, or its one unit. */
function mainProbabilities(logits: Float32Array, heads: readonly HeadLayer[]): number[] {
  const width = outputWidth(heads)
  const { units } = heads[0]!
  return Array.from({ length: logits.length / width }, (_, row) => {
    return activate(logits.subarray(row * width, row * width + units)).at(-1)!
  })
}
