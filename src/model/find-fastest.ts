// SPDX-License-Identifier: MIT
// Measures engines on the package's known input. What is fast depends on the device: on a phone's GPU a score may
// take longer to come back than WebAssembly takes to compute it.

import type { EngineName } from '../types.ts'
import type { StartEngine } from './create-relay.ts'
import type { Engine, ScoreBatch } from './engine.ts'
import type { PackageMetadata } from './package-format.ts'
import { toKnownBatch } from './self-test.ts'

/** Scores before the clock counts, and scores that are timed. */
const WARM_UPS = 3
const TIMED = 9

/**
 * Starts and times the other engines.
 * @param present - The engine that answers; it stays as it is.
 * @param others - Engines to compare it with. One that does not start is left out.
 * @param now - A clock in milliseconds.
 * @returns The one with the least median; every other that was started here is disposed.
 * @throws `EngineError` when the present one fails.
 */
export async function findFastest(
  present: Engine,
  others: readonly EngineName[],
  start: StartEngine,
  metadata: PackageMetadata,
  now: () => number = () => performance.now(),
): Promise<Engine> {
  const batch = toKnownBatch(metadata)
  let best = present
  let bestMs = await measure(present, batch, now)
  for (const name of others) {
    const engine = await startIfAble(name, start)
    const ms = engine === undefined ? NaN : await measureIfAble(engine, batch, now)
    if (ms < bestMs) {
      if (best !== present) best.dispose()
      best = engine!
      bestMs = ms
    } else {
      engine?.dispose()
    }
  }
  return best
}

function startIfAble(name: EngineName, start: StartEngine): Promise<Engine | undefined> {
  // Why it did not start has been reported by `start`.
  return start(name).catch(() => undefined)
}

function measureIfAble(engine: Engine, batch: ScoreBatch, now: () => number): Promise<number> {
  return measure(engine, batch, now).catch(() => NaN)
}

/** Median of a score, in milliseconds. */
async function measure(engine: Engine, batch: ScoreBatch, now: () => number): Promise<number> {
  const times: number[] = []
  for (let at = -WARM_UPS; at < TIMED; at++) {
    const startedMs = now()
    await engine.score(batch)
    if (at >= 0) times.push(now() - startedMs)
  }
  return times.sort((a, b) => a - b)[TIMED >> 1]!
}
