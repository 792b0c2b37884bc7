// SPDX-License-Identifier: MIT
// `<vitrine-slot>`: of its children it shows the one whose `for` names the segment, or the one for "default".

import type { StateSource } from './state-source.ts'
import { followState } from './follow-state.ts'

/**
 * Creates the class of `<vitrine-slot>`. Children without `for` are left alone; without scripts the page shows
 * what its markup shows.
 */
export function createSlotElement(vitrine: StateSource): CustomElementConstructor {
  return followState(vitrine, (element, { segment }) => {
    const choices = [...element.children].filter((child): child is HTMLElement => child.hasAttribute('for'))
    const named = (name: string): HTMLElement | undefined =>
      choices.find((choice) => (choice.getAttribute('for') ?? '').split(/\s+/).includes(name))
    const chosen = named(segment) ?? named('default')
    if (!chosen) return
    for (const choice of choices) choice.hidden = choice !== chosen
    element.dataset['segment'] = segment
  })
}
