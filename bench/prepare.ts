// SPDX-License-Identifier: MIT
// Writes everything that the pages of the bench load into build/bench, and weighs it.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { bundle } from './bundle.ts'
import { CONTESTANTS } from './contestants/list.ts'
import type { ContestantName } from './contestants/list.ts'
import type { BenchNetwork } from './networks.ts'
import { writeOnnx } from './onnx/write-onnx.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Where the files go, from the root of the project. */
export const OUT = 'build/bench'

/** Bytes of what a page downloads, without the model. */
export interface Size {
  readonly minified: number
  /** Quality 11. */
  readonly brotli: number
}

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,"><body><script src="page.js"></script>'
const ARENA = PAGE.replace('page.js', 'arena.js')

/**
 * Writes pages, contestants and networks.
 * @returns What each contestant weighs.
 * @throws Error when `dist` was not built.
 */
export async function prepareFiles(networks: readonly BenchNetwork[]): Promise<Map<ContestantName, Size>> {
  if (!existsSync(join(ROOT, 'dist/worker.js')))
    throw new Error('dist/worker.js is missing. Run "npm run build" first; "npm run bench" does both.')
  write('page.html', PAGE)
  write('arena.html', ARENA)
  write('page.js', await bundle('page/page.ts', { format: 'iife' }))
  write('arena.js', await bundle('page/arena.ts', { format: 'iife' }))
  write('probe.js', await bundle('page/probe.ts', { format: 'iife' }))
  write('cold-watch.js', await bundle('cold/watch.ts', { format: 'iife' }))
  write('naive-worker.js', await bundle('cold/naive-worker.ts'))
  write('cold-shop.html', readFileSync(join(ROOT, 'bench/cold/shop.html')))
  write('cold-naive.html', readFileSync(join(ROOT, 'bench/cold/naive.html')))
  for (const { name, network, modelJson, weightsFile, weightBytes } of networks) {
    write(`${name}/model.json`, modelJson)
    write(`${name}/${weightsFile}`, weightBytes)
    write(`${name}/network.onnx`, writeOnnx(network))
  }
  const sizes = new Map<ContestantName, Size>()
  for (const { name, shippedAs, extraFiles } of CONTESTANTS) {
    const code = Buffer.from(await bundle(`contestants/${name}.ts`, { cutTfjs: name.startsWith('vitrine') }))
    write(`${name}.js`, code)
    const files = [shippedAs === undefined ? code : read(shippedAs), ...extraFiles.map(read)]
    sizes.set(name, {
      minified: files.reduce((sum, file) => sum + file.byteLength, 0),
      brotli: files.reduce((sum, file) => sum + brotliBytes(file), 0),
    })
  }
  return sizes
}

function read(path: string): Buffer {
  return readFileSync(join(ROOT, path))
}

function write(path: string, content: string | Uint8Array): void {
  const file = join(ROOT, OUT, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

/** Compressing 14 MB at quality 11 takes half a minute: the outcome is kept under the hash of the input. */
function brotliBytes(content: Buffer): number {
  const cache = join(ROOT, OUT, 'brotli', createHash('sha256').update(content).digest('hex'))
  if (existsSync(cache)) return Number(readFileSync(cache, 'utf8'))
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  const { byteLength } = brotliCompressSync(content, { params })
  mkdirSync(dirname(cache), { recursive: true })
  writeFileSync(cache, String(byteLength))
  return byteLength
}
