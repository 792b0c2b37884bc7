// SPDX-License-Identifier: MIT
// Starts the sources that the shop chose; one that fails leaves the others alone.

import { SourceError } from '../errors.ts'
import type { VitrineError } from '../errors.ts'
import { createDataLayerSource } from '../sources/data-layer.ts'
import { createPageSource } from '../sources/page.ts'
import type { Source } from '../sources/source.ts'
import type { EventIntake } from './event-intake.ts'
import type { BuiltInSource, ResolvedOptions } from './options.ts'

/**
 * Starts them in order.
 * @returns The undo of all that started.
 */
export function startSources(
  { sources, dataLayerName, platform }: ResolvedOptions,
  intake: EventIntake,
  onError: (error: VitrineError) => void,
): () => void {
  const builtIn: Readonly<Record<BuiltInSource, () => Source>> = {
    dataLayer: () => createDataLayerSource({ layerName: dataLayerName }),
    page: createPageSource,
  }
  const undo: (() => void)[] = []
  for (const chosen of sources) {
    const source = typeof chosen === 'string' ? builtIn[chosen]() : chosen
    const { name } = source
    try {
      undo.push(source.start({ emit: (candidate) => intake(candidate, name), onError, platform, window }))
    } catch (cause) {
      onError(new SourceError(name, { cause }))
    }
  }
  return () => {
    for (const stop of undo.reverse()) stop()
  }
}
