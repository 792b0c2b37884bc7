// SPDX-License-Identifier: MIT
// The visitor state: read-only, every head optional, subscriptions give their undo. Compiled, never run.

import type { EngineName, Vitrine, VisitorState } from 'vitrine'
import { defineElements } from 'vitrine/elements'

declare const vitrine: Vitrine

const state: VisitorState = vitrine.get()
export const stage: 'unknown' | 'restored' | 'fresh' = state.stage
export const buy: number | undefined = state.probabilities.intent?.['buy']
export const engine: EngineName | undefined = state.engine
export const undo: () => void = vitrine.subscribe((next) => next.segment)
export const fresh: Promise<VisitorState> = vitrine.refresh()
export const erased: Promise<void> = vitrine.forget()

// @ts-expect-error - a head that the model does not have is absent
state.probabilities.intent['buy']
// @ts-expect-error - there is no such head
state.probabilities.mood
// @ts-expect-error - the state is replaced, never changed
state.segment = 'ready-to-buy'
// @ts-expect-error - tables are read-only too
state.affinities.brand['Norden'] = 1
// @ts-expect-error - a listener is a function
vitrine.subscribe(state)

defineElements(vitrine)
// @ts-expect-error - elements follow an instance
defineElements()
