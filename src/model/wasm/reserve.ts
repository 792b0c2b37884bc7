// SPDX-License-Identifier: MIT
// Lets the module's memory grow, by what is needed and no more.

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65536

/**
 * Everything starts at a multiple of this, and is followed by at least as much room: the module works on four
 * floats at a time and may touch what lies behind the last.
 */
export const STRIDE = 16

/** The size that something takes, room behind it counted. */
export function toRoom(bytes: number): number {
  return Math.ceil(bytes / STRIDE) * STRIDE + STRIDE
}

/**
 * Makes sure that the memory holds `bytes` bytes. Views of its buffer end when it grows.
 * @throws `RangeError` when the device has no more.
 */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
}
