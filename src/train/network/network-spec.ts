// SPDX-License-Identifier: MIT
// The networks that can be trained, by name. All belong to one family; a convolution or channels may be absent.

import { UsageError } from '../train-errors.ts'

/** A convolution with ReLU, and the max pooling after it. */
export interface ConvSpec {
  readonly filters: number
  readonly kernel: number
  /** `same` pads so that every position has its window; `valid` pads nothing. */
  readonly padding: 'same' | 'valid'
  readonly stride: number
  /** Window of the pooling; 1 for none. */
  readonly pool: number
}

/** Sizes of a network: Embedding → [concat channels] → [Conv1D → [MaxPooling1D]] → LSTM → Dense. */
export interface NetworkSpec {
  /** Width of the embedding. */
  readonly embedding: number
  /** Whether the float channels are read. */
  readonly channels: boolean
  /** Absent in the sibling. */
  readonly conv?: ConvSpec
  /** Units of the LSTM. */
  readonly lstm: number
  /** `softmax` over all classes, or one `sigmoid` unit for buy against the rest. */
  readonly output: 'softmax' | 'sigmoid'
}

/**
 * Name of a network.
 * @public
 */
export type NetworkName = 'compact' | 'reference' | 'sibling'

/** Networks by the name that the command takes. */
export const NETWORKS: Readonly<Record<NetworkName, NetworkSpec>> = {
  /**
   * What ships: the sibling with the float channels and one softmax, in the size that a few thousand visits can
   * fill. Without the pooling, the recurrence ends exactly at the latest event; see decision 0003.
   */
  compact: { embedding: 4, channels: true, lstm: 16, output: 'softmax' },
  /** The reference network of the design. */
  reference: {
    embedding: 50,
    channels: true,
    conv: { filters: 128, kernel: 5, padding: 'same', stride: 1, pool: 5 },
    lstm: 128,
    output: 'softmax',
  },
  /** Its simpler sibling: tokens alone, no convolution, one sigmoid. */
  sibling: { embedding: 64, channels: false, lstm: 128, output: 'sigmoid' },
}

/**
 * Looks a network up.
 * @throws {@link UsageError} for a name that is not there.
 */
export function networkSpec(name: string): NetworkSpec {
  if (!Object.hasOwn(NETWORKS, name)) {
    throw new UsageError(`There is no network "${name}". Networks: ${Object.keys(NETWORKS).join(', ')}.`)
  }
  return NETWORKS[name as NetworkName]
}
