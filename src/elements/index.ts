// SPDX-License-Identifier: MIT
// The `vitrine/elements` entry.

export { defineElements } from './define-elements.ts'
export type { StateSource } from './state-source.ts'
export type { Affinities, EngineName, HeadName, Probabilities, VisitorState } from '../types.ts'
