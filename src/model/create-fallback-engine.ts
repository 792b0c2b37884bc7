// SPDX-License-Identifier: MIT
// Engines in order: the next one takes over when one fails, without losing a request.

import { EngineError, ModelInputError, UnsupportedLayerError } from '../errors.ts'
import type { EngineName } from '../types.ts'
import type { Engine } from './engine.ts'

/** Starts an engine and proves that it computes what it should. */
export type StartEngine = (name: EngineName) => Promise<Engine>

/**
 * Starts the first engine of the order that starts.
 * @param order - Engines to try, first to last.
 * @param start - Starts one by name; rejects when it cannot, or when its self-test is off.
 * @param onFallback - Called when an engine fell out and the next one takes over.
 * @returns An engine that moves on to the next of the order whenever one fails, and scores the same batch again
 * with it. Its `name` says which one answered last.
 * @throws `EngineError` when none starts; `UnsupportedLayerError` when none could run the network.
 */
export async function createFallbackEngine(
  order: readonly EngineName[],
  start: StartEngine,
  onFallback: (error: EngineError) => void,
): Promise<Engine> {
  let at = 0
  let disposed = false
  let current: Promise<Engine> | undefined
  let running: Engine | undefined

  // Reports the failure and points at the next engine; after the last one there is none to take over.
  function moveOn(name: EngineName, error: unknown): void {
    if (error instanceof UnsupportedLayerError || at + 1 >= order.length) throw error
    at += 1
    onFallback(toEngineError(name, error))
  }

  async function startNext(): Promise<Engine> {
    for (;;) {
      const name = order[at]
      if (name === undefined) throw new EngineError('first', 'the order of engines is empty')
      try {
        running = await start(name)
        // Disposed while it started: nobody else will free it.
        if (disposed) running.dispose()
        return running
      } catch (error) {
        moveOn(name, error)
      }
    }
  }

  function engineNow(): Promise<Engine> {
    if (current === undefined) {
      const starting = startNext()
      current = starting
      // A start that failed is tried again by the next request.
      starting.catch(() => {
        if (current === starting) current = undefined
      })
    }
    return current
  }

  let { name: answered } = await engineNow()
  return {
    get name(): EngineName {
      return answered
    },
    async score(batch): Promise<Float32Array> {
      for (;;) {
        if (disposed) throw new EngineError(answered, 'it was disposed')
        const used = engineNow()
        const engine = await used
        try {
          const scores = await engine.score(batch)
          answered = engine.name
          return scores
        } catch (error) {
          if (error instanceof ModelInputError || disposed) throw error
          // Of several requests in flight, the first to fail moves on; the others follow.
          if (current !== used) continue
          current = undefined
          running = undefined
          engine.dispose()
          moveOn(engine.name, error)
        }
      }
    },
    dispose(): void {
      disposed = true
      running?.dispose()
      running = undefined
      current = undefined
    },
  }
}

function toEngineError(name: EngineName, error: unknown): EngineError {
  if (error instanceof EngineError) return error
  return new EngineError(name, error instanceof Error ? error.message : 'it failed', { cause: error })
}
