// SPDX-License-Identifier: MIT
// Runs in the page that holds all contestants at once: one frame each, so that none shares TensorFlow.js' global engine
// and current backend with another. The frames are of one origin: they share the thread, the clock and the GPU process.
// Scores are interleaved: in every round each contestant has a turn, and each round begins with the next one.

import { median } from '../statistics.ts'
import type { BenchPage, StartOptions } from './page.ts'

/** A contestant in the arena. */
export interface Entrant {
  readonly name: string
  readonly options: StartOptions
  /** What the plain engine makes of the known visit. */
  readonly expected: readonly number[]
}

/** How an entrant came in. */
export interface Entry {
  readonly name: string
  /** Largest difference from the plain engine. */
  readonly difference: number
  /** Why it is not timed. */
  readonly problem?: string
}

/** What the arena offers. */
export interface ArenaPage {
  /** Starts all and checks them; those that are off, or fail, take no part. */
  enter(entrants: readonly Entrant[], tolerance: number): Promise<Entry[]>
  /** Milliseconds a score by name, one number a round: the median of the turn. */
  race(rounds: number, turnMs: number): Promise<Record<string, number[]>>
  /** Milliseconds of a batch and of a single score, turn by turn, of those named. */
  compareBatch(
    names: readonly string[],
    size: number,
    rounds: number,
  ): Promise<Record<string, { batch: number[]; single: number[] }>>
}

const MOST_A_TURN = 20
const WARM_UP = 3

const pages = new Map<string, BenchPage>()

const arena: ArenaPage = {
  async enter(entrants, tolerance) {
    const entries: Entry[] = []
    for (const { name, options, expected } of entrants) {
      try {
        const page = await openFrame()
        const { scores } = await page.start(options)
        const difference = largestDifference(scores, expected)
        if (difference <= tolerance) {
          pages.set(name, page)
          entries.push({ name, difference })
        } else entries.push({ name, difference, problem: `off by ${difference.toExponential(1)}` })
      } catch (error) {
        entries.push({ name, difference: NaN, problem: String(error) })
      }
    }
    return entries
  },

  async race(rounds, turnMs) {
    const names = [...pages.keys()]
    const times: Record<string, number[]> = {}
    const repeats = new Map<string, number>()
    for (const name of names) {
      const warm = await pageOf(name).time(1, WARM_UP)
      repeats.set(name, Math.min(MOST_A_TURN, Math.max(1, Math.round(turnMs / median(warm)))))
      times[name] = []
    }
    for (let round = 0; round < rounds; round++) {
      for (let at = 0; at < names.length; at++) {
        const name = names[(round + at) % names.length] ?? ''
        times[name]?.push(median(await pageOf(name).time(1, repeats.get(name) ?? 1)))
      }
    }
    return times
  },

  async compareBatch(names, size, rounds) {
    const times: Record<string, { batch: number[]; single: number[] }> = {}
    for (const name of names.filter((known) => pages.has(known))) {
      await pageOf(name).time(size, 1)
      times[name] = { batch: [], single: [] }
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, { batch, single }] of Object.entries(times)) {
        batch.push(...(await pageOf(name).time(size, 1)))
        single.push(median(await pageOf(name).time(1, 5)))
      }
    }
    return times
  },
}

async function openFrame(): Promise<BenchPage> {
  const frame = document.createElement('iframe')
  frame.src = 'page.html'
  const loaded = new Promise((resolve) => (frame.onload = resolve))
  document.body.append(frame)
  await loaded
  return (frame.contentWindow as unknown as { bench: BenchPage }).bench
}

function pageOf(name: string): BenchPage {
  const page = pages.get(name)
  if (page === undefined) throw new Error(`${name} is not in the arena`)
  return page
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity
  return a.reduce((most, value, at) => {
    const difference = Math.abs(value - (b[at] ?? NaN))
    // NaN is the largest of all.
    return difference <= most ? most : difference
  }, 0)
}

;(globalThis as unknown as { arena: ArenaPage }).arena = arena
