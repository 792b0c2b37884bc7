// SPDX-License-Identifier: MIT
// Writes everything that the pages of the bench load into build/bench.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import { CONTESTANTS } from './contestants/list.ts'
import type { BenchNetwork } from './networks.ts'
import { writeOnnx } from './onnx/write-onnx.ts'
import { OUT } from './out.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,"><body><script src="page.js"></script>'
const ARENA = PAGE.replace('page.js', 'arena.js')

/** Writes pages, contestants and networks. */
export async function prepareFiles(networks: readonly BenchNetwork[]): Promise<void> {
  write('page.html', PAGE)
  write('arena.html', ARENA)
  write('page.js', await bundle('page/page.ts', { format: 'iife' }))
  write('arena.js', await bundle('page/arena.ts', { format: 'iife' }))
  write('probe.js', await bundle('page/probe.ts', { format: 'iife' }))
  write('cold-watch.js', await bundle('cold/watch.ts', { format: 'iife' }))
  write('contestant-worker.js', await bundle('page/contestant-worker.ts'))
  write('naive-worker.js', await bundle('cold/naive-worker.ts'))
  for (const page of ['shop', 'naive'])
    write(`cold-${page}.html`, readFileSync(join(ROOT, `bench/cold/${page}.html`)))
  for (const { name } of CONTESTANTS)
    write(`${name}.js`, await bundle(`contestants/${name}.ts`, { cutTfjs: name.startsWith('vitrine') }))
  for (const { name, network, modelJson, weightsFile, weightBytes } of networks) {
    write(`${name}/model.json`, modelJson)
    write(`${name}/${weightsFile}`, weightBytes)
    write(`${name}/network.onnx`, writeOnnx(network))
  }
}

function write(path: string, content: string | Uint8Array): void {
  const file = join(ROOT, OUT, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
