// SPDX-License-Identifier: MIT
// The npm entry: `createVitrine` with worker and model package found next to this file, types and errors.

import type { Assets } from './core/assets.ts'
import { resolveOptions } from './core/options.ts'
import type { VitrineOptions } from './core/options.ts'
import { createInertVitrine } from './inert-vitrine.ts'
import { startVitrine } from './vitrine.ts'
import type { Vitrine } from './vitrine.ts'

/**
 * Starts Vitrine on this page. On a server it returns an instance that stays unknown and touches nothing.
 * @param options - All optional; see {@link VitrineOptions}.
 * @throws {@link OptionError} for an option of the wrong kind or range.
 * @example
 * ```ts
 * const vitrine = createVitrine({ consent: 'granted' })
 * vitrine.subscribe(({ segment }) => console.log(segment))
 * ```
 * @public
 */
export function createVitrine(options: VitrineOptions = {}): Vitrine {
  const resolved = resolveOptions(options)
  return typeof document === 'undefined' ? createInertVitrine() : startVitrine(toAssets(options), resolved)
}

function toAssets({ workerUrl, modelUrl, weightUrls }: VitrineOptions): Assets {
  // Bundlers recognise `new URL('…', import.meta.url)` and take the file along under a name of their own: so each
  // file is named in full, and the weights are not looked for next to the manifest.
  return {
    workerUrl: workerUrl ?? new URL('./worker.js', import.meta.url).href,
    ...(workerUrl === undefined && {
      webglUrl: new URL('./webgl.js', import.meta.url).href,
      layersUrl: new URL('./layers.js', import.meta.url).href,
    }),
    modelUrl: modelUrl ?? new URL('./models/shopper/model.json', import.meta.url).href,
    ...(modelUrl === undefined
      ? { weightUrls: [new URL('./models/shopper/weights.bin', import.meta.url).href] }
      : weightUrls && { weightUrls }),
  }
}

export * from './errors.ts'
export type { BuiltInSource, VitrineOptions } from './core/options.ts'
export type { VitrineStatus } from './core/scoring.ts'
export { createPagePlatform } from './platform/page-platform.ts'
export type { Platform } from './platform/platform.ts'
export type { Source, SourceContext, SourceEventTarget, SourceWindow } from './sources/source.ts'
export type { ExportedSession, VisitorExport } from './store/visitor-export.ts'
export type * from './types.ts'
export type { Vitrine } from './vitrine.ts'
