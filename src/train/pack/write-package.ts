// SPDX-License-Identifier: MIT
// Writes a model package: all of it or nothing.

import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { ModelJson, PackageMetadata } from '../../model/package-format.ts'
import type { ParameterShape } from '../network/parameters.ts'
import { writingTo } from './output.ts'
import { toWeightSpec, type QuantisedTensor } from './quantise.ts'

/** Everything in a package. */
export interface PackageParts {
  readonly topology: unknown
  readonly shapes: readonly ParameterShape[]
  readonly tensors: ReadonlyMap<string, QuantisedTensor>
  readonly metadata: PackageMetadata
  /** Command that wrote it. */
  readonly generatedBy?: string
  /** Text of `CARD.md`. */
  readonly card: string
}

/** Name of the one weight file. */
export const WEIGHTS_FILE = 'weights.bin'

/** `model.json`, with the hash of the weight file, and the bytes of that file. */
export function toModelFiles(parts: PackageParts): {
  readonly json: ModelJson
  readonly weights: Uint8Array
} {
  const specs = parts.shapes.map(({ name, shape }) =>
    toWeightSpec(name, { ...parts.tensors.get(name)!, shape }),
  )
  const weights = Buffer.concat(parts.shapes.map(({ name }) => parts.tensors.get(name)!.data))
  const json: ModelJson = {
    format: 'layers-model',
    generatedBy: parts.generatedBy ?? 'vitrine train',
    convertedBy: null,
    modelTopology: parts.topology,
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: specs }],
    userDefinedMetadata: { vitrine: { ...parts.metadata, files: { [WEIGHTS_FILE]: toSha256(weights) } } },
  }
  return { json, weights }
}

/** Lower-case hex. */
function toSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Writes a package to a folder beside its place and then moves it there: a reader sees the old one or the new.
 * Other files in the folder are kept.
 * @param directory - Where the package shall lie; made where it is missing.
 * @param beside - Further files of the folder by name, written with it or not at all.
 * @throws `OutputError` where it cannot be written.
 */
export async function writePackage(
  directory: string,
  parts: PackageParts,
  beside: Readonly<Record<string, string>> = {},
): Promise<void> {
  const target = resolve(directory)
  const { json, weights } = toModelFiles(parts)
  await writingTo(directory, async () => {
    await mkdir(dirname(target), { recursive: true })
    const fresh = await mkdtemp(join(dirname(target), `.${basename(target)}-`))
    try {
      const files: Record<string, string | Uint8Array> = {
        [WEIGHTS_FILE]: weights,
        'CARD.md': parts.card,
        ...beside,
        // The manifest last: while it is the old one, it may meet new weights, which its byte count gives away.
        'model.json': `${JSON.stringify(json)}\n`,
      }
      for (const [name, content] of Object.entries(files)) await writeFile(join(fresh, name), content)
      await mkdir(target, { recursive: true })
      for (const name of Object.keys(files)) await rename(join(fresh, name), join(target, name))
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  })
}
