// SPDX-License-Identifier: MIT
// What elements need of an instance; a shop's own object of this shape does as well.

import type { VisitorState } from '../types.ts'

/** The part of an instance that elements follow. @public */
export interface StateSource {
  /** Present state. */
  get(): VisitorState
  /** Calls the listener at every change; returns the undo. */
  subscribe(listener: (state: VisitorState) => void): () => void
}
