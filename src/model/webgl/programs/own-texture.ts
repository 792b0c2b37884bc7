// SPDX-License-Identifier: MIT
// A value that was put out quad by quad from another one keeps that one's columns, padding between them included.

import type { Layout } from '../layout.ts'
import { columnsOf } from '../value.ts'
import type { GpuValue, TextureRef } from '../value.ts'

/** The value that a pass put out by working on the quads of `source`. */
export function ownTexture(source: GpuValue, steps: number, layout: Layout, texture: TextureRef): GpuValue {
  const columns = columnsOf(source)
  const segment = {
    texture,
    layout,
    texels: 'quads',
    quads: columns.length / 4,
    columns,
    dirty: false,
  } as const
  return { steps, width: source.width, segments: [segment] }
}
