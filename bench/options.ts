// SPDX-License-Identifier: MIT
// The command line of `npm run bench`.

import { parseArgs } from 'node:util'
import type { NetworkName } from './networks.ts'
import { RASTERISERS } from './rasterisers.ts'
import type { RasteriserName } from './rasterisers.ts'

/** What is to be measured. */
export interface BenchOptions {
  readonly rasterisers: readonly RasteriserName[]
  readonly networks: readonly NetworkName[]
  /** Rounds of the arena. */
  readonly rounds: number
  readonly batchRounds: number
  /** Fresh pages a contestant. */
  readonly freshPages: number
  /** Fresh pages of the cold start, and those with a throttled CPU. */
  readonly coldPages: number
  readonly throttledPages: number
  /** Whether everything that the report promises is measured, so that it may replace the last one. */
  readonly complete: boolean
}

/** Printed with a mistake. */
export const USAGE = `npm run bench -- [options]
  --rasteriser NAME   default (the GPU), swiftshader or llvmpipe; all that are here, unless named
  --network NAME      reference or shipped; both, unless named
  --rounds N          rounds of warm scores, 1 to 10000; 30, unless given
  --quick             few rounds and pages, to see that everything runs; prints, writes no report`

const NETWORKS: readonly NetworkName[] = ['reference', 'shipped']
const MOST_ROUNDS = 10_000

/**
 * Reads the arguments.
 * @throws Error that names the wrong one, with the usage.
 */
export function readOptions(args: readonly string[]): BenchOptions {
  const { rasteriser, network, rounds, quick } = parse(args)
  if (rasteriser !== undefined && !isOneOf(RASTERISERS, rasteriser))
    fail(`--rasteriser must be one of ${RASTERISERS.join(', ')}, got "${rasteriser}"`)
  if (network !== undefined && !isOneOf(NETWORKS, network))
    fail(`--network must be one of ${NETWORKS.join(', ')}, got "${network}"`)
  const wantedRounds = Number(rounds ?? (quick ? 3 : 30))
  if (!Number.isInteger(wantedRounds) || wantedRounds < 1 || wantedRounds > MOST_ROUNDS)
    fail(`--rounds must be a whole number from 1 to ${MOST_ROUNDS}, got "${rounds ?? ''}"`)
  return {
    rasterisers: rasteriser === undefined ? RASTERISERS : [rasteriser],
    networks: network === undefined ? NETWORKS : [network],
    rounds: wantedRounds,
    ...(quick
      ? { batchRounds: 1, freshPages: 1, coldPages: 2, throttledPages: 1 }
      : { batchRounds: 3, freshPages: 3, coldPages: 11, throttledPages: 3 }),
    complete: !quick && rasteriser === undefined && network === undefined,
  }
}

function parse(args: readonly string[]): {
  rasteriser?: string | undefined
  network?: string | undefined
  rounds?: string | undefined
  quick: boolean
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rasteriser: { type: 'string' },
        network: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean' },
      },
    })
    return { ...values, quick: values.quick ?? false }
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return names.some((known) => known === name)
}

function fail(problem: string): never {
  throw new Error(`${problem}\n\n${USAGE}`)
}
