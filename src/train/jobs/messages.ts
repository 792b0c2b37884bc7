// SPDX-License-Identifier: MIT
// What a pool and its threads say to each other.

/** From the pool. */
export interface ToWorker<Job> {
  readonly job: Job
}

/** From a thread. */
export type FromWorker<Result, Note> =
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'error'; readonly stack: string }
