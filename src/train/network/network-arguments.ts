// SPDX-License-Identifier: MIT
// The arguments that say which network, and how large.

import type { ParseArgsConfig } from 'node:util'
import { toInteger, type Arguments } from '../data-arguments.ts'
import { NETWORKS, networkSpec, type NetworkName, type NetworkSizes } from './network-spec.ts'

const text = { type: 'string' } as const

/** Options of the arguments, for `parseArgs`. */
export const NETWORK_ARGUMENTS: NonNullable<ParseArgsConfig['options']> = {
  network: text,
  units: text,
  embedding: text,
  filters: text,
}

/** What `--help` says of them. */
export const NETWORK_USAGE: string = `  --network NAME     ${Object.keys(NETWORKS).join(', ')} (default: compact)
  --units N          units of its LSTM or GRU, where it has one
  --embedding N      width of its embedding
  --filters N        filters of its convolution, where it has one`

/** Which network is asked for. */
export interface NetworkChoice {
  readonly network?: NetworkName
  readonly sizes?: NetworkSizes
}

/**
 * The network of parsed arguments.
 * @throws `UsageError` for a name that is not there, or a size that is none or that the network does not have.
 */
export function toNetworkChoice(values: Arguments): NetworkChoice {
  const sizes = Object.fromEntries(
    (['units', 'embedding', 'filters'] as const).flatMap((name) =>
      values[name] === undefined ? [] : [[name, toInteger(`--${name}`, String(values[name]), 1)]],
    ),
  ) as NetworkSizes
  const name = values['network'] === undefined ? undefined : String(values['network'])
  networkSpec(name ?? 'compact', sizes)
  return {
    ...(name !== undefined && { network: name as NetworkName }),
    ...(Object.keys(sizes).length > 0 && { sizes }),
  }
}
