// SPDX-License-Identifier: MIT
// Where a package lies on the network.

import type { MoreLayers } from './more-layers.ts'

/** Where a package lies. */
export interface PackageSource {
  /** Absolute address of `model.json`. */
  readonly modelUrl: string
  /** Absolute addresses of the shards where they do not lie next to `model.json`; fetched together with it. */
  readonly weightUrls?: readonly string[]
  /** How to fetch; the global one where absent. */
  readonly fetch?: typeof fetch
  /** Aborts the download. */
  readonly signal?: AbortSignal
  /** Loads the layers that the shipped network does without. @defaultValue the file next to this one */
  readonly loadLayers?: () => Promise<MoreLayers>
  /** Milliseconds that one download may take in all. @defaultValue 30000 */
  readonly timeoutMs?: number
}
