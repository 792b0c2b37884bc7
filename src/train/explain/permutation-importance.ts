// SPDX-License-Identifier: MIT
// How much worse a model gets when one kind of input is shuffled: what it leans on, not what causes an order.

import { CHANNEL_COUNT } from '../../features/feature-table.ts'
import { averagePrecision, rocAuc } from '../metrics/rank-metrics.ts'
import { encodeVisit, isMain, type HeadTask } from '../heads.ts'
import type { NodeScorer, ScorerInput } from '../node-scorer.ts'
import { createRandom, type Random } from '../random.ts'
import type { Importance, ImportanceOf } from '../report/results.ts'
import type { Visit } from '../visit.ts'
import { INPUT_GROUPS, INPUTS, TOKEN_INPUT } from './input-groups.ts'

/** Settings of {@link permutationImportance}. */
export interface ImportanceOptions {
  readonly seed: number
  readonly repeats: number
  /** Visits at most; all of the main class are taken first, so that the figures are those of a richer mix. */
  readonly maxVisits: number
}

/** Settings where nothing else is asked for. */
export const IMPORTANCE_DEFAULTS: ImportanceOptions = { seed: 1, repeats: 5, maxVisits: 600 }

/**
 * Shuffles groups of inputs and then single ones between the events of all visits; padding stays where it is.
 * @returns `undefined` where the visits do not hold both outcomes.
 */
export async function permutationImportance(
  scorer: NodeScorer,
  head: HeadTask,
  visits: readonly Visit[],
  options: ImportanceOptions = IMPORTANCE_DEFAULTS,
): Promise<Importance | undefined> {
  const chosen = choose(visits, head, options)
  const positives = chosen.map((visit) => isMain(visit, head))
  if (!positives.includes(true) || !positives.includes(false)) return undefined
  const inputs = chosen.map((visit) => encodeVisit(visit))
  const rows = inputs.flatMap(({ tokens }, visit) =>
    [...tokens.keys()].filter((row) => tokens[row] !== 0).map((row): Place => ({ visit, row })),
  )
  const measure = async (histories: readonly ScorerInput[]): Promise<[number, number]> => {
    const scores = await scorer.score(histories)
    const probabilities = scores.map((byHead) => byHead[head.name]?.[head.main] ?? NaN)
    return [rocAuc(probabilities, positives), averagePrecision(probabilities, positives)]
  }
  const [auc, ap] = await measure(inputs)
  const random = createRandom(options.seed)
  const importanceOf = async (name: string, names: readonly string[]): Promise<ImportanceOf> => {
    const drops: [number, number][] = []
    for (let repeat = 0; repeat < options.repeats; repeat++) {
      const [shuffledAuc, shuffledAp] = await measure(shuffle(inputs, rows, names, random))
      drops.push([auc - shuffledAuc, ap - shuffledAp])
    }
    const [aucMean, aucSpread] = meanAndSpread(drops.map(([drop]) => drop))
    const [apMean, apSpread] = meanAndSpread(drops.map(([, drop]) => drop))
    return {
      name,
      inputs: names,
      auc: aucMean,
      aucSpread,
      averagePrecision: apMean,
      averagePrecisionSpread: apSpread,
    }
  }
  const result: ImportanceOf[] = []
  // What never changes cannot be shuffled into anything else.
  const singles = INPUTS.filter((name) => isVaried(inputs, rows, name)).map((name) => [name, [name]] as const)
  const groups = Object.entries(INPUT_GROUPS).filter(([, names]) => names.length > 1)
  for (const [name, names] of [...groups, ...singles]) result.push(await importanceOf(name, names))
  return { visits: chosen.length, repeats: options.repeats, inputs: result }
}

function isVaried(inputs: readonly ScorerInput[], rows: readonly Place[], name: string): boolean {
  const column = INPUTS.indexOf(name) - 1
  const read = ({ visit, row }: Place): number =>
    name === TOKEN_INPUT
      ? inputs[visit]!.tokens[row]!
      : inputs[visit]!.channels[row * CHANNEL_COUNT + column]!
  return rows.some((place) => read(place) !== read(rows[0]!))
}

interface Place {
  readonly visit: number
  readonly row: number
}

/** All visits of the main class, then the first others. */
function choose(visits: readonly Visit[], head: HeadTask, options: ImportanceOptions): Visit[] {
  const of = (isClass: boolean): Visit[] => visits.filter((visit) => isMain(visit, head) === isClass)
  const others = of(false)
  const hits = of(true).slice(0, others.length > 0 ? options.maxVisits / 2 : options.maxVisits)
  return [...hits, ...others.slice(0, options.maxVisits - hits.length)]
}

function shuffle(
  inputs: readonly ScorerInput[],
  rows: readonly Place[],
  names: readonly string[],
  random: Random,
): ScorerInput[] {
  const copies = inputs.map(({ tokens, channels }) => ({
    tokens: tokens.slice(),
    channels: channels.slice(),
  }))
  const from = random.shuffle([...rows])
  const columns = names.filter((name) => name !== TOKEN_INPUT).map((name) => INPUTS.indexOf(name) - 1)
  rows.forEach(({ visit, row }, index) => {
    const other = from[index]!
    if (names.includes(TOKEN_INPUT)) copies[visit]!.tokens[row] = inputs[other.visit]!.tokens[other.row]!
    for (const column of columns) {
      copies[visit]!.channels[row * CHANNEL_COUNT + column] =
        inputs[other.visit]!.channels[other.row * CHANNEL_COUNT + column]!
    }
  })
  return copies
}

function meanAndSpread(values: readonly number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return [mean, Math.sqrt(squares / Math.max(values.length - 1, 1))]
}
