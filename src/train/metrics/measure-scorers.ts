// SPDX-License-Identifier: MIT
// All metrics of several scorers on the same visits, with intervals, and how far the first is ahead of the others.

import { bootstrapFor, percentileInterval, resampleVisitors, type BootstrapOptions } from './bootstrap.ts'
import { checkProbabilities, toCases } from './cases.ts'
import { METRIC_NAMES, metricsOf, whyMissing, type MetricName, type Missing } from './metric-table.ts'

/** A figure. */
export interface Measured {
  /** `null` where the figure is not defined; `missing` says why. */
  readonly value: number | null
  /** Ends of the interval; `null` where too few draws had a value. */
  readonly low: number | null
  readonly high: number | null
  readonly missing?: Missing
}

/** Every metric. */
export type Metrics = Readonly<Record<MetricName, Measured>>

/** What one scorer said about each visit. */
export interface ScorerOutput {
  readonly name: string
  /** Probability of the positive class. */
  readonly probabilities: readonly number[]
}

/** The visits themselves. */
export interface Outcomes {
  readonly positives: readonly boolean[]
  /** Who made each visit; drawn as one. */
  readonly visitors: readonly string[]
}

/** Figures of one scorer. */
export interface ScorerMetrics {
  readonly name: string
  readonly metrics: Metrics
  /** First scorer minus this one, on the same draws; absent for the first. */
  readonly behindFirst?: Metrics
}

/**
 * Measures scorers on the same visits.
 * @param threshold - Probability from which on a decision is yes, for all of them.
 * @throws `MetricInputError` when a scorer gives something that is no probability.
 */
export function measureScorers(
  scorers: readonly ScorerOutput[],
  { positives, visitors }: Outcomes,
  threshold: number,
  options: BootstrapOptions = bootstrapFor(positives.length),
): ScorerMetrics[] {
  const ranked = scorers.map(({ probabilities }) => {
    const cases = toCases(probabilities, positives)
    checkProbabilities(cases)
    return cases
  })
  const values = ranked.map((cases) => metricsOf(cases, threshold))
  const draws = scorers.map(() => [] as Record<MetricName, number>[])
  if (positives.length > 0) {
    for (const weights of resampleVisitors(visitors, options)) {
      ranked.forEach((cases, index) => draws[index]!.push(metricsOf(cases, threshold, weights)))
    }
  }
  const build = (read: (name: MetricName) => Measured): Metrics =>
    Object.fromEntries(METRIC_NAMES.map((name) => [name, read(name)])) as Record<MetricName, Measured>
  return scorers.map(({ name }, index) => ({
    name,
    metrics: build((metric) =>
      measured(
        values[index]![metric],
        draws[index]!.map((draw) => draw[metric]),
        options.level,
        whyMissing(metric, ranked[index]!),
      ),
    ),
    ...(index > 0 && {
      behindFirst: build((metric) =>
        measured(
          values[0]![metric] - values[index]![metric],
          draws[index]!.map((draw, at) => draws[0]![at]![metric] - draw[metric]),
          options.level,
          whyMissing(metric, ranked[index]!),
        ),
      ),
    }),
  }))
}

function measured(value: number, draws: readonly number[], level: number, missing: Missing): Measured {
  if (!Number.isFinite(value)) return { value: null, low: null, high: null, missing }
  const { low = null, high = null } = percentileInterval(draws, level) ?? {}
  return { value, low, high }
}
