// SPDX-License-Identifier: MIT
// What a pool and its threads say to each other; what a job is, only its two ends know.

/** From the pool. */
export interface ToWorker {
  readonly job: unknown
}

/** From a thread. */
export type FromWorker =
  | { readonly kind: 'note'; readonly note: unknown }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly stack: string }
