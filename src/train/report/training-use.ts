// SPDX-License-Identifier: MIT
// What a model learned from beside the labelled data: a package, visits without labels, simulated visits.

/** What a model took from a package, and what it kept as it was. */
export interface TransferUse {
  /** Version of the package; `null` where there was none. */
  readonly package: string | null
  /** Layers whose weights were taken. */
  readonly taken: readonly string[]
  /** Layers that started anew, because no weights of the package fit them. */
  readonly anew: readonly string[]
  /** Layers that were not trained. */
  readonly frozen: readonly string[]
}

/** How a network learned from visits without their labels. */
export interface Pretraining {
  /** `next-event`, `masked-event` or `autoencoder`. */
  readonly task: string
  /** Names of the data sets. */
  readonly data: readonly string[]
  readonly visits: number
  /** Epoch that training went on from, from 1. */
  readonly bestEpoch: number
  /** Loss of that epoch on visits to choose it by. */
  readonly loss: number
  /** Loss on the same visits of always answering with the shares of the answers. */
  readonly baseRateLoss: number
  readonly epochs: readonly { readonly training: number; readonly validation: number }[]
}

/** Simulated visits that were trained on; nothing was stopped, calibrated or measured on them. */
export interface SimulationUse {
  readonly visits: number
  /** Weight of one against a visit of the data. */
  readonly weight: number
  /** How many of them have each label. */
  readonly labels: Readonly<Record<string, number>>
}
