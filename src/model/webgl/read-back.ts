// SPDX-License-Identifier: MIT
// Reads a texture of floats back from the GPU. A worker waits: nothing is faster, and nobody else needs its thread. A
// page must not wait for the GPU: it copies into a buffer, sets a fence and looks at it every millisecond between other
// tasks. A timer that is set by a timer waits 4 ms (browsers clamp it); one that is set by a message does not.

import { EngineError } from '../../errors.ts'

/**
 * Reads the texture that is bound to the framebuffer.
 * @param wait - Whether to block until the numbers are there.
 * @returns Four floats a texel, row by row.
 * @throws `EngineError` when the context is lost, or WebGL reports an error.
 */
export async function readBack(
  gl: WebGL2RenderingContext,
  width: number,
  height: number,
  wait: boolean,
): Promise<Float32Array> {
  // A lost context reads nothing: what is then left must not look like scores.
  const numbers = new Float32Array(4 * width * height).fill(NaN)
  if (wait) gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, numbers)
  else await readThroughBuffer(gl, width, height, numbers)
  if (gl.isContextLost()) throw new EngineError('webgl', 'the context was lost')
  const error = gl.getError()
  if (error !== gl.NO_ERROR) throw new EngineError('webgl', `reading failed with GL error ${error}`)
  return numbers
}

async function readThroughBuffer(
  gl: WebGL2RenderingContext,
  width: number,
  height: number,
  numbers: Float32Array,
): Promise<void> {
  const buffer = gl.createBuffer()
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer)
  gl.bufferData(gl.PIXEL_PACK_BUFFER, numbers.byteLength, gl.STREAM_READ)
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, 0)
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null)
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
  gl.flush()
  try {
    if (fence !== null) await whenPassed(gl, fence)
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer)
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, numbers)
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null)
  } finally {
    gl.deleteSync(fence)
    gl.deleteBuffer(buffer)
  }
}

function whenPassed(gl: WebGL2RenderingContext, fence: WebGLSync): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const look = (): void => {
      // A lost context never passes a fence.
      if (!gl.isContextLost() && gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED) {
        setTimeout(() => port2.postMessage(0), 1)
        return
      }
      port1.close()
      resolve()
    }
    port1.onmessage = look
    port2.postMessage(0)
  })
}
