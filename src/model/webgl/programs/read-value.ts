// SPDX-License-Identifier: MIT
// Names the textures that a program reads a value from.

import type { GpuValue, TextureRef } from '../value.ts'

/** The textures of a value: one a segment, and the batch where tokens choose rows of a table. */
export interface ValueReads {
  /** Name of each segment's texture. */
  readonly names: readonly string[]
  readonly reads: Readonly<Record<string, TextureRef>>
}

/**
 * Names them: `X0`, `X1`, …; the batch is `I`. Segments of the same texture share a name, because a shader may read
 * 16 textures and no more.
 */
export function readValue(value: GpuValue, prefix = 'X'): ValueReads {
  const reads: Record<string, TextureRef> = {}
  const byTexture = new Map<string, string>()
  const names = value.segments.map(({ texture, texels, table }, at) => {
    if (texels === 'registers') return ''
    if (table !== undefined) reads['I'] = { kind: 'input' }
    if (texture.kind === 'input') {
      reads['I'] = texture
      return 'I'
    }
    const key = 'id' in texture ? `${texture.kind}${texture.id}` : texture.kind
    const name = byTexture.get(key) ?? `${prefix}${at}`
    byTexture.set(key, name)
    reads[name] = texture
    return name
  })
  return { names, reads }
}
