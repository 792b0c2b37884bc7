// SPDX-License-Identifier: MIT
// Fits a network by the method of that name.

import type { ImbalanceMethod } from './imbalance-options.ts'
import { fitBagging } from './bagging.ts'
import { fitWeighted } from './class-weights.ts'
import { fitFocal } from './focal.ts'
import { fitSmote } from './fit-smote.ts'
import { plainTask, type ImbalanceFit, type ImbalanceTask } from './imbalance-task.ts'
import { fitSampled, oversample, undersample } from './sample-visits.ts'

const METHODS: Readonly<Record<ImbalanceMethod, (task: ImbalanceTask) => Promise<ImbalanceFit>>> = {
  none: async (task) => task.fit(plainTask(task), task.options),
  weights: fitWeighted,
  focal: fitFocal,
  oversample: (task) => fitSampled(task, oversample),
  undersample: (task) => fitSampled(task, undersample),
  smote: fitSmote,
  bagging: fitBagging,
}

/** Fits by a method; the same task and method give the same weights. */
export function fitImbalanced(method: ImbalanceMethod, task: ImbalanceTask): Promise<ImbalanceFit> {
  return METHODS[method](task)
}
