// SPDX-License-Identifier: MIT
// Bytes of the shards to weights that stay 8-bit: views of the package's own memory, never copies of it
// unless the alignment, half floats or scales by channel ask for one.

import type { Weight } from '../network.ts'
import type { Fail } from '../topology/fields.ts'
import type { Manifest, ManifestEntry } from './read-manifest.ts'
import { toFloat32 } from './to-float32.ts'

/**
 * Reads the weights.
 * @param manifest - What lies where.
 * @param bytes - All shards put together.
 * @param fail - Raises the error for shards of another size, or for numbers that are not finite.
 */
export function readWeights(manifest: Manifest, bytes: ArrayBuffer, fail: Fail): readonly Weight[] {
  if (bytes.byteLength !== manifest.bytes) {
    fail(`its weights are ${bytes.byteLength} bytes instead of ${manifest.bytes}`)
  }
  return manifest.entries.map((entry) => {
    const data = readData(entry, bytes)
    if (data instanceof Float32Array && !data.every(Number.isFinite))
      fail(`weight "${entry.name}" holds a number that is not finite`)
    const { name, shape, scale, min } = entry
    return { name, shape, data, scale, min }
  })
}

function readData(entry: ManifestEntry, bytes: ArrayBuffer): Weight['data'] {
  const { offset, size, stored, channels } = entry
  if (stored === 'uint8') return new Uint8Array(bytes, offset, size)
  if (channels > 0) {
    const magnitudes = toFloat32(aligned(bytes, offset + size, channels, Uint16Array))
    // A whole row shares one; of columns, each number has another.
    const run = stored === 'uint8-row' ? size / channels : 1
    const codes = new Int8Array(bytes, offset, size)
    return Float32Array.from(codes, (code, at) => (code * magnitudes[Math.floor(at / run) % channels]!) / 127)
  }
  if (stored === 'float32') return aligned(bytes, offset, size, Float32Array)
  const codes = aligned(bytes, offset, size, Uint16Array)
  return stored === 'float16' ? toFloat32(codes) : codes
}

// A typed array must start at a multiple of its width; a weight behind an odd number of bytes is copied.
function aligned<T extends Uint16Array | Float32Array>(
  bytes: ArrayBuffer,
  offset: number,
  size: number,
  Type: { new (buffer: ArrayBuffer, offset: number, size: number): T; readonly BYTES_PER_ELEMENT: number },
): T {
  const width = Type.BYTES_PER_ELEMENT
  if (offset % width === 0) return new Type(bytes, offset, size)
  return new Type(bytes.slice(offset, offset + size * width), 0, size)
}
