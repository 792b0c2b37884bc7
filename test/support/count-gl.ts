// SPDX-License-Identifier: MIT
// Counts WebGL calls in a page. Install before anything opens a context.

/** Calls since the last reset; `textures` is created minus deleted. */
export interface GlCounts {
  draws: number
  programs: number
  uploads: number
  readbacks: number
  fences: number
  textures: number
}

interface Counted {
  readonly counts: GlCounts
  reset(): void
}

const CALLS: Readonly<Record<string, readonly [keyof GlCounts, number]>> = {
  drawElements: ['draws', 1],
  drawArrays: ['draws', 1],
  linkProgram: ['programs', 1],
  texSubImage2D: ['uploads', 1],
  texImage2D: ['uploads', 1],
  readPixels: ['readbacks', 1],
  getBufferSubData: ['readbacks', 1],
  fenceSync: ['fences', 1],
  createTexture: ['textures', 1],
  deleteTexture: ['textures', -1],
}

/** Wraps the prototype of WebGL 2 contexts; `textures` is never reset. */
export function countGl(): Counted {
  const counts: GlCounts = { draws: 0, programs: 0, uploads: 0, readbacks: 0, fences: 0, textures: 0 }
  const prototype = WebGL2RenderingContext.prototype as unknown as Record<
    string,
    (...values: unknown[]) => unknown
  >
  for (const [name, [key, change]] of Object.entries(CALLS)) {
    const original = prototype[name]!
    prototype[name] = function (this: unknown, ...values: unknown[]): unknown {
      // Pixels that go into a buffer of the GPU are not read back yet.
      const staysThere = name === 'readPixels' && typeof values.at(-1) === 'number'
      if (!staysThere) counts[key] += change
      return original.apply(this, values)
    }
  }
  const reset = (): void => {
    Object.assign(counts, { draws: 0, programs: 0, uploads: 0, readbacks: 0, fences: 0 })
  }
  return { counts, reset }
}
