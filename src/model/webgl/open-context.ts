// SPDX-License-Identifier: MIT
// Opens a WebGL 2 context for computing, or says why there is none.

import { EngineError } from '../../errors.ts'

/** A context and what is known of its device. */
export interface ComputeContext {
  readonly gl: WebGL2RenderingContext
  /** Name of the renderer, where the browser tells it. */
  readonly renderer: string
  /** Frees the context and everything in it. */
  close(): void
}

// Renderers that run on the processor: there the other engines are an order of magnitude faster.
const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|microsoft basic render/i

/**
 * Opens a context on a canvas of its own, in a worker or on a page.
 * @param allowSoftware - Whether a software rasteriser will do.
 * @throws `EngineError` when there is no WebGL 2, no rendering to 32-bit floats, or only software.
 */
export function openContext(allowSoftware: boolean): ComputeContext {
  const canvas = createCanvas()
  // Both kinds of canvas open the same context.
  const gl = (canvas as OffscreenCanvas).getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    premultipliedAlpha: false,
    preserveDrawingBuffer: false,
    failIfMajorPerformanceCaveat: !allowSoftware,
  })
  if (gl === null) throw new EngineError('webgl', 'there is no WebGL 2')
  const close = (): void => gl.getExtension('WEBGL_lose_context')?.loseContext()
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL))
  if (!allowSoftware && SOFTWARE.test(renderer)) {
    close()
    throw new EngineError('webgl', `it would run in software (${renderer})`)
  }
  if (gl.getExtension('EXT_color_buffer_float') === null) {
    close()
    throw new EngineError('webgl', 'the device cannot render to 32-bit floats')
  }
  return { gl, renderer, close }
}

// On a page an element: WebKit has canvases off screen without WebGL.
function createCanvas(): OffscreenCanvas | HTMLCanvasElement {
  if (typeof document !== 'undefined') return document.createElement('canvas')
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(1, 1)
  throw new EngineError('webgl', 'there is no canvas')
}
