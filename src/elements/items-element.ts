// SPDX-License-Identifier: MIT
// `<vitrine-items>`: a product row that puts first what the visitor leans to.

import { rankByAffinity } from '../recommend/rank-by-affinity.ts'
import type { StateSource } from './state-source.ts'
import { followState } from './follow-state.ts'

/**
 * Creates the class of `<vitrine-items>`. Children with `data-item-id` are ordered by their `data-item-category` and
 * `data-item-brand` against the visitor's affinities; ties keep the shop's order. They move in the document,
 * so that keyboard and screen reader follow the same order as the eye; nothing moves where the order stands already.
 */
export function createItemsElement(vitrine: StateSource): CustomElementConstructor {
  const shopOrder = new WeakMap<Element, number>()
  let seen = 0
  return followState(vitrine, (element, { affinities }) => {
    const items = [...element.querySelectorAll<HTMLElement>('[data-item-id]')]
    const parent = items[0]?.parentElement
    if (!parent) return
    // Moving an element takes the focus from it.
    if (element.contains(document.activeElement)) return
    for (const item of items) if (!shopOrder.has(item)) shopOrder.set(item, seen++)
    const original = [...items].sort((a, b) => (shopOrder.get(a) ?? 0) - (shopOrder.get(b) ?? 0))
    const ranking = rankByAffinity(
      original.map(({ dataset }) => ({ category: dataset['itemCategory'], brand: dataset['itemBrand'] })),
      affinities,
    )
    const ranked = ranking.map((i) => original[i] as HTMLElement)
    if (ranked.every((item, i) => item === items[i])) return
    // A row that scrolls and snaps would follow the item that was first; the visitor is to see what is first now.
    const { scrollLeft } = parent
    for (const item of ranked) parent.append(item)
    parent.scrollLeft = scrollLeft
  })
}
