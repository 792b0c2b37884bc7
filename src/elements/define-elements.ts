// SPDX-License-Identifier: MIT
// Registers the custom elements for one instance; nothing is registered on import, so servers may import it.

import { createItemsElement } from './items-element.ts'
import { createSlotElement } from './slot-element.ts'
import type { StateSource } from './state-source.ts'

/**
 * Registers `<vitrine-slot>` and `<vitrine-items>`; names that are taken are left alone.
 * @param vitrine - The instance whose state the elements follow.
 * @public
 */
export function defineElements(vitrine: StateSource): void {
  const elements = { 'vitrine-slot': createSlotElement, 'vitrine-items': createItemsElement }
  for (const [name, create] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, create(vitrine))
  }
}
