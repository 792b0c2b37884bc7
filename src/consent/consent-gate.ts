// SPDX-License-Identifier: MIT
// Between the sources and everything that writes: holds while consent is pending, opens when it is granted, and forgets
// when it is denied. What was dropped is gone; a later grant does not bring it back.

import type { ConsentState } from '../types.ts'

/** Holds items until consent says what becomes of them. */
export interface ConsentGate<Item> {
  /** Takes one item: released, held or dropped. Items are not touched, so their times stay the original ones. */
  add(item: Item): void
  /** Consent as it stands now. */
  set(state: ConsentState): void
  /** What waits, oldest first; the latest `maxHeld`. */
  held(): readonly Item[]
  /** Drops what waits. */
  clear(): void
}

/** Options of {@link createConsentGate}. */
export interface ConsentGateOptions<Item> {
  /** Consent at the start. @defaultValue `'pending'` */
  readonly initial?: ConsentState
  /** Gets every item once, in order, and only while consent is granted. */
  readonly release: (items: readonly Item[]) => void
  /** Most items that wait; the oldest give way. @defaultValue 500 */
  readonly maxHeld?: number
}

/** Creates the gate. It owns memory and nothing else: no storage, no timer, no listener. */
export function createConsentGate<Item>(options: ConsentGateOptions<Item>): ConsentGate<Item> {
  const { initial = 'pending', release, maxHeld = 500 } = options
  let state = initial
  let waiting: readonly Item[] = []
  return {
    add(item) {
      if (state === 'granted') release([item])
      else if (state === 'pending') waiting = [...waiting, item].slice(-maxHeld)
    },
    set(next) {
      state = next
      if (next === 'pending') return
      const items = waiting
      waiting = []
      if (next === 'granted' && items.length > 0) release(items)
    },
    held: () => waiting,
    clear() {
      waiting = []
    },
  }
}
