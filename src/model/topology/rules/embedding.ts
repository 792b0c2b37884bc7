// SPDX-License-Identifier: MIT
// Embedding: tokens to rows of a table.

import { refuse, toSize, unsupported } from '../planner.ts'
import type { Rule } from '../planner.ts'

/** Plans an `Embedding` of the tokens. */
export const embedding: Rule = (layer, inputs, planner) => {
  if (inputs.length !== 1 || inputs[0]?.kind !== 'tokens')
    return unsupported(layer, 'it does not read the tokens')
  refuse(layer, ['mask_zero'])
  const vocabulary = toSize(layer, 'input_dim', 0)
  const width = toSize(layer, 'output_dim', 0)
  const table = planner.weights.get(layer.name, 'embeddings', [vocabulary, width])
  const { steps } = planner.shapeOf(0)
  const id = planner.add({ steps, width }, (output) => ({ kind: 'embedding', output, table }))
  return { kind: 'value', id, rank: 3 }
}
