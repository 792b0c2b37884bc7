// SPDX-License-Identifier: MIT
// Entry of dist/generic.js, which is loaded for a package that the planner cannot map, and never otherwise.

export { createGenericEngine } from './create-generic-engine.ts'
