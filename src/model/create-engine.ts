// SPDX-License-Identifier: MIT
// The engine that answers: tries an order of engines and moves on when one fails, without losing a request.

import { EngineError, ModelInputError } from '../errors.ts'
import type { EngineName } from '../types.ts'
import { createCpuEngine } from './cpu/create-cpu-engine.ts'
import type { Engine } from './engine.ts'
import type { ModelPackage } from './parse-package.ts'
import { selfTest } from './self-test.ts'

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /** Whether WebGL on a software rasteriser counts as WebGL. */
  readonly allowSoftwareWebgl: boolean
  /** Called when an engine fell out and the next one takes over. */
  onFallback(error: EngineError): void
}

/**
 * Starts the first engine of the order that passes its self-test.
 * @param pkg - A parsed package.
 * @param order - Engines to try, first to last.
 * @returns An engine that moves on to the next of the order whenever one fails, and scores the same batch again
 * with it. Its `name` says which one answered last.
 * @throws `EngineError` when none starts, `UnsupportedLayerError` when the network has a layer that none runs.
 */
export async function createEngine(
  pkg: ModelPackage,
  order: readonly EngineName[],
  options: EngineOptions,
): Promise<Engine> {
  if (order.length === 0) throw new EngineError('first', 'the order of engines is empty')
  let at = 0
  let disposed = false
  let answered: EngineName | undefined
  let current: Promise<Engine> | undefined

  // Starts engines from `at` on until one passes; the last failure is the caller's.
  async function startNext(): Promise<Engine> {
    for (;;) {
      const name = order[at] ?? 'cpu'
      try {
        return await start(name, pkg)
      } catch (error) {
        moveOn(toEngineError(name, error))
      }
    }
  }

  // Reports the failure and points at the next engine; after the last one there is none to take over.
  function moveOn(error: EngineError): void {
    if (at + 1 >= order.length) throw error
    at += 1
    options.onFallback(error)
  }

  const engineNow = (): Promise<Engine> => {
    current ??= startNext()
    // A start that failed is tried again by the next request.
    current.catch(() => (current = undefined))
    return current
  }

  answered = (await engineNow()).name
  return {
    get name(): EngineName {
      return answered ?? order[0] ?? 'cpu'
    },
    async score(batch) {
      for (;;) {
        if (disposed) throw new EngineError(answered ?? 'first', 'it was disposed')
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
          moveOn(toEngineError(engine.name, error))
          current = undefined
          engine.dispose()
        }
      }
    },
    dispose() {
      disposed = true
      current?.then((engine) => engine.dispose()).catch(() => undefined)
      current = undefined
    },
  }
}

async function start(name: EngineName, pkg: ModelPackage): Promise<Engine> {
  const engine = construct(name, pkg)
  try {
    await selfTest(engine, pkg.metadata)
  } catch (error) {
    engine.dispose()
    throw error
  }
  return engine
}

function construct(name: EngineName, pkg: ModelPackage): Engine {
  const { network } = pkg
  if (network === undefined) throw pkg.unsupported ?? new EngineError(name, 'the package has no network')
  if (name === 'cpu') return createCpuEngine(network)
  throw new EngineError(name, 'it is not in this build')
}

function toEngineError(name: EngineName, error: unknown): EngineError {
  if (error instanceof EngineError) return error
  return new EngineError(name, error instanceof Error ? error.message : 'it failed', { cause: error })
}
