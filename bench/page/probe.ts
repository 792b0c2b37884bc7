// SPDX-License-Identifier: MIT
// Counts what a contestant asks of the GPU and how much memory it takes there and in WebAssembly. Runs before anything
// else in a page of its own: counting costs time, so nothing is timed there.

import { countGl } from '../../test/support/count-gl.ts'
import type { GlCounts } from '../../test/support/count-gl.ts'

/** What the probe offers. */
export interface ProbePage {
  readonly counts: GlCounts
  reset(): void
  /** Bytes of all textures that live. */
  gpuBytes(): number
  /** Bytes of all WebAssembly memories. */
  wasmBytes(): number
}

/** Bytes a texel, by internal format: all that the contestants use. */
const TEXEL_BYTES: Readonly<Record<number, number>> = {
  [WebGL2RenderingContext.RGBA8]: 4,
  [WebGL2RenderingContext.RGBA]: 4,
  [WebGL2RenderingContext.R8]: 1,
  [WebGL2RenderingContext.R32F]: 4,
  [WebGL2RenderingContext.RGBA32F]: 16,
  [WebGL2RenderingContext.R16F]: 2,
  [WebGL2RenderingContext.RGBA16F]: 8,
}

const textures = new Map<WebGLTexture, number>()
const memories = new Set<WebAssembly.Memory>()

function note(gl: WebGL2RenderingContext, format: number, width: number, height: number): void {
  const texture = gl.getParameter(gl.TEXTURE_BINDING_2D) as WebGLTexture | null
  const each = TEXEL_BYTES[format]
  if (each === undefined) throw new Error(`the probe does not know texture format ${format}`)
  if (texture !== null) textures.set(texture, each * width * height)
}

function watchTextures(): void {
  const prototype = WebGL2RenderingContext.prototype
  const { texStorage2D, deleteTexture } = prototype
  prototype.texStorage2D = function (target, levels, format, width, height): void {
    note(this, format, width, height)
    texStorage2D.call(this, target, levels, format, width, height)
  }
  const texImage2D: (...values: never[]) => void = prototype.texImage2D
  prototype.texImage2D = function (this: WebGL2RenderingContext, ...values: never[]): void {
    const [, , format, width, height] = values
    if (values.length >= 9) note(this, Number(format), Number(width), Number(height))
    texImage2D.apply(this, values)
  }
  prototype.deleteTexture = function (texture): void {
    if (texture !== null) textures.delete(texture)
    deleteTexture.call(this, texture)
  }
}

function watchMemories(): void {
  const { Memory, instantiate, instantiateStreaming } = WebAssembly
  const keep = (exports: WebAssembly.Exports): void => {
    for (const value of Object.values(exports)) if (value instanceof Memory) memories.add(value)
  }
  WebAssembly.instantiate = (async (source: BufferSource | WebAssembly.Module, imports?: never) => {
    const made = await instantiate(source as BufferSource, imports)
    keep('instance' in made ? made.instance.exports : (made as WebAssembly.Instance).exports)
    return made
  }) as typeof WebAssembly.instantiate
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const made = await instantiateStreaming(source, imports)
    keep(made.instance.exports)
    return made
  }
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor)
      memories.add(this)
    }
  }
}

const gl = countGl()
watchTextures()
watchMemories()
const probe: ProbePage = {
  counts: gl.counts,
  reset: gl.reset,
  gpuBytes: () => [...textures.values()].reduce((sum, bytes) => sum + bytes, 0),
  wasmBytes: () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
}
;(globalThis as unknown as { probe: ProbePage }).probe = probe
