// SPDX-License-Identifier: MIT
// A package with its weights stored another way, and what every way would cost.

import { resolve } from 'node:path'
import { answerOf } from './heads.ts'
import { quantiseAll, toSchemeFiles, type FloatModel } from './pack/float-model.ts'
import { readPackage, type ReadPackage } from './pack/read-package.ts'
import { SCHEME_NAMES, SCHEMES, type SchemeName } from './pack/schemes.ts'
import { writePackage } from './pack/write-package.ts'
import { schemeCosts, schemeSize } from './quantising-cost.ts'
import { firstTold, namesFiles, primaryOf, readData } from './read/read-data.ts'
import type { SchemeCost, SchemeSize } from './report/results.ts'
import { thresholdOf } from './threshold-of.ts'
import { QuantisingError, UsageError } from './train-errors.ts'
import type { DataFiles } from './training-options.ts'

/**
 * Options of {@link quantisePackage}.
 * @public
 */
export interface QuantiseOptions extends DataFiles {
  /** Folder of the package to read. */
  readonly package: string
  /**
   * How the weights are to be stored.
   * @defaultValue `uint8`
   */
  readonly scheme?: SchemeName
  /** Folder of the package to write; nothing is written where it is absent. It cannot be that of `package`. */
  readonly out?: string
}

/**
 * What {@link quantisePackage} found.
 * @public
 */
export interface QuantiseResult {
  /** Bytes of the weights in each scheme that can hold them. */
  readonly sizes: readonly { readonly scheme: SchemeName; readonly size: SchemeSize }[]
  /**
   * What each scheme costs on the held-out visits of the first data set; absent without data.
   * @internal
   */
  readonly costs?: readonly SchemeCost[]
  /** What a reader has to know. */
  readonly warnings: readonly string[]
}

/**
 * Writes a package with its weights stored another way: all of it or nothing. Calibration, segments and measured
 * quality stay as they are; the self-test is computed anew.
 * @param say - Called with a line on each stage.
 * @throws `QuantisingError` for a weight that the scheme cannot hold; `ModelFormatError`, `ModelVersionError` or
 * `UnsupportedLayerError` for a package that cannot be read; `DataFormatError` for data that cannot.
 * @public
 */
export async function quantisePackage(
  options: QuantiseOptions,
  say: (line: string) => void = () => undefined,
): Promise<QuantiseResult> {
  const { out, scheme = 'uint8' } = options
  if (out !== undefined && resolve(out) === resolve(options.package))
    throw new UsageError('--out is the package itself: its weights would be gone.', 'quantise')
  const source = await readPackage(options.package)
  const costs = await measure(options, source.model, say)
  const sizes = SCHEME_NAMES.flatMap((name) => {
    const size = sizeOrNone(source.model, name)
    return size ? [{ scheme: name, size }] : []
  })
  if (out !== undefined) await write(source, scheme, out)
  return { sizes, ...(costs && { costs }), warnings: warnings(source, scheme, out !== undefined) }
}

async function measure(
  options: DataFiles,
  model: FloatModel,
  say: (line: string) => void,
): Promise<SchemeCost[] | undefined> {
  if (!namesFiles(options)) return undefined
  const { heads, policy, holdout } = model.metadata
  const data = await readData(options, holdout, say)
  const head = firstTold(heads, data)
  const { split } = primaryOf(data, head)
  const visits = split.heldOut.filter((visit) => answerOf(visit, head.name) !== undefined)
  say(`Measuring ${SCHEME_NAMES.length} schemes on ${visits.length} held-out ${head.unit}s`)
  return schemeCosts(model, { head, visits, threshold: thresholdOf(policy, head.name, head.main) })
}

async function write({ model, card }: ReadPackage, scheme: SchemeName, out: string): Promise<void> {
  const { json } = await toSchemeFiles(model, scheme, 'vitrine quantise')
  const note = `Its weights were stored anew by \`vitrine quantise --scheme ${scheme}\`. The figures above, if there are any, are those of the package that it was made of.`
  await writePackage(out, {
    ...model,
    tensors: quantiseAll(model, scheme),
    metadata: json.userDefinedMetadata.vitrine,
    generatedBy: 'vitrine quantise',
    card: `${(card ?? '# Model card').trimEnd()}\n\n## Quantising\n\n${note}\n`,
  })
}

function warnings({ bits }: ReadPackage, scheme: SchemeName, isWritten: boolean): string[] {
  if (bits > 8) return []
  const more = SCHEMES[scheme].bits > 8 && isWritten ? ' More bits make it larger, not better.' : ''
  return [
    `The weights of this package have 8 bits already, and are rounded once more.${more} Quantise the package of float32 weights instead: vitrine train --scheme float32.`,
  ]
}

function sizeOrNone(model: FloatModel, scheme: SchemeName): SchemeSize | undefined {
  try {
    return schemeSize(model, scheme)
  } catch (error) {
    // Half floats that cannot hold a weight: the table leaves them out.
    if (error instanceof QuantisingError) return undefined
    throw error
  }
}
