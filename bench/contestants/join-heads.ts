// SPDX-License-Identifier: MIT
// Heads that come one by one, as rows of all outputs.

/** @returns float32, row-major `[size, outputs]`. */
export function joinHeads(heads: readonly Float32Array[], size: number): Float32Array {
  const [only] = heads
  if (heads.length === 1 && only !== undefined) return only
  const widths = heads.map((head) => head.length / size)
  const outputs = widths.reduce((sum, width) => sum + width, 0)
  const scores = new Float32Array(size * outputs)
  let offset = 0
  heads.forEach((head, at) => {
    const width = widths[at] ?? 0
    for (let row = 0; row < size; row++)
      scores.set(head.subarray(row * width, (row + 1) * width), row * outputs + offset)
    offset += width
  })
  return scores
}
