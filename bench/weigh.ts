// SPDX-License-Identifier: MIT
// What a page downloads for each contestant, without the model.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { CONTESTANTS } from './contestants/list.ts'
import type { ContestantName } from './contestants/list.ts'
import { OUT } from './out.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Bytes of the files. */
export interface Size {
  readonly minified: number
  /** Quality 11. */
  readonly brotli: number
}

/**
 * Weighs them; `prepareFiles` must have run.
 * @throws Error when `dist` was not built.
 */
export function weighContestants(): Map<ContestantName, Size> {
  if (!existsSync(join(ROOT, 'dist/worker.js')))
    throw new Error('dist/worker.js is missing. Run "npm run build" first; "npm run bench" does both.')
  return new Map(
    CONTESTANTS.map(({ name, shippedAs, extraFiles }) => {
      const files = [shippedAs ?? `${OUT}/${name}.js`, ...extraFiles].map((path) =>
        readFileSync(join(ROOT, path)),
      )
      const minified = files.reduce((sum, file) => sum + file.byteLength, 0)
      return [name, { minified, brotli: files.reduce((sum, file) => sum + brotliBytes(file), 0) }]
    }),
  )
}

/** Compressing 14 MB at quality 11 takes half a minute: the outcome is kept under the hash of the input. */
function brotliBytes(content: Buffer): number {
  const cache = join(ROOT, OUT, 'brotli', createHash('sha256').update(content).digest('hex'))
  if (existsSync(cache)) return Number(readFileSync(cache, 'utf8'))
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  const { byteLength } = brotliCompressSync(content, { params })
  mkdirSync(join(ROOT, OUT, 'brotli'), { recursive: true })
  writeFileSync(cache, String(byteLength))
  return byteLength
}
