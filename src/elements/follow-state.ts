// SPDX-License-Identifier: MIT
// Base of the elements: shows the state while connected, and no longer.

import type { VisitorState } from '../types.ts'
import type { StateSource } from './state-source.ts'

/**
 * Creates an element class that calls `show` with the present state, at every change of it and of the children.
 * @param show - Gets the element and the state; must come to rest when called twice with the same state.
 */
export function followState(
  vitrine: StateSource,
  show: (element: HTMLElement, state: VisitorState) => void,
): CustomElementConstructor {
  return class extends HTMLElement {
    #stop: (() => void) | undefined

    connectedCallback(): void {
      if (this.#stop) return
      const refresh = (): void => show(this, vitrine.get())
      const unsubscribe = vitrine.subscribe(refresh)
      // Shops fill rows by script, often after this element was connected.
      const observer = new MutationObserver(refresh)
      observer.observe(this, { childList: true, subtree: true })
      this.#stop = () => {
        unsubscribe()
        observer.disconnect()
      }
      refresh()
    }

    disconnectedCallback(): void {
      this.#stop?.()
      this.#stop = undefined
    }
  }
}
