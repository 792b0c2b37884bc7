// SPDX-License-Identifier: MIT
// Lets the bytes of a package go when an engine has a copy of its own: a page holds its weights once.

import type { Weight } from './network.ts'
import type { ModelPackage } from './parse-package.ts'

const NOTHING = new Uint8Array(0)

/** Leaves the weights of a package empty. No engine can be started from it afterwards. */
export function releaseWeights(pkg: ModelPackage): void {
  // The network's operations refer to the same weights.
  for (const weight of pkg.weights) (weight as { data: Weight['data'] }).data = NOTHING
}
