// SPDX-License-Identifier: MIT
// Puts blocks of memory on top of each other where they are never needed at the same time.

import { toRoom } from './reserve.ts'

/** A block that is needed while the operations `from` to `to` run. */
export interface Block {
  readonly bytes: number
  readonly from: number
  readonly to: number
}

/** Where the blocks lie. */
export interface Arrangement {
  readonly offsets: readonly number[]
  /** Bytes of everything. */
  readonly bytes: number
}

/** Finds a place for every block: the largest first, each as low as those before it allow. */
export function arrange(blocks: readonly Block[]): Arrangement {
  const offsets = new Array<number>(blocks.length).fill(0)
  const placed: { readonly block: Block; readonly start: number; readonly end: number }[] = []
  const order = blocks.map((block, index) => ({ block, index })).sort((a, b) => b.block.bytes - a.block.bytes)
  let total = 0
  for (const { block, index } of order) {
    let start = 0
    for (const other of placed) {
      const together = other.block.from <= block.to && block.from <= other.block.to
      if (together && start < other.end && other.start < start + toRoom(block.bytes)) start = other.end
    }
    const end = start + toRoom(block.bytes)
    placed.push({ block, start, end })
    placed.sort((a, b) => a.start - b.start)
    offsets[index] = start
    total = Math.max(total, end)
  }
  return { offsets, bytes: total }
}
