// SPDX-License-Identifier: MIT
// All shards in one piece of memory.

/** Puts shards together; a single one is not copied. */
export function join(parts: readonly ArrayBuffer[]): ArrayBuffer {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(new Uint8Array(part), offset)
    offset += part.byteLength
  }
  return bytes.buffer
}
