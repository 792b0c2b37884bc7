// SPDX-License-Identifier: MIT
// How small static hosting can ship the weights of a package, by the order of their bytes.
// npx tsx bench/weights-order.ts [FOLDER]

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { readManifest } from '../src/model/package/read-manifest.ts'

/** Bytes of one weight, as a table. */
interface Tensor {
  readonly bytes: Uint8Array
  /** Numbers in a row: the last dimension. */
  readonly columns: number
  /** Bytes of a number. */
  readonly width: number
}

/** One way to write the weights. */
interface Order {
  readonly name: string
  /** Whether TensorFlow.js, and Vitrine as it is, read it. */
  readonly isStandard: boolean
  readonly write: (tensors: readonly Tensor[]) => readonly Uint8Array[]
}

const ORDERS: readonly Order[] = [
  { name: 'as written', isStandard: true, write: (tensors) => tensors.map(({ bytes }) => bytes) },
  {
    name: 'largest tensor first',
    isStandard: true,
    write: (tensors) =>
      [...tensors].sort((a, b) => b.bytes.length - a.bytes.length).map(({ bytes }) => bytes),
  },
  { name: 'column-major', isStandard: false, write: (tensors) => tensors.map(transpose) },
  {
    name: 'column-major, largest first',
    isStandard: false,
    write: (tensors) => [...tensors].sort((a, b) => b.bytes.length - a.bytes.length).map(transpose),
  },
  { name: 'difference to the row before', isStandard: false, write: (tensors) => tensors.map(subtractRows) },
  { name: 'byte planes (16 bits and more)', isStandard: false, write: (tensors) => tensors.map(splitPlanes) },
]

function transpose({ bytes, columns, width }: Tensor): Uint8Array {
  const rows = bytes.length / columns / width
  return Uint8Array.from(bytes, (_, at) => {
    const number = Math.floor(at / width)
    const from = (number % rows) * columns + Math.floor(number / rows)
    return bytes[from * width + (at % width)] ?? 0
  })
}

function subtractRows({ bytes, columns, width }: Tensor): Uint8Array {
  return bytes.map((byte, at) => byte - (bytes[at - columns * width] ?? 0))
}

function splitPlanes({ bytes, width }: Tensor): Uint8Array {
  const numbers = bytes.length / width
  return Uint8Array.from(bytes, (_, at) => bytes[(at % numbers) * width + Math.floor(at / numbers)] ?? 0)
}

/** Bytes that a coder needs which knows how often each byte occurs in each tensor, and nothing else. */
function entropyBytes(tensors: readonly Tensor[]): number {
  let bits = 0
  for (const { bytes } of tensors) {
    const counts = new Map<number, number>()
    for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1)
    for (const count of counts.values()) bits -= count * Math.log2(count / bytes.length)
  }
  return bits / 8
}

async function readTensors(folder: string): Promise<Tensor[]> {
  const file = join(folder, 'model.json')
  const json = JSON.parse(await readFile(file, 'utf8')) as { weightsManifest: unknown }
  const manifest = readManifest(json.weightsManifest, (problem) => {
    throw new Error(`${file}: ${problem}`)
  })
  const all = Buffer.concat(await Promise.all(manifest.paths.map((path) => readFile(join(folder, path)))))
  return manifest.entries.map(({ offset, bytes, shape, size }) => ({
    bytes: new Uint8Array(all.subarray(offset, offset + bytes)),
    columns: shape.at(-1) ?? 1,
    width: bytes / size,
  }))
}

function print(name: string, brotli: string, gzip: string, standard: string): void {
  console.log(
    `| ${name.padEnd(30)} | ${brotli.padStart(18)} | ${gzip.padStart(18)} | ${standard.padEnd(8)} |`,
  )
}

const folder = process.argv[2] ?? 'models/shopper'
const tensors = await readTensors(folder)
const raw = tensors.reduce((sum, { bytes }) => sum + bytes.length, 0)
console.log(
  `${folder}: ${tensors.length} weights, ${raw} bytes, ${Math.round(entropyBytes(tensors))} by entropy\n`,
)
print('order', 'brotli 11', 'gzip 9', 'standard')
print('-'.repeat(30), `${'-'.repeat(17)}:`, `${'-'.repeat(17)}:`, '-'.repeat(8))
let first: readonly number[] | undefined
for (const { name, isStandard, write } of ORDERS) {
  const bytes = Buffer.concat(write(tensors))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const sizes = [brotliCompressSync(bytes, { params }).length, gzipSync(bytes, { level: 9 }).length]
  first ??= sizes
  const [brotli = '', gzip = ''] = sizes.map((size, at) => {
    const change = (size / (first?.[at] ?? size) - 1) * 100
    return `${size} (${change > 0 ? '+' : ''}${change.toFixed(1)} %)`
  })
  print(name, brotli, gzip, isStandard ? 'yes' : 'no')
}
