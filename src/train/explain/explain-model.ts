// SPDX-License-Identifier: MIT
// Everything that a report says about why.

import type { HeadTask } from '../heads.ts'
import type { NodeScorer } from '../node-scorer.ts'
import type { Results } from '../report/results.ts'
import type { Visit } from '../visit.ts'
import { explainExamples, type Attribute } from './explain-visit.ts'
import { permutationImportance } from './permutation-importance.ts'

/**
 * Explains what a model says of the main class of a head, on visits that it was not trained on.
 * @param attribute - Integrated gradients, where they can be computed.
 */
export async function explainOn(
  scorer: NodeScorer,
  head: HeadTask,
  visits: readonly Visit[],
  attribute?: Attribute,
): Promise<Pick<Results, 'importance' | 'examples'>> {
  const importance = await permutationImportance(await scorer.quick(), head, visits)
  return {
    ...(importance && { importance }),
    examples: await explainExamples(scorer, head, visits, attribute),
  }
}
