// SPDX-License-Identifier: MIT
// The inputs of an imported model against what the page will give it.

import { CHANNEL_COUNT, HISTORY_LENGTH, TOKEN_COUNT } from '../../features/feature-table.ts'
import type { LayerSpec } from '../../model/topology/read-layers.ts'
import { KerasImportError } from './import-errors.ts'

const EXPECTED = `tokens of shape [${HISTORY_LENGTH}] and, if it reads them, channels of shape [${HISTORY_LENGTH}, ${CHANNEL_COUNT}]`

/**
 * Checks the inputs and the tables of tokens.
 * @param layers - Layers that lead to the heads.
 * @throws `KerasImportError` that names what is there, what is expected and what to do.
 */
export function checkInputs(layers: readonly LayerSpec[], file: string): void {
  const found = layers
    .filter(({ className }) => className === 'InputLayer')
    .map((layer) => ({ name: layer.name, shape: shapeOf(layer) }))
  const ranks = found.map(({ shape }) => shape.length)
  const isKnown = found.every(({ shape: [steps, width], shape }) => {
    if (steps !== HISTORY_LENGTH) return false
    return shape.length === 1 || (shape.length === 2 && width === CHANNEL_COUNT)
  })
  if (!isKnown || ranks.filter((rank) => rank === 1).length !== 1 || ranks.length > 2 || isTwice(ranks)) {
    const there = found.map(({ name, shape }) => `"${name}" [${shape.map(sizeName).join(', ')}]`)
    throw new KerasImportError(
      file,
      `its inputs are ${there.join(', ') || 'none'}; expected ${EXPECTED}`,
      'Build the model on Input(shape=(100,)) and Input(shape=(100, 22)): the columns tokens and channels that "vitrine encode" writes.',
    )
  }
  for (const { name, className, config } of layers) {
    const rows = config['input_dim']
    if (className !== 'Embedding' || (typeof rows === 'number' && rows >= TOKEN_COUNT)) continue
    throw new KerasImportError(
      file,
      `Embedding "${name}" has ${String(rows)} rows; tokens go from 0 to ${TOKEN_COUNT - 1}`,
      `Give it input_dim=${TOKEN_COUNT}.`,
    )
  }
}

function isTwice(ranks: readonly number[]): boolean {
  return ranks.filter((rank) => rank === 2).length > 1
}

/** Without the batch. */
function shapeOf({ config }: LayerSpec): readonly unknown[] {
  const shape = config['batch_input_shape'] ?? config['batch_shape']
  return Array.isArray(shape) ? (shape as unknown[]).slice(1) : []
}

function sizeName(size: unknown): string {
  return typeof size === 'number' ? String(size) : 'any'
}
