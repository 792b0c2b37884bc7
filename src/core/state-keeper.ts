// SPDX-License-Identifier: MIT
// Holds the one visitor state and tells the listeners; a listener that throws hurts nobody else.

import { ListenerError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import { NO_AFFINITIES } from '../recommend/affinities.ts'
import { UNKNOWN_SEGMENT } from '../segments/decide-segment.ts'
import type { VisitorState } from '../types.ts'

/** What is concluded of somebody of whom nothing is known. */
export const UNKNOWN_STATE: VisitorState = Object.freeze({
  stage: 'unknown',
  segment: UNKNOWN_SEGMENT,
  probabilities: Object.freeze({}),
  affinities: NO_AFFINITIES,
  eventsSeen: 0,
  confidence: 0,
  why: 'Nothing is known yet.',
})

/** Keeps the state. */
export interface StateKeeper {
  get(): VisitorState
  set(state: VisitorState): void
  subscribe(listener: (state: VisitorState) => void): () => void
  /** Forgets the listeners. */
  clear(): void
}

/** Creates a keeper in the unknown state. */
export function createStateKeeper(onError: (error: VitrineError) => void): StateKeeper {
  const listeners = new Set<{ readonly call: (state: VisitorState) => void }>()
  let current = UNKNOWN_STATE
  return {
    get: () => current,
    set(state) {
      if (state === current) return
      current = Object.freeze(state)
      for (const { call } of [...listeners]) {
        try {
          call(current)
        } catch (cause) {
          onError(new ListenerError({ cause }))
        }
      }
    },
    subscribe(call) {
      const entry = { call }
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    clear: () => listeners.clear(),
  }
}
