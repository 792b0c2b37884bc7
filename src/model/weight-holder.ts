// SPDX-License-Identifier: MIT
// Holds a package for as long as its bytes are needed: a page has its weights in memory once.

import type { Weight } from './network.ts'
import type { ModelPackage } from './parse-package.ts'

/** Holds the package between the starts of engines. */
export interface WeightHolder {
  /** Runs one start with the package: the one that is held, or one that is loaded anew. */
  use<T>(start: (pkg: ModelPackage) => Promise<T>): Promise<T>
  /** The engine that was started from it has copied the weights: they go as soon as they can be had again. */
  noteCopied(pkg: ModelPackage): void
  /** The engine that was started from it reads them where they lie. */
  noteRead(pkg: ModelPackage): void
  /** Lets go what is not needed. */
  letGo(): void
}

const NOTHING = new Uint8Array(0)

/**
 * Creates a holder; nothing is loaded before `use()`.
 * @param load - Gives the package; where it can be had again, with weights of its own at every call.
 * @param canLoadAgain - Whether it can be had again. Until then it is held.
 */
export function createWeightHolder(
  load: () => Promise<ModelPackage>,
  canLoadAgain: () => boolean,
): WeightHolder {
  const copied = new Set<ModelPackage>()
  const read = new WeakSet<ModelPackage>()
  let held: ModelPackage | undefined
  let starts = 0

  function letGo(): void {
    if (starts > 0 || !canLoadAgain()) return
    held = undefined
    for (const pkg of copied) if (!read.has(pkg)) release(pkg)
    copied.clear()
  }

  return {
    async use(start) {
      starts += 1
      try {
        held ??= await load()
        return await start(held)
      } finally {
        starts -= 1
        letGo()
      }
    },
    noteCopied: (pkg) => void copied.add(pkg),
    noteRead: (pkg) => void read.add(pkg),
    letGo,
  }
}

/** Leaves the weights of a package empty; the operations of its network refer to the same ones. */
function release(pkg: ModelPackage): void {
  for (const weight of pkg.weights) (weight as { data: Weight['data'] }).data = NOTHING
}
