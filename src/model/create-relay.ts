// SPDX-License-Identifier: MIT
// Engines that relieve each other: the quick one answers first, the better one takes over once it is warm, the next one
// when it fails, and it comes back later. No request is lost on the way.

import { EngineError, isVitrineError } from '../errors.ts'
import type { EngineName } from '../types.ts'
import type { Engine } from './engine.ts'

/** Starts an engine and proves that it computes what it should. */
export type StartEngine = (name: EngineName) => Promise<Engine>

/**
 * Starts an engine that is to take over.
 * @param present - The one that answers.
 * @param others - Those of the order that have not failed, best first.
 * @returns Nothing when the present one shall go on.
 */
export type Promote = (
  present: Engine,
  others: readonly EngineName[],
  start: StartEngine,
) => Promise<Engine | undefined>

/** What a relay is made of. */
export interface RelayOptions {
  /** Engines that may answer, best first. */
  readonly order: readonly EngineName[]
  /** Starts one by name; rejects when it cannot, or when its self-test is off. */
  readonly start: StartEngine
  /**
   * Looks for an engine that is better than the present one, after the first answer.
   * @defaultValue the first before it in the order that starts
   */
  readonly promote?: Promote
  /**
   * Told of an engine that could not start, or failed while it scored; another one takes over. The failure of the
   * last one is the caller's.
   */
  onFallback(error: EngineError, when: 'start' | 'score'): void
  /** Runs a task after so many milliseconds; returns the undo. */
  delay(task: () => void, delayMs: number): () => void
}

/** An engine at work. */
interface Shift {
  readonly engine: Engine
  /** Scores under way. */
  running: number
  /** Another one has taken over: it is disposed as soon as nothing runs. */
  over: boolean
  disposed: boolean
}

/** A better engine is looked for this long after an answer: scores that follow at once come first. */
const PROMOTE_AFTER_MS = 300
/** How long a lost engine is left alone the first time; twice as long each time after. */
const RETURN_AFTER_MS = 10_000
/** A device that lost so many engines is not asked for better ones any more. */
const MOST_LOSSES = 3

/**
 * Starts the quickest engine of the order: any but WebGL, whose shaders take their time.
 * @returns An engine that scores the same batch again with another one whenever one fails. Its `name` says which one
 * answered last.
 * @throws `EngineError` when none starts; `UnsupportedLayerError` when none could run the network; whatever else
 * `start` throws, such as `ModelLoadError`.
 */
