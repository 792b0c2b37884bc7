// SPDX-License-Identifier: MIT
// What a run says of its simulated visits.

import type { SimulationUse } from '../report/results.ts'
import { drawOptionsOf, type TrainOptions } from '../training-options.ts'
import { INTENTS, type Visit } from '../visit.ts'

/**
 * Describes the simulated visits among those that were trained on.
 * @returns `undefined` where there are none.
 */
export function simulationUse(
  train: readonly Visit[],
  options: Partial<TrainOptions>,
): SimulationUse | undefined {
  const simulated = train.filter(({ source }) => source === 'simulated')
  if (simulated.length === 0) return undefined
  const labels = INTENTS.map((label) => [label, simulated.filter((visit) => visit.label === label).length])
  return {
    visits: simulated.length,
    weight: drawOptionsOf(options).sourceWeight.simulated ?? 1,
    labels: Object.fromEntries(labels) as Record<string, number>,
  }
}
