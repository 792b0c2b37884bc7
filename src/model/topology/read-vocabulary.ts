// SPDX-License-Identifier: MIT
// The vocabulary of a topology that was not planned: the smallest table that tokens choose rows of.

import { isJson } from './fields.ts'

/** Tokens must be in `[0, vocabulary)`; 2^31 where no table is found. */
export function readVocabulary(topology: unknown): number {
  let vocabulary = 2 ** 31
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit)
    if (!isJson(node)) return
    const { class_name: className, config } = node
    if (className === 'Embedding' && isJson(config) && typeof config['input_dim'] === 'number') {
      vocabulary = Math.min(vocabulary, config['input_dim'])
    }
    Object.values(node).forEach(visit)
  }
  visit(topology)
  return vocabulary
}
