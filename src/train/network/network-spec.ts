// SPDX-License-Identifier: MIT
// The networks that can be trained, by name. All belong to one family; a convolution or channels may be absent.

import { CHANNEL_COUNT } from '../../features/feature-table.ts'
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

/** What makes one vector of a sequence: a recurrence of so many units, or pooling over all steps. */
export type Trunk =
  { readonly lstm: number } | { readonly gru: number } | { readonly pooling: 'max' | 'attention' }

/** A network: Embedding → [concat channels] → [Conv1D → [MaxPooling1D]] → trunk → Dense. */
export type NetworkSpec = Trunk & {
  /** Width of the embedding. */
  readonly embedding: number
  /** Whether the float channels are read. */
  readonly channels: boolean
  /** Absent where the trunk reads the events themselves. */
  readonly conv?: ConvSpec
  /** `softmax` over all classes, or one `sigmoid` unit for buy against the rest. */
  readonly output: 'softmax' | 'sigmoid'
}

/**
 * Name of a network.
 * @public
 */
export type NetworkName =
  'compact' | 'reference' | 'sibling' | 'cnn' | 'lstm' | 'gru' | 'cnn-lstm' | 'attention'

/** Looks at five events at a time; one window an event. */
const SMALL_CONV: ConvSpec = { filters: 32, kernel: 5, padding: 'same', stride: 1, pool: 1 }

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
  /** Which patterns of five events a visit holds, wherever they are. */
  cnn: { embedding: 8, channels: true, conv: SMALL_CONV, pooling: 'max', output: 'softmax' },
  /** Compact, twice as wide. */
  lstm: { embedding: 8, channels: true, lstm: 32, output: 'softmax' },
  gru: { embedding: 8, channels: true, gru: 32, output: 'softmax' },
  /** The layers of the reference network, in the size that some thousands of visits can fill. */
  'cnn-lstm': { embedding: 8, channels: true, conv: { ...SMALL_CONV, pool: 5 }, lstm: 32, output: 'softmax' },
  /** The patterns of `cnn`, weighed by where the network looks. */
  attention: { embedding: 8, channels: true, conv: SMALL_CONV, pooling: 'attention', output: 'softmax' },
}

/**
 * Sizes of a network that are not those of its name.
 * @public
 */
export interface NetworkSizes {
  /** Units of the LSTM or GRU, 1 to 1024. */
  readonly units?: number
  /** Width of the embedding, 1 to 256. */
  readonly embedding?: number
  /** Filters of the convolution, 1 to 1024. */
  readonly filters?: number
}

/** Largest size of each kind; larger ones are no networks for a page. */
export const LARGEST_SIZE: Readonly<Required<NetworkSizes>> = { units: 1024, embedding: 256, filters: 1024 }

/**
 * Looks a network up.
 * @param sizes - Sizes to change.
 * @throws {@link UsageError} for a name that is not there, or a size that is none or that the network does not have.
 */
export function networkSpec(name: string, sizes: NetworkSizes = {}): NetworkSpec {
  if (!Object.hasOwn(NETWORKS, name)) {
    throw new UsageError(`There is no network "${name}". Networks: ${Object.keys(NETWORKS).join(', ')}.`)
  }
  const spec = NETWORKS[name as NetworkName]
  for (const [size, most] of Object.entries(LARGEST_SIZE)) {
    const value = sizes[size as keyof NetworkSizes]
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) continue
    throw new UsageError(`${size} must be an integer from 1 to ${most}, got ${value}.`)
  }
  const { units, embedding = spec.embedding, filters } = sizes
  if (units !== undefined && 'pooling' in spec) {
    throw new UsageError(`The network "${name}" has no recurrence, so it takes no number of units.`)
  }
  if (filters !== undefined && !spec.conv) {
    throw new UsageError(`The network "${name}" has no convolution, so it takes no number of filters.`)
  }
  return {
    ...spec,
    embedding,
    ...(units !== undefined && ('gru' in spec ? { gru: units } : { lstm: units })),
    ...(filters !== undefined && spec.conv && { conv: { ...spec.conv, filters } }),
  }
}

/** The name of a network with the sizes that were changed, such as `gru, 64 units`. */
export function networkTitle(name: string, { units, embedding, filters }: NetworkSizes = {}): string {
  return [
    name,
    ...(units === undefined ? [] : [`${units} units`]),
    ...(embedding === undefined ? [] : [`embedding ${embedding}`]),
    ...(filters === undefined ? [] : [`${filters} filters`]),
  ].join(', ')
}

/** Width of what the trunk reads at each step. */
export function stepWidth({ conv, embedding, channels }: NetworkSpec): number {
  return conv?.filters ?? embedding + (channels ? CHANNEL_COUNT : 0)
}

/** Width of the vector that the heads read. */
export function hiddenWidth(spec: NetworkSpec): number {
  if ('lstm' in spec) return spec.lstm
  return 'gru' in spec ? spec.gru : stepWidth(spec)
}