export async function createRelay(options: RelayOptions): Promise<Engine> {
  const { order, onFallback, delay } = options
  const quickFirst = [...order].sort((a, b) => Number(a === 'webgl') - Number(b === 'webgl'))
  const promote =
    options.promote ??
    ((present, others, start) =>
      promoteFirst(
        others.filter((name) => isBefore(order, name, present.name)),
        start,
      ))
  /** Failed, and not to be tried for now. */
  const unfit = new Set<EngineName>()
  const cancels = new Set<() => void>()
  let present: Promise<Shift> | undefined
  /** What `present` came to. */
  let active: Shift | undefined
  let mayImprove = order.length > 1
  let losses = 0
  let disposed = false

  function later(task: () => void, delayMs: number): void {
    const cancel = delay(() => {
      cancels.delete(cancel)
      task()
    }, delayMs)
    cancels.add(cancel)
  }

  async function start(name: EngineName): Promise<Engine> {
    try {
      return await options.start(name)
    } catch (cause) {
      // A package that is broken, or cannot be had, is no engine's fault.
      if (isVitrineError(cause) && cause.code !== 'engine') throw cause
      unfit.add(name)
      throw toEngineError(name, cause)
    }
  }

  async function takeOver(): Promise<Shift> {
    let failure = new EngineError('first', 'the order of engines is empty')
    if (quickFirst.every((name) => unfit.has(name))) unfit.clear()
    for (const name of quickFirst.filter((one) => !unfit.has(one))) {
      try {
        return toShift(await start(name))
      } catch (error) {
        if (!isEngineError(error)) throw error
        failure = error
        if (!quickFirst.every((one) => unfit.has(one))) onFallback(error, 'start')
      }
    }
    throw failure
  }

  function shiftNow(): Promise<Shift> {
    if (present === undefined) {
      const starting = takeOver().then((shift) => {
        if (present === starting) active = shift
        // Disposed, or a better one took over, while it started: nobody else will free it.
        else retire(shift)
        return shift
      })
      present = starting
      // A start that failed is tried again by the next request.
      starting.catch(() => {
        if (present === starting) present = undefined
      })
    }
    return present
  }

  function retire(shift: Shift): void {
    shift.over = true
    if (shift.running > 0 || shift.disposed) return
    shift.disposed = true
    shift.engine.dispose()
  }

  async function improve(shift: Shift): Promise<void> {
    const others = order.filter((name) => name !== shift.engine.name && !unfit.has(name))
    const startOther: StartEngine = async (name) => {
      try {
        return await start(name)
      } catch (error) {
        if (isEngineError(error)) onFallback(error, 'start')
        throw error
      }
    }
    // An engine that could not start has been reported. A package that cannot be had again just now is nobody's loss:
    // the present engine goes on.
    const better = await promote(shift.engine, others, startOther).catch(() => undefined)
    if (better === undefined) return
    if (disposed) return better.dispose()
    // Whoever has just been given the old one and finds it disposed asks again.
    if (active) retire(active)
    active = toShift(better)
    present = Promise.resolve(active)
  }

  function lose(shift: Shift, cause: unknown): void {
    const { name } = shift.engine
    const error = toEngineError(name, cause)
    present = active = undefined
    retire(shift)
    unfit.add(name)
    if (order.every((one) => unfit.has(one))) throw error
    onFallback(error, 'score')
    losses += 1
    if (losses >= MOST_LOSSES) return
    later(
      () => {
        unfit.delete(name)
        mayImprove = true
        void shiftNow().then(improveSoon, () => undefined)
      },
      RETURN_AFTER_MS * 2 ** (losses - 1),
    )
  }

  function improveSoon(shift: Shift): void {
    if (!mayImprove || disposed || shift.over) return
    mayImprove = false
    later(() => void improve(shift), PROMOTE_AFTER_MS)
  }

  let { name: answered } = (await shiftNow()).engine
  return {
    get name(): EngineName {
      return answered
    },
    async score(batch): Promise<Float32Array> {
      for (;;) {
        if (disposed) throw new EngineError(answered, 'it was disposed')
        const used = shiftNow()
        const shift = await used
        shift.running += 1
        try {
          const scores = await shift.engine.score(batch)
          answered = shift.engine.name
          improveSoon(shift)
          return scores
        } catch (error) {
          if (disposed || (isVitrineError(error) && error.code === 'model-input')) throw error
          // Of several requests in flight, the first to fail moves on; the others follow.
          if (present === used) lose(shift, error)
        } finally {
          shift.running -= 1
          if (shift.over) retire(shift)
        }
      }
    },
    dispose(): void {
      disposed = true
      for (const cancel of cancels) cancel()
      if (active) retire(active)
      present = active = undefined
    },
  }
}

/** Starts the first that starts. */
async function promoteFirst(names: readonly EngineName[], start: StartEngine): Promise<Engine | undefined> {
  for (const name of names) {
    try {
      return await start(name)
    } catch (error) {
      if (!isEngineError(error)) throw error
    }
  }
  return undefined
}

function isBefore(order: readonly EngineName[], a: EngineName, b: EngineName): boolean {
  return order.indexOf(a) < order.indexOf(b)
}

function toShift(engine: Engine): Shift {
  return { engine, running: 0, over: false, disposed: false }
}

function isEngineError(error: unknown): error is EngineError {
  return isVitrineError(error) && error.code === 'engine'
}

function toEngineError(name: EngineName, error: unknown): EngineError {
  if (isEngineError(error)) return error
  return new EngineError(name, error instanceof Error ? error.message : 'it failed', { cause: error })
}
