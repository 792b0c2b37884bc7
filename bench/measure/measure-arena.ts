// SPDX-License-Identifier: MIT
// All contestants in one page: checked against the plain engine, then timed turn by turn.

import type { Browser } from 'playwright-core'
import { CONTESTANTS } from '../contestants/list.ts'
import type { ContestantName } from '../contestants/list.ts'
import type { BenchNetwork } from '../networks.ts'
import type { ArenaPage, Entry } from '../page/arena.ts'
import { toSpread } from '../statistics.ts'
import type { Spread } from '../statistics.ts'
import { startOptions } from './places.ts'

/** How far a contestant may be from the plain engine. */
export const TOLERANCE = 1e-4
/** Visits of a batch. */
export const BATCH = 100
/** A turn takes about this long; slower contestants score once. */
const TURN_MS = 8
const IN_BATCHES = ['vitrine-webgl', 'vitrine-wasm', 'vitrine-cpu', 'tfjs-layers-webgl'] as const

/** What the arena shows. */
export interface ArenaResult {
  readonly entries: readonly Entry[]
  /** Warm, ms, by contestant. */
  readonly warm: Readonly<Partial<Record<ContestantName, Spread>>>
  /** Of some: a batch, and a single score of the same minute, ms. */
  readonly batch: Readonly<Partial<Record<ContestantName, { batch: Spread; single: Spread }>>>
}

/** How long to measure. */
export interface ArenaOptions {
  readonly rounds: number
  readonly batchRounds: number
}

type ArenaWindow = { arena: ArenaPage }

/** Runs the arena. */
export async function measureArena(
  browser: Browser,
  origin: string,
  network: BenchNetwork,
  { rounds, batchRounds }: ArenaOptions,
): Promise<ArenaResult> {
  const page = await browser.newPage()
  try {
    await page.goto(`${origin}/arena.html`)
    const entrants = CONTESTANTS.map(({ name }) => ({
      name,
      options: startOptions(origin, name, network),
      expected: [...network.expected],
    }))
    const entries = await page.evaluate(
      ([entrants, tolerance]) => (globalThis as unknown as ArenaWindow).arena.enter(entrants, tolerance),
      [entrants, TOLERANCE] as const,
    )
    const times = await page.evaluate(
      ([rounds, turnMs]) => (globalThis as unknown as ArenaWindow).arena.race(rounds, turnMs),
      [rounds, TURN_MS] as const,
    )
    const batches = await page.evaluate(
      ([names, size, rounds]) =>
        (globalThis as unknown as ArenaWindow).arena.compareBatch(names, size, rounds),
      [IN_BATCHES, BATCH, batchRounds] as const,
    )
    const spreads = Object.entries(times).map(([name, numbers]) => [name, toSpread(numbers)])
    const batchSpreads = Object.entries(batches).map(([name, { batch, single }]) => [
      name,
      { batch: toSpread(batch), single: toSpread(single) },
    ])
    return {
      entries,
      warm: Object.fromEntries(spreads) as ArenaResult['warm'],
      batch: Object.fromEntries(batchSpreads) as ArenaResult['batch'],
    }
  } finally {
    await page.close()
  }
}
