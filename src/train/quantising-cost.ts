// SPDX-License-Identifier: MIT
// What storing the weights in fewer bits costs: every scheme on the same visits, next to the weights as they are.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { isMain, type HeadTask } from './heads.ts'
import { wholeProbabilities } from './measure.ts'
import { bootstrapFor, percentileInterval, resampleVisitors } from './metrics/bootstrap.ts'
import { measureScorers, type Measured } from './metrics/measure-scorers.ts'
import { sizeOf } from './network/parameters.ts'
import { quantiseAll, scorerOf, toSchemeFiles, type FloatModel } from './pack/float-model.ts'
import { SCHEME_NAMES, SCHEMES, type SchemeName } from './pack/schemes.ts'
import type { QuantisingCost, SchemeCost, SchemeSize } from './report/results.ts'
import { QuantisingError } from './train-errors.ts'
import type { Visit } from './visit.ts'

/** Visits on which schemes are compared. */
export interface CostTask {
  /** Question that is asked; every visit answers it. */
  readonly head: HeadTask
  readonly visits: readonly Visit[]
  /** Probability of its main class from which on a decision is yes. */
  readonly threshold: number
}

/**
 * Compares the scheme of a package, and all others, with the weights as they were trained.
 * @param model - Weights before rounding; its calibration is used for all.
 */
export async function quantisingCost(
  model: FloatModel,
  scheme: SchemeName,
  task: CostTask,
): Promise<QuantisingCost> {
  const schemes = await schemeCosts(model, task)
  const float = schemes.find((one) => one.scheme === 'float32')!
  const own = schemes.find((one) => one.scheme === scheme)!
  const weights = model.shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return {
    bits: SCHEMES[scheme].bits,
    bytes: own.size.raw,
    floatBytes: 4 * weights,
    largestChange: own.largestChange,
    meanChange: own.meanChange.value ?? 0,
    float: float.metrics,
    quantised: own.metrics,
    scheme,
    schemes,
  }
}

/** Bytes of the weights in a scheme. */
export function schemeSize(model: FloatModel, scheme: SchemeName): SchemeSize {
  return sizeOfBytes(Buffer.concat([...quantiseAll(model, scheme).values()].map(({ data }) => data)))
}

/**
 * Measures every scheme that can hold the weights.
 * @returns In the order of {@link SCHEME_NAMES}.
 */
export async function schemeCosts(
  model: FloatModel,
  { head, visits, threshold }: CostTask,
): Promise<SchemeCost[]> {
  const scored: { scheme: SchemeName; size: SchemeSize; probabilities: number[] }[] = []
  for (const scheme of ['float32', ...SCHEME_NAMES.filter((name) => name !== 'float32')] as const) {
    const files = await filesOrNone(model, scheme)
    if (!files) continue
    const scorer = await scorerOf(files).quick()
    const probabilities = await wholeProbabilities(scorer, head, visits)
    scored.push({ scheme, size: sizeOfBytes(files.weights), probabilities })
  }
  const float = scored[0]!.probabilities
  const visitors = visits.map(({ visitorId }) => visitorId)
  const positives = visits.map((visit) => isMain(visit, head))
  const outputs = scored.map(({ scheme, probabilities }) => ({ name: scheme, probabilities }))
  const measured = measureScorers(outputs, { positives, visitors }, threshold)
  const costs = scored.map(({ scheme, size, probabilities }, index): SchemeCost => {
    const changes = probabilities.map((p, row) => Math.abs(p - float[row]!))
    const flips = probabilities.map((p, row) => Number(p >= threshold !== float[row]! >= threshold))
    const { metrics, behindFirst } = measured[index]!
    return {
      scheme,
      size,
      largestChange: changes.reduce((most, change) => Math.max(most, change), 0),
      meanChange: meanOf(changes, visitors),
      decisionsChanged: meanOf(flips, visitors),
      metrics,
      ...(behindFirst && { behindFloat: behindFirst }),
    }
  })
  return SCHEME_NAMES.flatMap((name) => costs.filter(({ scheme }) => scheme === name))
}

/** A half float that cannot hold a weight rules its scheme out, not the others. */
async function filesOrNone(
  model: FloatModel,
  scheme: SchemeName,
): Promise<Awaited<ReturnType<typeof toSchemeFiles>> | undefined> {
  try {
    return await toSchemeFiles(model, scheme, 'vitrine quantise')
  } catch (error) {
    if (error instanceof QuantisingError) return undefined
    throw error
  }
}

/** Mean over visits, with the interval of every other figure. */
function meanOf(values: readonly number[], visitors: readonly string[]): Measured {
  if (values.length === 0) return { value: null, low: null, high: null, missing: 'no cases' }
  const options = bootstrapFor(values.length)
  const draws: number[] = []
  for (const weights of resampleVisitors(visitors, options)) {
    let sum = 0
    let count = 0
    for (let index = 0; index < weights.length; index++) {
      sum += weights[index]! * values[index]!
      count += weights[index]!
    }
    draws.push(sum / count)
  }
  const value = values.reduce((sum, one) => sum + one, 0) / values.length
  const { low = null, high = null } = percentileInterval(draws, options.level) ?? {}
  return { value, low, high }
}

function sizeOfBytes(bytes: Uint8Array): SchemeSize {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  }
}
