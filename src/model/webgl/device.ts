// SPDX-License-Identifier: MIT
// The door to TensorFlow.js: its WebGL backend compiles and runs programs, owns intermediate textures and recycles
// them. Inputs, weights and the result go past its encoders, which would cost a draw each.

import { env } from '@tensorflow/tfjs-core'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl/dist/backend_webgl.js'
import { GPGPUContext } from '@tensorflow/tfjs-backend-webgl/dist/gpgpu_context.js'
import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl/dist/gpgpu_math.js'
import { EngineError } from '../../errors.ts'
import type { ComputeContext } from './open-context.ts'
import { readBack } from './read-back.ts'

/** A texture that programs read, by what the backend calls it. */
export type Handle = TensorInfo

/** A program to run. */
export interface Draw {
  /** Names of the textures in the shader. */
  readonly names: readonly string[]
  readonly code: string
  /** Size of the output in texels. */
  readonly width: number
  readonly height: number
}

/** Runs programs on one context. */
export interface Device {
  /** Largest width and height of a texture. */
  readonly maxSize: number
  /** Makes a texture of four bytes, or four floats, a texel; without data it holds floats that are yet to come. */
  createTexture(data: Uint8Array | Float32Array | undefined, width: number, height: number): Handle
  /** Replaces the first `height` rows of a texture of floats. */
  upload(handle: Handle, data: Float32Array, width: number, height: number): void
  /**
   * Compiles every program that `dryRun` would run, without drawing, and waits for the driver without blocking where
   * it compiles in threads of its own.
   * @throws `EngineError` when one does not compile.
   */
  compile(dryRun: () => void): Promise<void>
  /** Runs a program; `t` is its uniform of that name. */
  run(draw: Draw, textures: readonly Handle[], t: number): Handle
  /** Gives an output back, to be used again. */
  release(handle: Handle): void
  /** Reads an output of floats. Whatever is run or released meanwhile comes after it. */
  read(handle: Handle, width: number, height: number): Promise<Float32Array>
  /** Data ids and textures that are held now. */
  memory(): { readonly dataIds: number; readonly textures: number; readonly bytes: number }
  /** Throws when the context is lost. */
  checkAlive(): void
  dispose(): void
}

/** How often a driver that compiles in threads of its own is asked whether it is done. */
const COMPILE_POLL_MS = 8

/** Makes a device of an open context. */
export function createDevice({ gl, close }: ComputeContext): Device {
  const gpgpu = openGpgpu(gl)
  const isWorker = typeof document === 'undefined'
  const backend = new MathBackendWebGL(gpgpu)
  const adopted = new Map<Handle['dataId'], WebGLTexture>()
  const UNIFORMS: NonNullable<GPGPUProgram['customUniforms']> = [{ name: 't', type: 'int' }]

  function adopt(texture: WebGLTexture, width: number, height: number): Handle {
    const handle = backend.makeTensorInfo([2 * height, 2 * width], 'float32')
    const data = backend.texData.get(handle.dataId)
    const texShape: [number, number] = [2 * height, 2 * width]
    data.texture = { texture, texShape }
    data.texShape = texShape
    data.isPacked = true
    adopted.set(handle.dataId, texture)
    return handle
  }

  function drop(dataId: Handle['dataId']): void {
    const texture = adopted.get(dataId)
    if (texture !== undefined) {
      // The backend would look for the texture among its own.
      backend.texData.get(dataId).texture = null as never
      adopted.delete(dataId)
      gl.deleteTexture(texture)
    }
    backend.disposeData(dataId, true)
  }

  function checkAlive(): void {
    if (gl.isContextLost()) throw new EngineError('webgl', 'the context was lost')
  }

  return {
    maxSize: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number,
    checkAlive,
    createTexture(data, width, height) {
      const texture = createTexture(gl, data, width, height)
      return adopt(texture, width, height)
    },
    upload(handle, data, width, height) {
      gl.bindTexture(gl.TEXTURE_2D, adopted.get(handle.dataId) ?? null)
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.FLOAT, data)
      gl.bindTexture(gl.TEXTURE_2D, null)
    },
    async compile(dryRun) {
      const programs = recordPrograms(gpgpu)
      env().set('ENGINE_COMPILE_ONLY', true)
      try {
        dryRun()
      } finally {
        env().set('ENGINE_COMPILE_ONLY', false)
      }
      await whenLinked(gl, programs())
      checkAlive()
      backend.getUniformLocations()
    },
    run({ names, code, width, height }, textures, t) {
      const program: GPGPUProgram = {
        variableNames: [...names],
        outputShape: [2 * height, 2 * width],
        userCode: code,
        // Shapes as uniforms keep them out of the shader: one program serves every batch.
        enableShapeUniforms: true,
        packedInputs: true,
        packedOutput: true,
        customUniforms: UNIFORMS,
      }
      return backend.runWebGLProgram(program, [...textures], 'float32', [[t]], true)
    },
    release: (handle) => drop(handle.dataId),
    async read(handle, width, height) {
      const texture = backend.texData.get(handle.dataId).texture?.texture
      if (texture === undefined) throw new EngineError('webgl', 'the scores have no texture')
      gpgpu.setOutputPackedMatrixTexture(texture, 2 * height, 2 * width)
      return readBack(gl, width, height, isWorker)
    },
    memory: () => ({
      dataIds: backend.numDataIds(),
      textures: adopted.size + backend.getTextureManager().getNumUsedTextures(),
      bytes: backend.memory().numBytesInGPU,
    }),
    dispose() {
      for (const dataId of [...adopted.keys()]) drop(dataId)
      backend.dispose()
      gpgpu.program = null
      gpgpu.outputTexture = null
      gpgpu.dispose()
      close()
    },
  }
}

function openGpgpu(gl: WebGL2RenderingContext): GPGPUContext {
  env().set('WEBGL_MAX_TEXTURE_SIZE', Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)))
  for (const off of [gl.DEPTH_TEST, gl.STENCIL_TEST, gl.BLEND, gl.DITHER, gl.POLYGON_OFFSET_FILL])
    gl.disable(off)
  gl.enable(gl.SCISSOR_TEST)
  return new GPGPUContext(gl)
}

function createTexture(
  gl: WebGL2RenderingContext,
  data: Uint8Array | Float32Array | undefined,
  width: number,
  height: number,
): WebGLTexture {
  const bytes = data instanceof Uint8Array
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
    gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE)
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST)
  gl.texStorage2D(gl.TEXTURE_2D, 1, bytes ? gl.RGBA8 : gl.RGBA32F, width, height)
  if (data !== undefined) {
    const type = bytes ? gl.UNSIGNED_BYTE : gl.FLOAT
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, type, data)
  }
  gl.bindTexture(gl.TEXTURE_2D, null)
  return texture
}

// The programs that the backend creates from here on, until they are asked for.
function recordPrograms(gpgpu: GPGPUContext): () => readonly WebGLProgram[] {
  const programs: WebGLProgram[] = []
  const create = gpgpu.createProgram
  gpgpu.createProgram = (shader): ReturnType<typeof create> => {
    const program = create.call(gpgpu, shader)
    programs.push(program)
    return program
  }
  return () => {
    gpgpu.createProgram = create
    return programs
  }
}

// A driver with KHR_parallel_shader_compile says when it is done; any other blocks when it is asked.
async function whenLinked(gl: WebGL2RenderingContext, programs: readonly WebGLProgram[]): Promise<void> {
  const parallel = gl.getExtension('KHR_parallel_shader_compile')
  if (parallel !== null) {
    const isDone = (program: WebGLProgram): boolean =>
      Boolean(gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR))
    while (!gl.isContextLost() && !programs.every(isDone))
      await new Promise((resolve) => setTimeout(resolve, COMPILE_POLL_MS))
  }
  for (const program of programs) {
    // Without it every look waits for one program. Whoever waits for this thread comes first.
    if (parallel === null) await new Promise((resolve) => setTimeout(resolve))
    if (gl.getProgramParameter(program, gl.LINK_STATUS) === false && !gl.isContextLost()) {
      throw new EngineError(
        'webgl',
        `a program does not compile: ${gl.getProgramInfoLog(program) ?? 'no reason given'}`,
      )
    }
  }
}
